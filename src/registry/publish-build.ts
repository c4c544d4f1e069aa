import { addPackageVersion } from './add-package-version';
import { packageVersionAlreadyExists } from './errors';
import { assertChecksumsMatch } from './finish-versions';
import { versionKey } from './keys';
import { assertPublishAllowed } from './origin-controls';
import { getPackageVersion, putPackageVersion } from './package-versions';
import { getPackage, type PackageTarget } from './packages';
import type { PackageVersionRecord, VersionMetadataRecord } from './records';
import { removePackageVersion } from './remove-package-version';
import type { WriteTransaction } from './store';

/** A build that becomes the one that a version without an end (`1.0-SNAPSHOT`) stands for. */
export interface BuildPublication {
  readonly version: string;
  readonly build: string;
  /** Of the version; the build keeps its own. */
  readonly metadata: VersionMetadataRecord;
  readonly now: number;
}

/**
 * Gives a version exactly the assets of a build, Published, and hides the build behind it, Unlisted (MVN-132, MVN-135).
 * An upstream that has the version too does not stand in the way: clients see that one then (MVN-149).
 * @returns digests that nothing refers to any more, for `freeBlobs`
 * @throws 403 when the package is closed to publishing; ResourceNotFoundException for an unknown build;
 *   ValidationException when a checksum of it did not match; ConflictException when either is Archived or Disposed
 */
export async function publishBuild(
  tx: WriteTransaction,
  target: PackageTarget,
  { version, build, metadata, now }: BuildPublication,
): Promise<string[]> {
  const owner = await getPackage(tx, target);
  await assertPublishAllowed(tx, target, owner);
  const source = await getPackageVersion(tx, { ...target, version: build });
  const existing = await tx.get(versionKey({ ...target, version }));
  for (const record of [source, existing]) if (record) assertOpen(target, record);
  assertChecksumsMatch(source);
  const { publishedTime = now } = source;
  putPackageVersion(tx, target, { ...source, status: 'Unlisted', publishedTime });
  const freed = existing ? await removePackageVersion(tx, target, existing) : [];
  await addPackageVersion(tx, target, owner, {
    version,
    status: 'Published',
    publishedTime: now,
    origin: { originType: 'INTERNAL', repositoryName: target.repository },
    assets: source.assets,
    metadata,
    tags: [],
  });
  return freed;
}

function assertOpen(target: PackageTarget, { version, status }: PackageVersionRecord): void {
  if (status !== 'Archived' && status !== 'Disposed') return;
  throw packageVersionAlreadyExists({ ...target, version }, target.displayName);
}
