import type { Readable } from 'node:stream';
import type { AssetRecord, FormatName, VersionMetadataRecord } from './records';

/** What the core needs from outside. */

export interface BlobDigests {
  readonly size: number;
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly sha512: string;
}

/** Bytes that are stored but perhaps not referred to yet; they cannot be swept until `release` is called. */
export interface StagedBlob extends BlobDigests {
  /** Call once the record that refers to the bytes is committed, or will never be. */
  release(): void;
}

/** Thrown by `BlobStore.write` when the source gives more than `maxBytes`; nothing is kept. */
export class BlobTooLargeError extends Error {}

/** Asset bytes, addressed by SHA-256 and never held in memory as a whole (DESIGN D4). */
export interface BlobStore {
  /** Hashes the source while storing it. A source that fails leaves nothing behind. */
  write(source: Readable | Buffer, maxBytes?: number): Promise<StagedBlob>;
  /** Streams the bytes `start` to `end` (both inclusive), all by default; undefined when the blob is not there. */
  read(
    sha256: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Readable | undefined>;
  /** Forgets the blob unless it is staged; readers that have begun finish. */
  delete(sha256: string): Promise<void>;
}

/** Adjustable limits of the service (guide: Quotas). */
export interface Limits {
  readonly domainsPerAccount: number;
  readonly repositoriesPerDomain: number;
  readonly upstreamsPerRepository: number;
  readonly tagsPerResource: number;
  readonly assetSizeBytes: number;
  readonly assetsPerPackageVersion: number;
  readonly npmPublishBytes: number;
  /** The root included. The guide has no number: unlimited by default (PG-305). */
  readonly packageGroupsPerDomain: number;
}

/** How the names of a package arrive from an API caller. */
export interface RawCoordinate {
  readonly namespace?: string;
  readonly package: string;
}

/** A coordinate after the format's own rules; only a format's `parseCoordinate` makes one. */
export interface PackageCoordinate {
  readonly format: FormatName;
  readonly namespace: string;
  readonly package: string;
}

/** The part of a package format that the core may call; `formats/` implements it, `emulator.ts` plugs it in. */
export interface FormatRules {
  readonly name: FormatName;
  /** Whether packages of this format have a namespace (PKG-002, PKG-003). */
  readonly namespaceRule: 'required' | 'optional' | 'forbidden';
  /** The spelling under which a name or namespace is stored, whichever door it comes through (PG-017, PG-333). */
  normalizeName(name: string): string;
  /**
   * Applies the format's namespace rule and, where the service does, its normalisation to an API caller's names.
   * Throws ValidationException (PKG-002, PKG-003).
   */
  parseCoordinate(raw: RawCoordinate): PackageCoordinate;
  /** How a caller's spelling of a version is stored (NuGet normalises it, PKG-008). */
  normalizeVersion(version: string): string;
  /** How the beginning of a caller's name or namespace is compared in lists (PKG-105, PKG-106). */
  normalizePrefix(prefix: string): string;
  /** How the package is called in messages: `@scope/name`, `group:artifact` (REAL-013). */
  displayName(coordinate: PackageCoordinate): string;
  /**
   * The coordinate under which a package of these names would be stored (PKG-012).
   * Throws ValidationException for names that no package manager could ever reach (PKG-005).
   */
  toStoredCoordinate(coordinate: PackageCoordinate): PackageCoordinate;
  /** The tag that names the default display version, where the format has one (npm: `latest`, VER-121). */
  readonly defaultTag?: string;
  /** Whether packages are looked for in upstream repositories too (GEN-130, UP-038). */
  readonly searchesUpstreams: boolean;
  /**
   * Whether a version that came from elsewhere can get more assets: those that are asked for (`asset`, UP-081), or all,
   * with its metadata, whenever one is asked for (`version`, UP-082). Absent: it never changes by itself (UP-080).
   */
  readonly growth?: 'asset' | 'version';
  /**
   * Refuses names that assets must not have. Throws ValidationException. Only a format whose assets are published
   * through the API has it (GEN-005, ASSET-316).
   */
  assertAssetName?(name: string): void;
}

/** A version as a public registry offers it. One object per version and document, so it can name the version. */
export interface PublicVersion {
  readonly version: string;
  /**
   * What a publish of this version would have stored (EXT-039); of the readme only what the document has. The format's
   * document keeps the checksums that the registry announces, never its addresses (npm: `dist` without `tarball`).
   */
  readonly metadata: VersionMetadataRecord;
  /** When the public registry says it was published; absent when it does not say. */
  readonly time?: number;
}

/** A new object whenever the public registry's document has changed, else the same: its identity is a validator. */
export interface PublicPackage {
  readonly versions: ReadonlyMap<string, PublicVersion>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Assets of a public version, in the blob store and staged until `release` is called (see `StagedBlob`). */
export interface FetchedAssets {
  readonly assets: readonly AssetRecord[];
  /** As in `PublicVersion`, completed by what only the assets tell (a readme). */
  readonly metadata: VersionMetadataRecord;
  readonly release: () => void;
}

/** What is wanted of a public version. */
export interface AssetRequest {
  /** The asset that a client asks for. */
  readonly asset: string;
  /** Names of the assets that are stored already and not wanted again; none at the first ingestion. */
  readonly stored: ReadonlySet<string>;
  /** What is stored of the version now, where it is: what comes back replaces it. */
  readonly metadata?: VersionMetadataRecord;
}

/** One external connection of a format, as the resolver asks it. */
export interface PublicSource {
  /** `public:npmjs` … */
  readonly connection: string;
  /** Undefined when it is not there or cannot be asked (EXT-044, EXT-047); never rejects. */
  findPackage(coordinate: PackageCoordinate): Promise<PublicPackage | undefined>;
  /** As `findPackage`, for registries whose documents do not list every version there is (Maven). */
  findVersion?(coordinate: PackageCoordinate, version: string): Promise<PublicVersion | undefined>;
  /**
   * What the public registry keeps beside the packages of a namespace (Maven: its plugins, MVN-161). A new object
   * whenever it has changed; never rejects.
   */
  findNamespaceDocument?(namespace: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /**
   * When the versions of a package were published, milliseconds, where `findPackage` does not tell (cargo, CRG-070). The
   * same object as long as that is the same; undefined when it cannot be asked; never rejects.
   */
  findReleaseTimes?(coordinate: PackageCoordinate): Promise<ReadonlyMap<string, number> | undefined>;
  /**
   * What the public registry keeps of a version beside its assets, as its clients are to get it (Ruby: the gemspec,
   * RUBY-101). Undefined when it cannot be had; never rejects.
   */
  findVersionDocument?(coordinate: PackageCoordinate, version: PublicVersion): Promise<Buffer | undefined>;
  /**
   * Downloads the assets of a version that `findPackage` or `findVersion` gave, as many as the format takes at once
   * (EXT-032 … EXT-035); callers at the same time share one download.
   * @returns `unavailable` when the public registry cannot be asked (EXT-045), `absent` when it has the version
   *   without this asset
   * @throws ServiceError 502 for bytes that do not match their checksum; nothing is stored then (NPM-163)
   */
  fetchAssets(
    coordinate: PackageCoordinate,
    version: PublicVersion,
    request: AssetRequest,
  ): Promise<FetchedAssets | 'unavailable' | 'absent'>;
}
