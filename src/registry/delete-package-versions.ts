import type { FreeingResult } from './dispose-package-versions';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { PackageRecord, PackageVersionRecord } from './records';
import { removePackageVersion } from './remove-package-version';
import type { WriteTransaction } from './store';
import { applyToVersions } from './version-batch';
import { copyWording } from './version-failures';
import { examineVersion, type VersionSelection } from './version-selection';

/**
 * Removes all versions of the selection, whatever their status, or none. The package stays, without the tags that
 * named them (DEL-001 … DEL-005, PKG-131).
 * @throws ResourceNotFoundException for an unknown package (DEL-013)
 */
export async function deletePackageVersions(
  tx: WriteTransaction,
  target: PackageTarget,
  selection: VersionSelection,
  expectedStatus: string | undefined,
): Promise<FreeingResult> {
  const owner = await getPackage(tx, target);
  const freed: string[] = [];
  const result = await applyToVersions<PackageVersionRecord>(selection.keys(), {
    wording: copyWording,
    examine: (version) => {
      const expected = { revision: selection.get(version), status: expectedStatus };
      return examineVersion(tx, { ...target, version }, expected, copyWording);
    },
    async apply(record) {
      freed.push(...(await removePackageVersion(tx, target, record)));
      return { revision: record.revision, status: 'Deleted' };
    },
  });
  const gone = new Set(Object.keys(result.successfulVersions));
  if (gone.size > 0) putPackage(tx, target, withoutTagsOf(owner, gone));
  return { result, freed };
}

function withoutTagsOf(owner: PackageRecord, versions: ReadonlySet<string>): PackageRecord {
  const tags = Object.entries(owner.tags).filter(([, version]) => !versions.has(version));
  return { ...owner, tags: Object.fromEntries(tags) };
}
