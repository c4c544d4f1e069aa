import { decodeKey, encodeKey, type Key, type Prefix } from './store';
import type {
  AssetContentRecord,
  DomainId,
  DomainPackageRecord,
  DomainRecord,
  DomainUsageRecord,
  FormatName,
  PackageGroupRecord,
  PackageId,
  PackageRecord,
  PackageVersionId,
  PackageVersionRecord,
  PolicyRecord,
  RepositoryId,
  RepositoryRecord,
  TagRecord,
  UploadedDocumentRecord,
  VersionMetadataRecord,
} from './records';

/** Where every kind of record stands. What must be found in an order has a key of its own in that order. */

export const domainKey = (id: DomainId): Key<DomainRecord> =>
  encodeKey('domain', id.region, id.domainOwner, id.domain);
export const allDomains: Prefix<DomainRecord> = encodeKey('domain');
export const domainsOf = (region: string, owner: string): Prefix<DomainRecord> =>
  encodeKey('domain', region, owner);

export const domainUsageKey = (id: DomainId): Key<DomainUsageRecord> =>
  encodeKey('domainUsage', id.region, id.domainOwner, id.domain);

export const repositoryKey = (id: RepositoryId): Key<RepositoryRecord> =>
  encodeKey('repository', id.region, id.domainOwner, id.domain, id.repository);
export const repositoriesOf = (id: DomainId): Prefix<RepositoryRecord> =>
  encodeKey('repository', id.region, id.domainOwner, id.domain);

/** The same repository record again, in the order ListRepositories shows it (REPO-133). */
export const administeredRepositoryKey = (id: RepositoryId, administrator: string): Key<RepositoryRecord> =>
  encodeKey('administeredRepository', id.region, administrator, id.domain, id.repository, id.domainOwner);
export const administeredRepositoriesOf = (region: string, administrator: string): Prefix<RepositoryRecord> =>
  encodeKey('administeredRepository', region, administrator);

/** Policies and tags hang on the ARN of a domain, a repository or a package group. */
export const policyKey = (resourceArn: string): Key<PolicyRecord> => encodeKey('policy', resourceArn);
export const tagKey = (resourceArn: string, key: string): Key<TagRecord> =>
  encodeKey('tag', resourceArn, key);
export const tagsOf = (resourceArn: string): Prefix<TagRecord> => encodeKey('tag', resourceArn);

/** Packages in the order of ListPackages: name, format, namespace (PKG-102). */
export const packageKey = (id: PackageId): Key<PackageRecord> =>
  encodeKey('package', ...repositoryParts(id), id.package, id.format, id.namespace);
export const packagesOf = (id: RepositoryId): Prefix<PackageRecord> =>
  encodeKey('package', ...repositoryParts(id));

/** The same package record again, for lists of one format. */
export const packageByFormatKey = (id: PackageId): Key<PackageRecord> =>
  encodeKey('packageByFormat', ...repositoryParts(id), id.format, id.package, id.namespace);
export const packagesOfFormat = (id: RepositoryId, format: FormatName): Prefix<PackageRecord> =>
  encodeKey('packageByFormat', ...repositoryParts(id), format);

export const versionKey = (id: PackageVersionId): Key<PackageVersionRecord> =>
  encodeKey('version', ...packageParts(id), id.version);
export const versionsOf = (id: PackageId): Prefix<PackageVersionRecord> =>
  encodeKey('version', ...packageParts(id));

/** The same version record again, oldest publication first; versions without a time have no such key. */
export const versionByTimeKey = (
  id: PackageId,
  publishedTime: number,
  sequence: number,
): Key<PackageVersionRecord> => encodeKey('versionByTime', ...packageParts(id), publishedTime, sequence);
export const versionsByTime = (id: PackageId): Prefix<PackageVersionRecord> =>
  encodeKey('versionByTime', ...packageParts(id));

export const versionMetadataKey = (id: PackageVersionId): Key<VersionMetadataRecord> =>
  encodeKey('versionMetadata', ...packageParts(id), id.version);
export const versionMetadataOf = (id: PackageId): Prefix<VersionMetadataRecord> =>
  encodeKey('versionMetadata', ...packageParts(id));

export const uploadedDocumentKey = (
  id: RepositoryId & { readonly format: FormatName },
  path: string,
): Key<UploadedDocumentRecord> => encodeKey('uploadedDocument', ...repositoryParts(id), id.format, path);
export const uploadedDocumentsOf = (id: RepositoryId): Prefix<UploadedDocumentRecord> =>
  encodeKey('uploadedDocument', ...repositoryParts(id));

