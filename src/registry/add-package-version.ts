import { retainAssetContent } from './assets';
import { versionMetadataKey } from './keys';
import { renderRevision } from './package-revision';
import { putPackageVersion } from './package-versions';
import { putPackage } from './packages';
import type {
  AssetRecord,
  OriginRecord,
  PackageId,
  PackageRecord,
  PackageVersionRecord,
  PackageVersionStatus,
  VersionMetadataRecord,
} from './records';
import type { WriteTransaction } from './store';

/** A version on its way into a repository, however it arrives. */
export interface NewPackageVersion {
  readonly version: string;
  readonly status: PackageVersionStatus;
  /** Left out for an Unfinished version (VER-204). */
  readonly publishedTime?: number;
  readonly origin: OriginRecord;
  readonly assets: readonly AssetRecord[];
  readonly metadata: VersionMetadataRecord;
  /** Tags that name this version from now on. */
  readonly tags: readonly string[];
}

/**
 * Writes a version that the repository does not have, with everything that hangs on it.
 * @param current the package as it stands, or as it is to be created
 */
export async function addPackageVersion(
  tx: WriteTransaction,
  id: PackageId,
  current: PackageRecord,
  { tags, metadata, ...arriving }: NewPackageVersion,
): Promise<PackageVersionRecord> {
  const moved = Object.fromEntries(tags.map((tag) => [tag, arriving.version]));
  const { changes } = putPackage(tx, id, { ...current, tags: { ...current.tags, ...moved } });
  const assets = [...arriving.assets].sort((a, b) => (a.name < b.name ? -1 : 1));
  const versionId = { ...id, version: arriving.version };
  const revision = renderRevision(versionId, assets, metadata);
  // The package's count of changes only grows, so it orders its versions by creation.
  const record = { ...arriving, assets, revision, sequence: changes };
  putPackageVersion(tx, id, record);
  tx.put(versionMetadataKey(versionId), metadata);
  for (const asset of assets) await retainAssetContent(tx, id, asset);
  return record;
}
