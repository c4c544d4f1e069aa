import { packageNotFound } from './errors';
import {
  domainPackageKey,
  packageByFormatKey,
  packageKey,
  packagesOf,
  uploadedDocumentsOf,
  versionsOf,
} from './keys';
import type { PackageId, PackageRecord, RepositoryId } from './records';
import { removePackageVersion } from './remove-package-version';
import { getRepository } from './repositories';
import type { ReadTransaction, WriteTransaction } from './store';

/** A package that a request names, and how its format calls it in messages (REAL-013). */
export interface PackageTarget extends PackageId {
  readonly displayName: string;
}

/** The record of a package stored in this repository; upstreams are not asked (PKG-028). Throws 404 (PKG-025). */
export async function getPackage(tx: ReadTransaction, target: PackageTarget): Promise<PackageRecord> {
  const record = await tx.get(packageKey(target));
  if (record) return record;
  await getRepository(tx, target);
  throw packageNotFound(target, target.displayName);
}

/** Stores a package with one more change, so that documents rendered from the record before are not used again. */
export function putPackage(tx: WriteTransaction, id: PackageId, record: PackageRecord): PackageRecord {
  const next = { ...record, changes: record.changes + 1 };
  tx.put(packageKey(id), next);
  tx.put(packageByFormatKey(id), next);
  if (record.changes === 0) {
    tx.put(domainPackageKey(id), { format: id.format, namespace: id.namespace, package: id.package });
  }
  return next;
}

/**
 * Removes a package with all its versions, whatever their status.
 * @returns digests that nothing refers to any more, for `freeBlobs`
 */
export async function removePackage(tx: WriteTransaction, id: PackageId): Promise<string[]> {
  const freed: string[] = [];
  for await (const { record } of tx.scan(versionsOf(id))) {
    freed.push(...(await removePackageVersion(tx, id, record)));
  }
  tx.delete(packageKey(id));
  tx.delete(packageByFormatKey(id));
  tx.delete(domainPackageKey(id));
  return freed;
}

/**
 * Removes every package of a repository that is being deleted (PKG-131).
 * @returns digests that nothing refers to any more, for `freeBlobs`
 */
export async function removeRepositoryContents(tx: WriteTransaction, id: RepositoryId): Promise<string[]> {
  const freed: string[] = [];
  for await (const { record } of tx.scan(packagesOf(id))) {
    const { format, namespace } = record;
    freed.push(...(await removePackage(tx, { ...id, format, namespace, package: record.package })));
  }
  for await (const { key } of tx.scan(uploadedDocumentsOf(id))) tx.delete(key);
  return freed;
}
