import { addPackageVersion } from './add-package-version';
import { listArrivingTags } from './arriving-tags';
import { packageKey } from './keys';
import { newPackage } from './origin-controls';
import type { PackageId, PackageVersionRecord } from './records';
import type { StoredVersion } from './search-version';
import type { WriteTransaction } from './store';
import { getVersionMetadata } from './version-metadata';

/**
 * Keeps a version of an upstream repository in another one that does not have it, as it is there: assets, metadata,
 * status, publication time and origin (UP-057, UP-092).
 */
export async function retainVersion(
  tx: WriteTransaction,
  { id: from, record }: StoredVersion,
  to: PackageId,
): Promise<PackageVersionRecord> {
  const { version, status, publishedTime, origin, assets } = record;
  const owner = (await tx.get(packageKey(to))) ?? (await newPackage(tx, to, 'from-upstream'));
  const upstream = await tx.get(packageKey(from));
  return addPackageVersion(tx, to, owner, {
    version,
    status,
    ...(publishedTime !== undefined && { publishedTime }),
    origin,
    assets,
    metadata: await getVersionMetadata(tx, from),
    tags: await listArrivingTags(tx, to, owner, version, upstream?.tags ?? {}),
  });
}
