/** Plain, JSON-safe records, as they stand in the store. Times are milliseconds since the epoch. */

export const FORMAT_NAMES = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Names a domain; every other id below extends it, so a narrower id can stand where a wider one is asked for. */
export interface DomainId {
  readonly region: string;
  readonly domainOwner: string;
  readonly domain: string;
}

export interface RepositoryId extends DomainId {
  readonly repository: string;
}

/** Names a package by its stored (normalised) coordinate; `namespace` is empty where there is none. */
export interface PackageId extends RepositoryId {
  readonly format: FormatName;
  readonly namespace: string;
  readonly package: string;
}

export interface PackageVersionId extends PackageId {
  readonly version: string;
}

export interface DomainRecord {
  readonly name: string;
  readonly owner: string;
  readonly arn: string;
  readonly createdTime: number;
  readonly encryptionKey: string;
}

/** Counters of a domain, apart from it because every publish changes them. */
export interface DomainUsageRecord {
  readonly repositoryCount: number;
  /** Sum over distinct contents, see `AssetContentRecord` (DOM-052). */
  readonly assetSizeBytes: number;
}

export interface RepositoryRecord {
  /** Identity: upstream links name it, so that a namesake created later is another repository (REAL-031). */
  readonly id: string;
  readonly name: string;
  readonly administratorAccount: string;
  readonly domainName: string;
  readonly domainOwner: string;
  readonly arn: string;
  readonly description?: string;
  readonly upstreams: readonly UpstreamLink[];
  /** At most one (EXT-014). */
  readonly externalConnections: readonly ExternalConnectionLink[];
  readonly createdTime: number;
}

export interface UpstreamLink {
  readonly repositoryName: string;
  readonly repositoryId: string;
}

export interface ExternalConnectionLink {
  readonly externalConnectionName: string;
  readonly packageFormat: FormatName;
}

export interface PolicyRecord {
  readonly resourceArn: string;
  readonly revision: string;
  /** The JSON text exactly as it was put. */
  readonly document: string;
}

export interface TagRecord {
  readonly key: string;
  readonly value: string;
}

export type OriginRestriction = 'ALLOW' | 'BLOCK';

export interface PackageRecord {
  readonly format: FormatName;
  readonly namespace: string;
  readonly package: string;
  readonly publish: OriginRestriction;
  readonly upstream: OriginRestriction;
  /** npm dist-tags: tag to version. Kept when the version is hidden, gone when it is deleted (NPM-137). */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Counts the changes of anything a client can see of this package, so a document rendered from it can be kept.
   * Every rule that changes a version of the package puts this record too.
   */
  readonly changes: number;
}

export const PACKAGE_VERSION_STATUSES = [
  'Published',
  'Unfinished',
  'Unlisted',
  'Archived',
  'Disposed',
] as const;
export type PackageVersionStatus = (typeof PACKAGE_VERSION_STATUSES)[number];

/** How a version entered the domain; exactly one of the two names is there (VER-205). */
export interface OriginRecord {
  readonly originType: 'INTERNAL' | 'EXTERNAL';
  readonly repositoryName?: string;
  readonly externalConnectionName?: string;
}

export interface AssetRecord {
  readonly name: string;
  readonly size: number;
  /** Lower-case hex, as all four. `sha256` is also the address of the bytes in the blob store. */
  readonly sha256: string;
  readonly md5: string;
  readonly sha1: string;
  readonly sha512: string;
}

export interface PackageVersionRecord {
  readonly version: string;
  readonly revision: string;
  readonly status: PackageVersionStatus;
  /** Absent while Unfinished (VER-204). */
  readonly publishedTime?: number;
  /** Order of creation within the package; breaks ties of `publishedTime` (VER-105). */
  readonly sequence: number;
  readonly origin: OriginRecord;
  /** Ascending by name (ASSET-101). */
  readonly assets: readonly AssetRecord[];
  /** Wrong checksums that were claimed for assets while Unfinished, as `asset.algorithm` (MVN-094). */
  readonly mismatchedChecksums?: readonly string[];
}

export interface DependencyRecord {
  readonly namespace?: string;
  readonly package: string;
  readonly dependencyType?: string;
  readonly versionRequirement?: string;
}

/** What a version says of itself; apart from the version record because lists do not need it. */
export interface VersionMetadataRecord {
  readonly displayName: string;
  readonly summary?: string;
  readonly homePage?: string;
  readonly sourceCodeRepository?: string;
  readonly licenses: readonly { readonly name?: string; readonly url?: string }[];
  readonly readme?: string;
  /** When the public registry that it came from says it was published; documents show that, not the ingestion. */
  readonly releasedTime?: number;
  readonly dependencies: readonly DependencyRecord[];
  /** The format's own document of this version (npm: the published manifest without its readme). */
  readonly document?: Readonly<Record<string, unknown>>;
}

/** What clients uploaded at a path of a repository that holds no asset (Maven: metadata documents, MVN-107, MVN-160). */
export interface UploadedDocumentRecord {
  /** The checksums of the latest uploads, newest first. */
  readonly uploads: readonly Readonly<Pick<AssetRecord, 'md5' | 'sha1' | 'sha256' | 'sha512'>>[];
  /** What the format keeps of it, where that has no place with a package version. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** One distinct content in a domain and how many assets of its versions refer to it (DOM-052 … DOM-055). */
export interface AssetContentRecord {
  readonly size: number;
  readonly references: number;
}

/** What a package group decides, each on its own (PG-210 … PG-212). */
export const ORIGIN_RESTRICTION_TYPES = ['EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM', 'PUBLISH'] as const;
export type OriginRestrictionType = (typeof ORIGIN_RESTRICTION_TYPES)[number];

export type OriginRestrictionMode = 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK' | 'INHERIT';

export interface PackageGroupRecord {
  readonly pattern: string;
  readonly arn: string;
  readonly createdTime: number;
  /** Empty when there is none, and so is the description (PG-307). */
  readonly contactInfo: string;
  readonly description: string;
  readonly modes: Readonly<Record<OriginRestrictionType, OriginRestrictionMode>>;
  /** Names in ascending order; empty unless the mode is ALLOW_SPECIFIC_REPOSITORIES (PG-225). */
  readonly allowedRepositories: Readonly<Record<OriginRestrictionType, readonly string[]>>;
  /** Pattern of the group above, kept up to date as groups come and go; absent for the root (PG-100, PG-103). */
  readonly parent?: string;
}

/** A package's place in a domain, once per repository that holds it. */
export interface DomainPackageRecord {
  readonly format: FormatName;
  readonly namespace: string;
  readonly package: string;
}
