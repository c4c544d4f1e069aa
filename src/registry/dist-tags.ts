import { distTagNotFound } from './errors';
import { getPackageVersion } from './package-versions';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { WriteTransaction } from './store';

/** Lets a tag name a stored version of any status; no revision changes (NPM-131, NPM-136). Throws 404. */
export async function setDistTag(
  tx: WriteTransaction,
  target: PackageTarget,
  tag: string,
  version: string,
): Promise<void> {
  const record = await getPackage(tx, target);
  await getPackageVersion(tx, { ...target, version });
  putPackage(tx, target, { ...record, tags: { ...record.tags, [tag]: version } });
}

/** Removes a tag of the package's own, `latest` included (NPM-135). Throws 404 when it is not there. */
export async function removeDistTag(tx: WriteTransaction, target: PackageTarget, tag: string): Promise<void> {
  const record = await getPackage(tx, target);
  if (!Object.hasOwn(record.tags, tag)) throw distTagNotFound(target.displayName, tag);
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([name]) => name !== tag));
  putPackage(tx, target, { ...record, tags });
}
