import { addPackageVersion } from './add-package-version';
import { packageKey, versionKey } from './keys';
import { newPackage } from './origin-controls';
import type { PackageId, PackageVersionId, PackageVersionRecord } from './records';
import type { WriteTransaction } from './store';
import { getVersionMetadata } from './version-metadata';

/**
 * Keeps a version of an upstream repository in another one, as it is there: assets, metadata, status, publication time
 * and origin (UP-057, UP-092). What is there already stays (UP-059).
 * @returns the version as the repository has it now; undefined when it is gone from the upstream meanwhile
 */
export async function retainVersion(
  tx: WriteTransaction,
  from: PackageVersionId,
  to: PackageId,
): Promise<PackageVersionRecord | undefined> {
  const existing = await tx.get(versionKey({ ...to, version: from.version }));
  if (existing) return existing;
  const record = await tx.get(versionKey(from));
  if (!record) return undefined;
  const { version, status, publishedTime, origin, assets } = record;
  const owner = await tx.get(packageKey(to));
  return addPackageVersion(tx, to, owner ?? (await newPackage(tx, to, 'from-upstream')), {
    version,
    status,
    ...(publishedTime !== undefined && { publishedTime }),
    origin,
    assets,
    metadata: await getVersionMetadata(tx, from),
    tags: await listTagsOf(tx, from),
  });
}

/** The tags that name the version; they come along, so that a client finds it when its upstreams are gone. */
async function listTagsOf(tx: WriteTransaction, from: PackageVersionId): Promise<string[]> {
  const tags = (await tx.get(packageKey(from)))?.tags ?? {};
  return Object.keys(tags).filter((tag) => tags[tag] === from.version);
}
