import { getPackage, removePackage, type PackageTarget } from './packages';
import type { PackageRecord } from './records';
import type { WriteTransaction } from './store';

/** A package as it was before its deletion. */
export interface DeletedPackage {
  readonly record: PackageRecord;
  /** Digests that nothing refers to any more, for `freeBlobs` after the commit. */
  readonly freed: readonly string[];
}

/**
 * Deletes a package with its versions of any status and its origin configuration; origin controls are not asked
 * (DEL-009, DEL-015). @throws ResourceNotFoundException for an unknown package (DEL-011)
 */
export async function deletePackage(tx: WriteTransaction, target: PackageTarget): Promise<DeletedPackage> {
  const record = await getPackage(tx, target);
  return { record, freed: await removePackage(tx, target) };
}
