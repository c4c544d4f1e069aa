import { retainAssetContent } from './assets';
import { assetAlreadyExists, quotaExceeded } from './errors';
import { packageKey, versionMetadataKey } from './keys';
import { renderRevision } from './package-revision';
import { putPackageVersion, type PackageVersionTarget } from './package-versions';
import { putPackage } from './packages';
import type { Limits } from './ports';
import type { AssetRecord, OriginRecord, PackageVersionRecord, VersionMetadataRecord } from './records';
import type { WriteTransaction } from './store';
import { getVersionMetadata } from './version-metadata';

/** What changes about a version that is stored already; what is left out stays as it is. */
export interface VersionChange {
  readonly assets?: readonly AssetRecord[];
  readonly metadata?: VersionMetadataRecord;
  readonly status?: Pick<PackageVersionRecord, 'status' | 'publishedTime'>;
}

/**
 * Adds assets to a stored version and gives it other metadata or another status; the revision follows its content
 * (VER-500). Nothing is written when nothing changes (ASSET-400).
 * @throws ConflictException when an asset is there with other content (ASSET-309)
 */
export async function changePackageVersion(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  existing: PackageVersionRecord,
  { assets: arriving = [], metadata, status = existing }: VersionChange,
): Promise<PackageVersionRecord> {
  const added = listMissingAssets(target, existing, arriving);
  for (const asset of added) await retainAssetContent(tx, target, asset);
  const assets = [...existing.assets, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
  const described = metadata ?? (await getVersionMetadata(tx, target));
  const revision = renderRevision(target, assets, described);
  const { publishedTime } = status;
  const record = {
    ...existing,
    assets,
    revision,
    status: status.status,
    ...(publishedTime !== undefined && { publishedTime }),
  };
  if (record.revision === existing.revision && record.status === existing.status) return existing;
  putPackageVersion(tx, target, record);
  tx.put(versionMetadataKey(target), described);
  const owner = await tx.get(packageKey(target));
  if (owner) putPackage(tx, target, owner);
  return record;
}

/** Those that the version does not have. Throws ConflictException for one that it has with other content. */
export function listMissingAssets(
  { displayName, ...id }: PackageVersionTarget,
  existing: PackageVersionRecord | undefined,
  arriving: readonly AssetRecord[],
): AssetRecord[] {
  return arriving.filter((asset) => {
    const namesake = existing && findAsset(existing, asset.name);
    if (namesake && namesake.sha256 !== asset.sha256) throw assetAlreadyExists(id, displayName, asset.name);
    return !namesake;
  });
}

/** Throws ServiceQuotaExceededException when the version would have one asset too many (ASSET-318, QUOTA-002). */
export function assertAssetCount(count: number, version: string, { assetsPerPackageVersion }: Limits): void {
  if (count > assetsPerPackageVersion) {
    throw quotaExceeded('assets per package version', assetsPerPackageVersion, 'package-version', version);
  }
}

/** The asset of this name, if the version has it. */
export function findAsset(
  { assets }: Pick<PackageVersionRecord, 'assets'>,
  name: string,
): AssetRecord | undefined {
  return assets.find((asset) => asset.name === name);
}

/** Whether two records of a version entered the domain the same way (UP-084). */
export function isSameOrigin(a: OriginRecord, b: OriginRecord): boolean {
  return (
    a.originType === b.originType &&
    a.repositoryName === b.repositoryName &&
    a.externalConnectionName === b.externalConnectionName
  );
}

/** Whether the version was published directly into the repository it is in (UP-090). */
export function isPublishedIn(repository: string, { origin }: PackageVersionRecord): boolean {
  return origin.originType === 'INTERNAL' && origin.repositoryName === repository;
}
