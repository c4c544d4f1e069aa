import type {
  AssetSummary,
  PackageDependency,
  PackageVersionDescription,
  PackageVersionOrigin,
  PackageVersionSummary,
} from '@aws-sdk/client-codeartifact';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type {
  AssetRecord,
  DependencyRecord,
  OriginRecord,
  PackageId,
  PackageVersionRecord,
  VersionMetadataRecord,
} from '../../registry/records';

// A larger field is left out; the publish does not fail for it (VER-206, NPM-195).
const MAX_FIELD_BYTES = 400 * 1024;

/** Names the package in an answer. */
export function toPackageNames({ format, namespace, package: name }: PackageId) {
  return { format, ...(namespace !== '' && { namespace }), package: name };
}

/** Names the package version in an answer, with its revision (VER-507). */
export function toVersionNames(target: PackageVersionTarget, { revision }: PackageVersionRecord) {
  return { ...toPackageNames(target), version: target.version, versionRevision: revision };
}

/** An item of ListPackageVersions (VER-100). */
export function toPackageVersionSummary(record: PackageVersionRecord): PackageVersionSummary {
  const { version, revision, status, origin } = record;
  return { version, revision, status, origin: toOrigin(origin) };
}

/** What DescribePackageVersion shows (VER-200 … VER-206). */
export function toPackageVersionDescription(
  { format, namespace, package: packageName }: PackageId,
  record: PackageVersionRecord,
  metadata: VersionMetadataRecord,
): PackageVersionDescription {
  const { version, revision, status, origin, publishedTime } = record;
  const { displayName, summary, homePage, sourceCodeRepository, licenses } = metadata;
  return {
    format,
    ...(namespace !== '' && { namespace }),
    packageName,
    displayName,
    version,
    ...withinLimit({ summary, homePage, sourceCodeRepository }),
    ...(publishedTime !== undefined && { publishedTime: new Date(publishedTime) }),
    licenses: [],
    ...withinLimit({ licenses: licenses.map((license) => ({ ...license })) }),
    revision,
    status,
    origin: toOrigin(origin),
  };
}

/** An item of ListPackageVersionAssets (ASSET-100). */
export function toAssetSummary({ name, size, md5, sha1, sha256, sha512 }: AssetRecord): AssetSummary {
  return { name, size, hashes: { MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512 } };
}

/** An item of ListPackageVersionDependencies (VER-400). */
export function toPackageDependency(record: DependencyRecord): PackageDependency {
  return { ...record };
}

function toOrigin({
  originType,
  repositoryName,
  externalConnectionName,
}: OriginRecord): PackageVersionOrigin {
  const domainEntryPoint =
    repositoryName === undefined
      ? { ...(externalConnectionName !== undefined && { externalConnectionName }) }
      : { repositoryName };
  return { originType, domainEntryPoint };
}

function withinLimit<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && Buffer.byteLength(JSON.stringify(value)) <= MAX_FIELD_BYTES,
  );
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> }; // fewer members of the same types
}
