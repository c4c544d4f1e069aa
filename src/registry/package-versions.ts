import { packageVersionNotFound } from './errors';
import { versionByTimeKey, versionKey, versionsByTime, versionsOf } from './keys';
import { getPackage, type PackageTarget } from './packages';
import type { PackageId, PackageRecord, PackageVersionRecord } from './records';
import type { Entry, Key, ReadTransaction, WriteTransaction } from './store';

/** A package version that a request names. */
export interface PackageVersionTarget extends PackageTarget {
  readonly version: string;
}

/** The record of a version stored in this repository, of any status. Throws 404 (PKG-027, PKG-028). */
export async function getPackageVersion(
  tx: ReadTransaction,
  target: PackageVersionTarget,
): Promise<PackageVersionRecord> {
  const record = await tx.get(versionKey(target));
  if (record) return record;
  await getPackage(tx, target);
  throw packageVersionNotFound(target, target.displayName);
}

/** Stores a version under both its keys; its time and sequence must be those it was stored with before. */
export function putPackageVersion(tx: WriteTransaction, id: PackageId, record: PackageVersionRecord): void {
  const { version, publishedTime, sequence } = record;
  tx.put(versionKey({ ...id, version }), record);
  if (publishedTime !== undefined) tx.put(versionByTimeKey(id, publishedTime, sequence), record);
}

/** Walks the versions of a package by version string, which is not an order that callers may rely on (VER-106). */
export function listVersions(
  tx: ReadTransaction,
  id: PackageId,
  after?: Key<PackageVersionRecord>,
): AsyncIterable<Entry<PackageVersionRecord>> {
  return tx.scan(versionsOf(id), after === undefined ? {} : { after });
}

/** Walks the versions of a package, latest publication first; those never published come last (VER-105). */
export async function* listVersionsByTime(
  tx: ReadTransaction,
  id: PackageId,
  after?: Key<PackageVersionRecord>,
): AsyncIterable<Entry<PackageVersionRecord>> {
  const inTimed = after?.startsWith(versionsByTime(id)) ?? false;
  if (after === undefined || inTimed) {
    const resume = after === undefined ? {} : { after };
    yield* tx.scan(versionsByTime(id), { reverse: true, ...resume });
  }
  for await (const entry of listVersions(tx, id, inTimed ? undefined : after)) {
    if (entry.record.publishedTime === undefined) yield entry;
  }
}

/** The version to show when none is named: the default tag's, else the last published (VER-120 … VER-125). */
export async function findDefaultDisplayVersion(
  tx: ReadTransaction,
  id: PackageId,
  record: PackageRecord,
  defaultTag: string | undefined,
): Promise<string | undefined> {
  const tagged = Object.entries(record.tags).find(([tag]) => tag === defaultTag)?.[1];
  if (tagged !== undefined) {
    const version = await tx.get(versionKey({ ...id, version: tagged }));
    if (version?.status === 'Published') return tagged;
  }
  for await (const { record: version } of tx.scan(versionsByTime(id), { reverse: true })) {
    if (version.status === 'Published') return version.version;
  }
  return undefined;
}