/** Found by digest first: whether any domain still refers to a blob is one scan. */
export const assetContentKey = (id: DomainId, sha256: string): Key<AssetContentRecord> =>
  encodeKey('assetContent', sha256, id.region, id.domainOwner, id.domain);
export const assetContentsOf = (sha256: string): Prefix<AssetContentRecord> =>
  encodeKey('assetContent', sha256);

export const assetContents: Prefix<AssetContentRecord> = encodeKey('assetContent');
/** The digest in a key made by `assetContentKey`. */
export const parseAssetContentKey = (key: Key<AssetContentRecord>): string => decodeKey(key)[1] ?? '';

/** The last number of a package's events; it outlives the package (EVT-014). */
export const eventSequenceKey = (id: PackageId): Key<{ readonly last: number }> =>
  encodeKey('eventSequence', ...packageParts(id));

/** What a key names, of those that events tell of: the package, and the version where it is a version's. */
export function parsePackageKey(
  key: string,
): { readonly kind: 'package' | 'version' | 'versionMetadata'; readonly id: PackageVersionId } | undefined {
  const kind = PACKAGE_KINDS.find((name) => key.startsWith(PREFIXES[name]));
  if (!kind) return undefined;
  const [, region = '', domainOwner = '', domain = '', repository = '', ...rest] = decodeKey(key);
  const [name = '', format = '', namespace = '', version = ''] = rest;
  // Only `packageKey` and its kin make such keys.
  const known = format as FormatName;
  return {
    kind,
    id: { region, domainOwner, domain, repository, package: name, format: known, namespace, version },
  };
}

const PACKAGE_KINDS = ['package', 'version', 'versionMetadata'] as const;
const PREFIXES = {
  package: encodeKey('package'),
  version: encodeKey('version'),
  versionMetadata: encodeKey('versionMetadata'),
};

/** Every package of a domain, whichever repository it is in, in the order of ListAssociatedPackages (PG-324). */
export const domainPackageKey = (id: PackageId): Key<DomainPackageRecord> =>
  encodeKey('domainPackage', ...domainParts(id), id.format, id.namespace, id.package, id.repository);
export const domainPackagesOf = (id: DomainId, format?: FormatName): Prefix<DomainPackageRecord> =>
  encodeKey('domainPackage', ...domainParts(id), ...(format === undefined ? [] : [format]));

export const packageGroupKey = (id: DomainId, pattern: string): Key<PackageGroupRecord> =>
  encodeKey('packageGroup', ...domainParts(id), pattern);
export const packageGroupsOf = (id: DomainId): Prefix<PackageGroupRecord> =>
  encodeKey('packageGroup', ...domainParts(id));

/** The same group again below its parent, for lists of direct children (PG-315). */
export const subPackageGroupKey = (id: DomainId, parent: string, pattern: string): Key<PackageGroupRecord> =>
  encodeKey('subPackageGroup', ...domainParts(id), parent, pattern);
export const subPackageGroupsOf = (id: DomainId, parent: string): Prefix<PackageGroupRecord> =>
  encodeKey('subPackageGroup', ...domainParts(id), parent);

/** The same group again by its folded stem, where matches are looked for (PG-030, PG-035). */
export const foldedPackageGroupKey = (
  id: DomainId,
  foldedStem: string,
  pattern: string,
): Key<PackageGroupRecord> => encodeKey('foldedPackageGroup', ...domainParts(id), foldedStem, pattern);
export const foldedPackageGroupsOf = (id: DomainId): Prefix<PackageGroupRecord> =>
  encodeKey('foldedPackageGroup', ...domainParts(id));

/** Which groups list a repository, so that deleting it takes it off their lists (PG-231). */
export const allowedInGroupKey = (id: RepositoryId, pattern: string): Key<{ readonly pattern: string }> =>
  encodeKey('allowedInGroup', ...repositoryParts(id), pattern);
export const allowedInGroupsOf = (id: RepositoryId): Prefix<{ readonly pattern: string }> =>
  encodeKey('allowedInGroup', ...repositoryParts(id));

function domainParts(id: DomainId): string[] {
  return [id.region, id.domainOwner, id.domain];
}

function repositoryParts(id: RepositoryId): string[] {
  return [...domainParts(id), id.repository];
}

function packageParts(id: PackageId): string[] {
  return [...repositoryParts(id), id.package, id.format, id.namespace];
}
