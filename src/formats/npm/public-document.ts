import type { PublicPackage, PublicVersion } from '../../registry/ports';
import type { VersionMetadataRecord } from '../../registry/records';
import { isJsonObject } from '../../util/json-object';
import { toVersionMetadata } from './metadata';
import { toReadme } from './readme';

/** Where a public version's tarball is, and what its bytes must be. */
export interface PublicTarball {
  readonly url: string | undefined;
  readonly integrity: string | undefined;
  readonly shasum: string | undefined;
}

export interface PublicDocument extends PublicPackage {
  findTarball(version: PublicVersion): PublicTarball | undefined;
}

type Json = Readonly<Record<string, unknown>>;

// What can stand in a URL and a file name; registries have versions from before SemVer was enforced.
const VERSION = /^\d[\dA-Za-z.+-]{0,254}$/;
// Signatures and the address are the public registry's own (NPM-068, UP-131).
const DIST_FIELDS = ['shasum', 'integrity', 'fileCount', 'unpackedSize'];

/**
 * Reads a public registry's full document of the package `name`. Members of a wrong type count as absent; a package all
 * of whose versions are gone is undefined.
 * @throws Error for what is not a document of this package (EXT-044)
 */
export function parsePublicDocument(name: string, body: Buffer): PublicDocument | undefined {
  const document: unknown = JSON.parse(body.toString('utf8'));
  if (!isJsonObject(document)) throw new Error('The document is not a JSON object');
  if (document.name !== name) throw new Error(`The document is not of the package '${name}'`);
  const manifests = isJsonObject(document.versions) ? document.versions : {};
  const times = isJsonObject(document.time) ? document.time : {};
  const tarballs = new WeakMap<PublicVersion, PublicTarball>();
  const versions = new Map<string, PublicVersion>();
  const tags = toTags(document['dist-tags']);
  for (const [version, manifest] of Object.entries(manifests)) {
    if (!VERSION.test(version) || !isJsonObject(manifest)) continue;
    const readme =
      toReadme(manifest.readme) ?? (tags.latest === version ? toReadme(document.readme) : undefined);
    const offered = toPublicVersion(name, version, manifest, readme, toTime(times[version]));
    versions.set(version, offered);
    tarballs.set(offered, toTarball(manifest.dist));
  }
  if (versions.size === 0) return undefined;
  return { versions, tags, findTarball: (version) => tarballs.get(version) };
}

function toPublicVersion(
  name: string,
  version: string,
  manifest: Json,
  readme: string | undefined,
  time: number | undefined,
): PublicVersion {
  let metadata: VersionMetadataRecord | undefined;
  return {
    version,
    ...(time !== undefined && { time }),
    // Only what is looked at is converted: popular packages have thousands of versions.
    get metadata() {
      const stored = { ...manifest, name, version, dist: toStoredDist(manifest.dist) };
      return (metadata ??= toVersionMetadata(name, stored, readme));
    },
  };
}

function toStoredDist(dist: unknown): Json {
  if (!isJsonObject(dist)) return {};
  return Object.fromEntries(Object.entries(dist).filter(([field]) => DIST_FIELDS.includes(field)));
}

function toTarball(dist: unknown): PublicTarball {
  const { tarball, integrity, shasum } = isJsonObject(dist) ? dist : {};
  return { url: toText(tarball), integrity: toText(integrity), shasum: toText(shasum) };
}

function toTags(tags: unknown): Record<string, string> {
  const entries = Object.entries(isJsonObject(tags) ? tags : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function toTime(time: unknown): number | undefined {
  const parsed = typeof time === 'string' ? Date.parse(time) : NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
