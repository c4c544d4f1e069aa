import { releaseAssetContents } from './assets';
import { versionByTimeKey, versionKey, versionMetadataKey } from './keys';
import type { PackageId, PackageVersionRecord } from './records';
import type { WriteTransaction } from './store';

/**
 * Removes a version of any status with its metadata and its references to assets. The caller puts the package record.
 * @returns digests that nothing refers to any more, for `freeBlobs`
 */
export async function removePackageVersion(
  tx: WriteTransaction,
  id: PackageId,
  { version, publishedTime, sequence, assets }: PackageVersionRecord,
): Promise<string[]> {
  tx.delete(versionKey({ ...id, version }));
  tx.delete(versionMetadataKey({ ...id, version }));
  if (publishedTime !== undefined) tx.delete(versionByTimeKey(id, publishedTime, sequence));
  return releaseAssetContents(tx, id, assets);
}
