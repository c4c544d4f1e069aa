import type { PublicVersion } from '../../registry/ports';
import type { VersionMetadataRecord } from '../../registry/records';
import { isJsonObject } from '../../util/json-object';
import { toVersionMetadata } from './metadata';
import { toTags } from './nuspec';
import type { DependencyGroup, PackageDescription, PackageType } from './package-description';
import { toUrl } from './public-services';
import { normalizeVersion, parseVersion, toFullVersion } from './version';
import { toInterval } from './version-range';

/** A version in a public registration, and where and what its package archive is. */
export interface PublicLeaf {
  readonly version: PublicVersion;
  readonly content: string | undefined;
  /** SHA-512 in base64, where the registry says it (NUG-113). */
  readonly sha512: string | undefined;
}

/** A page of a public registration; one without leaves is a document of its own at `url`. */
export interface PublicPage {
  readonly url: string | undefined;
  readonly leaves: readonly PublicLeaf[] | undefined;
}

export interface PublicIndex {
  readonly pages: readonly PublicPage[];
}

type Json = Readonly<Record<string, unknown>>;

const MAX_PAGES = 10_000;

/** Reads the registration index of the package `id` at the address `base`. Throws Error for what is none (EXT-044). */
export function parsePublicIndex(id: string, body: Buffer, base: string): PublicIndex {
  const items = readItems(body);
  if (items.length > MAX_PAGES) throw new Error('The registration has too many pages');
  return {
    pages: items.map((page) => ({
      url: toUrl(page['@id'], base),
      leaves: Array.isArray(page.items) ? toLeaves(id, listObjects(page.items), base) : undefined,
    })),
  };
}

/** Reads a page that is a document of its own. Throws Error for what is none. */
export function parsePublicPage(
  id: string,
  body: Buffer,
  base: string,
): { readonly leaves: readonly PublicLeaf[] } {
  return { leaves: toLeaves(id, readItems(body), base) };
}

function readItems(body: Buffer): Json[] {
  const document: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  if (!isJsonObject(document) || !Array.isArray(document.items))
    throw new Error('The registration has no items');
  return listObjects(document.items);
}

function toLeaves(id: string, items: readonly Json[], base: string): PublicLeaf[] {
  return items.flatMap((item) => {
    const entry = item.catalogEntry;
    if (!isJsonObject(entry)) return [];
    const { id: entryId, version } = entry;
    if (typeof entryId !== 'string' || entryId.toLowerCase() !== id) return [];
    if (typeof version !== 'string' || !parseVersion(version)) return [];
    const hash =
      toText(entry.packageHashAlgorithm)?.toUpperCase() === 'SHA512' ? toText(entry.packageHash) : undefined;
    return [
      {
        version: toPublicVersion(entryId, version, entry, item),
        content: toUrl(item.packageContent ?? entry.packageContent, base),
        sha512: hash,
      },
    ];
  });
}

function toPublicVersion(id: string, version: string, entry: Json, item: Json): PublicVersion {
  const time = toTime(entry.published) ?? toTime(item.commitTimeStamp);
  let metadata: VersionMetadataRecord | undefined;
  return {
    version: normalizeVersion(version),
    ...(time !== undefined && { time }),
    // Only what is looked at is converted: popular packages have thousands of versions.
    get metadata() {
      return (metadata ??= toVersionMetadata(toDescription(id, version, entry)));
    },
  };
}

/** The public gallery gives unlisted versions the year 1900 (NUG-044). */
function toTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return time > Date.UTC(1901) ? time : undefined;
}

const TEXTS = [
  ...['authors', 'title', 'description', 'summary', 'language', 'minClientVersion'],
  ...['projectUrl', 'iconUrl', 'licenseUrl', 'licenseExpression'],
];

/** Members of a wrong type count as absent. */
function toDescription(id: string, version: string, entry: Json): PackageDescription {
  const texts = TEXTS.flatMap((name) => {
    const text = toText(entry[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    id,
    version: toFullVersion(version),
    ...Object.fromEntries(texts),
    requireLicenseAcceptance: entry.requireLicenseAcceptance === true,
    tags: Array.isArray(entry.tags)
      ? (entry.tags as readonly unknown[]).flatMap((tag) => toText(tag) ?? [])
      : toTags(toText(entry.tags)),
    packageTypes: toPackageTypes(entry.packageTypes),
    dependencyGroups: listObjects(entry.dependencyGroups).map(toDependencyGroup),
    ...(entry.listed === false && { listed: false }),
  };
}

function toPackageTypes(value: unknown): PackageType[] {
  return listObjects(value).flatMap((type) => {
    const [name, version] = [toText(type.name), toText(type.version)];
    return name === undefined ? [] : [{ name, ...(version !== undefined && { version }) }];
  });
}

function toDependencyGroup(group: Json): DependencyGroup {
  const targetFramework = toText(group.targetFramework);
  return {
    ...(targetFramework !== undefined && { targetFramework }),
    dependencies: listObjects(group.dependencies).flatMap((dependency) => {
      const id = toText(dependency.id);
      const requirement = toText(dependency.range);
      if (id === undefined) return [];
      return [
        { id, range: toInterval(requirement) ?? '(, )', ...(requirement !== undefined && { requirement }) },
      ];
    }),
  };
}

function listObjects(value: unknown): Json[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isJsonObject) : [];
}

/** Several authors may come as a list. */
function toText(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((part) => typeof part === 'string').join(', ') || undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
