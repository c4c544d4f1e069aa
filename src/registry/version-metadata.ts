import { packageKey, versionMetadataKey } from './keys';
import { renderRevision } from './package-revision';
import { getPackageVersion, putPackageVersion, type PackageVersionTarget } from './package-versions';
import { putPackage } from './packages';
import type { PackageVersionId, VersionMetadataRecord } from './records';
import type { ReadTransaction, WriteTransaction } from './store';

/** What a stored version says of itself; every version has such a record. */
export async function getVersionMetadata(
  tx: ReadTransaction,
  id: PackageVersionId,
): Promise<VersionMetadataRecord> {
  const metadata = await tx.get(versionMetadataKey(id));
  if (!metadata) throw new Error(`no metadata is stored for version ${id.version} of ${id.package}`);
  return metadata;
}

/** Replaces the metadata of a version, which gives it a new revision and leaves its status (VER-501). */
export async function updateVersionMetadata(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  metadata: VersionMetadataRecord,
): Promise<void> {
  const version = await getPackageVersion(tx, target);
  const revision = renderRevision(target, version.assets, metadata);
  putPackageVersion(tx, target, { ...version, revision });
  tx.put(versionMetadataKey(target), metadata);
  const record = await tx.get(packageKey(target));
  if (record) putPackage(tx, target, record);
}
