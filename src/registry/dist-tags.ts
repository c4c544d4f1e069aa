import { distTagNotFound } from './errors';
import { packageKey } from './keys';
import { newPackage } from './origin-controls';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { WriteTransaction } from './store';

/**
 * Lets a tag name a version, which need not be stored here; no revision changes (NPM-131, NPM-133, NPM-136).
 */
export async function setDistTag(
  tx: WriteTransaction,
  target: PackageTarget,
  tag: string,
  version: string,
): Promise<void> {
  const record = (await tx.get(packageKey(target))) ?? (await newPackage(tx, target, 'from-upstream'));
  putPackage(tx, target, { ...record, tags: { ...record.tags, [tag]: version } });
}

/** Removes a tag of the package's own, `latest` included (NPM-135). Throws 404 when it is not there. */
export async function removeDistTag(tx: WriteTransaction, target: PackageTarget, tag: string): Promise<void> {
  const record = await getPackage(tx, target);
  if (!Object.hasOwn(record.tags, tag)) throw distTagNotFound(target.displayName, tag);
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([name]) => name !== tag));
  putPackage(tx, target, { ...record, tags });
}
