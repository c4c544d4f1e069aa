import { versionMetadataKey, versionsOf } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageTarget } from '../../registry/packages';
import type { AssetRecord, PackageVersionId, PackageVersionRecord } from '../../registry/records';
import { getServed, isServed, searchVersion, type StoredVersion } from '../../registry/search-version';
import type { ReadTransaction } from '../../registry/store';
import { getVersionMetadata } from '../../registry/version-metadata';
import type { Walk } from '../../registry/walk-upstreams';
import type { FormatContext } from '../format';
import { releaseNotFound, searching } from './errors';
import { toDescription, type ReleaseDescription } from './release-description';
import { sortByVersion } from './version';

/** A release where it is stored. */
export interface Release {
  readonly version: string;
  readonly id: PackageVersionId;
  readonly record: PackageVersionRecord;
}

/**
 * Every release that clients may have, ascending, Unlisted ones among them; the first repository of the walk that has a
 * version decides about it (SWIFT-023, UP-075).
 */
export async function listReleases(
  tx: ReadTransaction,
  target: PackageTarget,
  { sources }: Walk,
): Promise<readonly Release[]> {
  const decided = new Map<string, Release | undefined>();
  for (const source of sources) {
    if (source.kind !== 'repository' || !source.package) continue;
    const home = { ...target, ...source.id };
    for await (const { record } of tx.scan(versionsOf(home))) {
      const { version } = record;
      if (decided.has(version)) continue;
      decided.set(version, isServed(record) ? { version, id: { ...home, version }, record } : undefined);
    }
  }
  return sortByVersion([...decided.values()].flatMap((release) => release ?? []));
}

/** Whether clients may choose it by themselves (SWIFT-022). */
export function isListed({ record }: Release): boolean {
  return record.status === 'Published';
}

/** What a release says of itself. */
export async function readDescription(
  tx: ReadTransaction,
  id: PackageVersionId,
): Promise<ReleaseDescription> {
  return toDescription(await getVersionMetadata(tx, id));
}

/** A release's one asset and what it says of itself, for who looks without taking it: nothing is retained (SWIFT-053). */
export function findRelease(
  { store, onPackage }: FormatContext,
  target: PackageVersionTarget,
): Promise<DescribedArchive> {
  onPackage?.(target);
  return searching(target, () =>
    store.read(async (tx) => describeArchive(tx, target, getServed(await searchVersion(tx, target), target))),
  );
}

export interface DescribedArchive {
  readonly archive: AssetRecord;
  readonly description: ReleaseDescription;
}

/** Adds to a version what it says of itself. Throws 404 when it has gone since. */
export async function describeArchive(
  tx: ReadTransaction,
  target: PackageVersionTarget,
  { id, record }: StoredVersion,
): Promise<DescribedArchive> {
  const [archive] = record.assets;
  const metadata = await tx.get(versionMetadataKey(id));
  if (!archive || !metadata) throw releaseNotFound(target);
  return { archive, description: toDescription(metadata) };
}
