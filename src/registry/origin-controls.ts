import { publishBlocked } from './errors';
import { findPackageGroup } from './find-package-group';
import { findSupplier, groupAllows } from './group-restrictions';
import { listLineage } from './package-groups';
import type { PackageTarget } from './packages';
import { ORIGIN_RESTRICTION_TYPES, type PackageId, type PackageRecord } from './records';
import type { ReadTransaction } from './store';

/** How the first version of a package arrives (ORIG-020 … ORIG-025). */
export type Arrival = 'published' | 'from-upstream';

/**
 * Refuses a direct publish that the package or its group does not allow; a package that is not there yet allows it
 * (PG-600 … PG-608). A weak association blocks whatever the group says (PG-217).
 * @throws the error of a package that is closed to publishing
 */
export async function assertPublishAllowed(
  tx: ReadTransaction,
  target: PackageTarget,
  current: PackageRecord | undefined,
): Promise<void> {
  if (current?.publish === 'BLOCK') throw publishBlocked(target, target.displayName);
  const { group, associationType } = await findPackageGroup(tx, target, target);
  const allowed =
    associationType === 'STRONG' && (await groupAllows(tx, target, group, 'PUBLISH', target.repository));
  if (!allowed) throw publishBlocked(target, target.displayName);
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
  const { group, associationType } = await findPackageGroup(tx, id, id);
  const lineage = await listLineage(tx, id, group);
  const allOpen = ORIGIN_RESTRICTION_TYPES.every(
    (type) => findSupplier(lineage, type).modes[type] === 'ALLOW',
  );
  if (associationType === 'WEAK' || !allOpen) return { publish: 'ALLOW', upstream: 'ALLOW' };
  return arrival === 'published'
    ? { publish: 'ALLOW', upstream: 'BLOCK' }
    : { publish: 'BLOCK', upstream: 'ALLOW' };
}
