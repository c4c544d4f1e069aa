import { invalidRequest } from './errors';
import { versionKey } from './keys';
import { putPackageVersion } from './package-versions';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { PackageVersionRecord } from './records';
import type { WriteTransaction } from './store';

/**
 * Publishes those of the versions that are Unfinished; all others, and versions that are not there, are left alone
 * (MVN-100 … MVN-102).
 * @throws ResourceNotFoundException for an unknown package; ValidationException when a checksum of one of them did not
 *   match, and then none is published (MVN-106)
 */
export async function finishVersions(
  tx: WriteTransaction,
  target: PackageTarget,
  versions: Iterable<string>,
  now: number,
): Promise<void> {
  const owner = await getPackage(tx, target);
  let isChanged = false;
  for (const version of new Set(versions)) {
    const record = await tx.get(versionKey({ ...target, version }));
    if (record?.status !== 'Unfinished') continue;
    assertChecksumsMatch(record);
    putPackageVersion(tx, target, { ...record, status: 'Published', publishedTime: now });
    isChanged = true;
  }
  if (isChanged) putPackage(tx, target, owner);
}

/** Throws ValidationException while a checksum that was claimed for an asset of the version is wrong (MVN-094). */
export function assertChecksumsMatch({ version, mismatchedChecksums = [] }: PackageVersionRecord): void {
  const [first] = mismatchedChecksums;
  if (first === undefined) return;
  throw invalidRequest(
    `Version '${version}' cannot be published: the checksum that was uploaded as '${first}' does not match its asset.`,
  );
}
