import { addPackageVersion } from './add-package-version';
import { retainAssetContent } from './assets';
import { assetAlreadyExists, packageVersionClosed, publishBlockedInApi, quotaExceeded } from './errors';
import { packageKey, versionKey } from './keys';
import { isPublishAllowed, newPackage } from './origin-controls';
import { renderRevision } from './package-revision';
import { putPackageVersion, type PackageVersionTarget } from './package-versions';
import { putPackage } from './packages';
import type { Limits } from './ports';
import type { AssetRecord, PackageRecord, PackageVersionRecord } from './records';
import { getRepository } from './repositories';
import type { ReadTransaction, WriteTransaction } from './store';
import { getVersionMetadata } from './version-metadata';

/** Where an asset would go: the package and the version as they stand, if they do. */
interface AssetPlace {
  readonly owner: PackageRecord | undefined;
  readonly existing: PackageVersionRecord | undefined;
}

/**
 * Finds where an asset of this name may go, as far as that can be said without its content.
 * @throws ResourceNotFoundException for an unknown repository; ConflictException for a package that is closed to
 *   publishing (ASSET-314) and for a version that is not Unfinished (README: settled); ServiceQuotaExceededException
 *   for one asset too many (ASSET-318)
 */
export async function findAssetPlace(
  tx: ReadTransaction,
  target: PackageVersionTarget,
  assetName: string,
  limits: Limits,
): Promise<AssetPlace> {
  await getRepository(tx, target);
  const owner = await tx.get(packageKey(target));
  if (!(await isPublishAllowed(tx, target, owner))) throw publishBlockedInApi(target, target.displayName);
  const existing = await tx.get(versionKey(target));
  if (existing && existing.status !== 'Unfinished') {
    throw packageVersionClosed(target, target.displayName, existing.status);
  }
  const assets = existing?.assets ?? [];
  if (assets.length >= limits.assetsPerPackageVersion && !assets.some(({ name }) => name === assetName)) {
    throw quotaExceeded('assets per package version', limits.assetsPerPackageVersion, 'asset', assetName);
  }
  return { owner, existing };
}

export interface AssetPublication {
  readonly asset: AssetRecord;
  /** Whether more assets are to come. */
  readonly unfinished: boolean;
  readonly now: number;
}

/**
 * Adds an asset to a version, which it may create; without `unfinished` that publishes the version (GEN-050 … GEN-061).
 * @throws as `findAssetPlace`, and ConflictException when the asset is there with other content (ASSET-309)
 */
export async function publishAsset(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  publication: AssetPublication,
  limits: Limits,
): Promise<PackageVersionRecord> {
  const { owner, existing } = await findAssetPlace(tx, target, publication.asset.name, limits);
  if (!owner || !existing) {
    return addPackageVersion(tx, target, owner ?? (await newPackage(tx, target, 'published')), {
      version: target.version,
      ...toStatus(publication),
      origin: { originType: 'INTERNAL', repositoryName: target.repository },
      assets: [publication.asset],
      metadata: { displayName: target.package, licenses: [], dependencies: [] }, // GEN-104
      tags: [],
    });
  }
  const record = { ...(await withAsset(tx, target, existing, publication.asset)), ...toStatus(publication) };
  // Nothing changes when an asset comes again (GEN-054).
  if (record.revision === existing.revision && record.status === existing.status) return existing;
  putPackageVersion(tx, target, record);
  putPackage(tx, target, owner);
  return record;
}

async function withAsset(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  existing: PackageVersionRecord,
  asset: AssetRecord,
): Promise<PackageVersionRecord> {
  const namesake = existing.assets.find(({ name }) => name === asset.name);
  if (namesake?.sha256 === asset.sha256) return existing;
  if (namesake) throw assetAlreadyExists(target, target.displayName, asset.name);
  await retainAssetContent(tx, target, asset);
  const assets = [...existing.assets, asset].sort((a, b) => (a.name < b.name ? -1 : 1));
  const revision = renderRevision(target, assets, await getVersionMetadata(tx, target));
  return { ...existing, assets, revision };
}

function toStatus({
  unfinished,
  now,
}: AssetPublication): Pick<PackageVersionRecord, 'status' | 'publishedTime'> {
  return unfinished ? { status: 'Unfinished' } : { status: 'Published', publishedTime: now };
}
