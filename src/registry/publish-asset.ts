import { addPackageVersion } from './add-package-version';
import { packageVersionClosed, publishBlockedInApi } from './errors';
import { packageKey, versionKey } from './keys';
import { isPublishAllowed, newPackage } from './origin-controls';
import type { PackageVersionTarget } from './package-versions';
import type { Limits } from './ports';
import type { AssetRecord, PackageRecord, PackageVersionRecord } from './records';
import { getRepository } from './repositories';
import type { ReadTransaction, WriteTransaction } from './store';
import { assertAssetCount, changePackageVersion, findAsset } from './version-assets';

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
  if (!existing || !findAsset(existing, assetName)) {
    assertAssetCount((existing?.assets.length ?? 0) + 1, target.version, limits);
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
  if (owner && existing) {
    return changePackageVersion(tx, target, existing, {
      assets: [publication.asset],
      status: toStatus(publication),
    });
  }
  return addPackageVersion(tx, target, owner ?? (await newPackage(tx, target, 'published')), {
    version: target.version,
    ...toStatus(publication),
    origin: { originType: 'INTERNAL', repositoryName: target.repository },
    assets: [publication.asset],
    metadata: { displayName: target.package, licenses: [], dependencies: [] }, // GEN-104
    tags: [],
  });
}

function toStatus({
  unfinished,
  now,
}: AssetPublication): Pick<PackageVersionRecord, 'status' | 'publishedTime'> {
  return unfinished ? { status: 'Unfinished' } : { status: 'Published', publishedTime: now };
}
