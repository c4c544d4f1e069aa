import { releaseAssetContents } from './assets';
import { refuseDisposed } from './change-version-status';
import { putPackageVersion } from './package-versions';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { PackageVersionRecord } from './records';
import type { WriteTransaction } from './store';
import { applyToVersions, type VersionBatchResult } from './version-batch';
import { statusWording } from './version-failures';
import { examineVersion, type VersionSelection } from './version-selection';

/** What a call that gives assets up answers, and what that leaves behind. */
export interface FreeingResult {
  readonly result: VersionBatchResult;
  /** Digests that nothing refers to any more, for `freeBlobs` after the commit. */
  readonly freed: readonly string[];
}

/**
 * Takes the assets of all versions of the selection away for good, or of none; records, metadata and revisions stay
 * (STAT-100 … STAT-104).
 * @throws ResourceNotFoundException for an unknown package
 */
export async function disposePackageVersions(
  tx: WriteTransaction,
  target: PackageTarget,
  selection: VersionSelection,
  expectedStatus: string | undefined,
): Promise<FreeingResult> {
  const owner = await getPackage(tx, target);
  const freed: string[] = [];
  const result = await applyToVersions<PackageVersionRecord>(selection.keys(), {
    wording: statusWording,
    async examine(version) {
      const expected = { revision: selection.get(version), status: expectedStatus };
      const examined = await examineVersion(tx, { ...target, version }, expected, statusWording);
      return refuseDisposed(examined);
    },
    async apply(record) {
      putPackageVersion(tx, target, { ...record, status: 'Disposed', assets: [] });
      freed.push(...(await releaseAssetContents(tx, target, record.assets)));
      return { revision: record.revision, status: 'Disposed' };
    },
  });
  if (Object.keys(result.successfulVersions).length > 0) putPackage(tx, target, owner);
  return { result, freed };
}
