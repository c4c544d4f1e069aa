import { publishBlocked } from './errors';
import { findSupplier, groupAllowsThrough, loadGroupGate } from './group-restrictions';
import type { PackageTarget } from './packages';
import { ORIGIN_RESTRICTION_TYPES, type PackageId, type PackageRecord } from './records';
import type { ReadTransaction } from './store';

/** How the first version of a package arrives (ORIG-020 … ORIG-025). */
export type Arrival = 'published' | 'from-upstream';

/**
 * Whether the package and its group allow a direct publish; a package that is not there yet allows it (PG-600 …
 * PG-608). A weak association blocks whatever the group says (PG-217).
 */
export async function isPublishAllowed(
  tx: ReadTransaction,
  id: PackageId,
  current: PackageRecord | undefined,
): Promise<boolean> {
  if (current?.publish === 'BLOCK') return false;
  return groupAllowsThrough(await loadGroupGate(tx, id, id), 'PUBLISH', id.repository);
}

/** As `isPublishAllowed`. @throws the package managers' error of a package that is closed to publishing */
export async function assertPublishAllowed(
  tx: ReadTransaction,
  target: PackageTarget,
  current: PackageRecord | undefined,
): Promise<void> {
  if (!(await isPublishAllowed(tx, target, current))) throw publishBlocked(target, target.displayName);
}

/**
 * The record of a package that is being created. Against dependency confusion each way in closes the other one, unless
 * the package's group already restricts something, which then decides alone (ORIG-020 … ORIG-032).
 */
export async function newPackage(
  tx: ReadTransaction,
  id: PackageId,
  arrival: Arrival,
): Promise<PackageRecord> {
  const { format, namespace } = id;
  const restrictions = await defaultRestrictions(tx, id, arrival);
  return { format, namespace, package: id.package, ...restrictions, tags: {}, changes: 0 };
}

async function defaultRestrictions(
  tx: ReadTransaction,
  id: PackageId,
  arrival: Arrival,
): Promise<Pick<PackageRecord, 'publish' | 'upstream'>> {
  const { associationType, lineage } = await loadGroupGate(tx, id, id);
  const allOpen = ORIGIN_RESTRICTION_TYPES.every(
    (type) => findSupplier(lineage, type).modes[type] === 'ALLOW',
  );
  if (associationType === 'WEAK' || !allOpen) return { publish: 'ALLOW', upstream: 'ALLOW' };
  return arrival === 'published'
    ? { publish: 'ALLOW', upstream: 'BLOCK' }
    : { publish: 'BLOCK', upstream: 'ALLOW' };
}
