import { packageGroupArn } from '../util/arn';
import { quotaExceeded } from './errors';
import { foldName } from './fold-name';
import { contains, splitPattern } from './group-pattern';
import {
  allowedInGroupKey,
  foldedPackageGroupKey,
  packageGroupKey,
  packageGroupsOf,
  subPackageGroupKey,
  subPackageGroupsOf,
} from './keys';
import {
  packageGroupAlreadyExists,
  packageGroupNotFound,
  rootGroupNotDeletable,
} from './package-group-errors';
import type { Limits } from './ports';
import type { DomainId, PackageGroupRecord } from './records';
import { ORIGIN_RESTRICTION_TYPES } from './records';
import type { ReadTransaction, WriteTransaction } from './store';
import { removeAllTags } from './tags';

/** The group that every domain has and that matches every package (PG-002). */
export const ROOT_PATTERN = '/*';

const NO_REPOSITORIES = { EXTERNAL_UPSTREAM: [], INTERNAL_UPSTREAM: [], PUBLISH: [] } as const;

/** Creates the root group of a new domain: everything is allowed (PG-002). */
export function createRootGroup(tx: WriteTransaction, id: DomainId, createdTime: number): void {
  writeGroup(tx, id, {
    pattern: ROOT_PATTERN,
    arn: packageGroupArn(id, ROOT_PATTERN),
    createdTime,
    contactInfo: '',
    description: '',
    modes: { EXTERNAL_UPSTREAM: 'ALLOW', INTERNAL_UPSTREAM: 'ALLOW', PUBLISH: 'ALLOW' },
    allowedRepositories: NO_REPOSITORIES,
  });
}

/** The group with exactly this pattern (PG-306). Throws ResourceNotFoundException. */
export async function getPackageGroup(
  tx: ReadTransaction,
  id: DomainId,
  pattern: string,
): Promise<PackageGroupRecord> {
  const group = await tx.get(packageGroupKey(id, pattern));
  if (!group) throw packageGroupNotFound(id, pattern);
  return group;
}

/**
 * Creates a group that inherits everything (PG-202) and puts it between its parent and those of the parent's
 * children that it contains (PG-103).
 * @param pattern already checked against the grammar
 * @throws ConflictException when the very pattern exists (PG-301)
 * @throws ServiceQuotaExceededException for one group too many (PG-305)
 */
export async function createPackageGroup(
  tx: WriteTransaction,
  id: DomainId,
  pattern: string,
  attributes: Pick<PackageGroupRecord, 'createdTime' | 'contactInfo' | 'description'>,
  limits: Limits,
): Promise<PackageGroupRecord> {
  if (await tx.get(packageGroupKey(id, pattern))) throw packageGroupAlreadyExists(id, pattern);
  await assertRoomForGroup(tx, id, pattern, limits);
  const parent = await findParentPattern(tx, id, pattern);
  const group: PackageGroupRecord = {
    ...attributes,
    pattern,
    arn: packageGroupArn(id, pattern),
    modes: { EXTERNAL_UPSTREAM: 'INHERIT', INTERNAL_UPSTREAM: 'INHERIT', PUBLISH: 'INHERIT' },
    allowedRepositories: NO_REPOSITORIES,
    parent,
  };
  const outer = splitPattern(pattern);
  const below: PackageGroupRecord[] = [];
  for await (const { record } of tx.scan(subPackageGroupsOf(id, parent), { startsWith: outer.stem })) {
    if (contains(outer, splitPattern(record.pattern))) below.push(record);
  }
  for (const child of below) moveGroup(tx, id, child, pattern);
  writeGroup(tx, id, group);
  return group;
}

/** Replaces a group's record; pattern and parent must be as they were. */
export function putPackageGroup(tx: WriteTransaction, id: DomainId, group: PackageGroupRecord): void {
  writeGroup(tx, id, group);
}

/**
 * Deletes a group; its children move to its parent, its packages to whichever group matches them then (PG-310).
 * @throws ValidationException for the root (PG-309), ResourceNotFoundException for an unknown one
 */
export async function deletePackageGroup(
  tx: WriteTransaction,
  id: DomainId,
  pattern: string,
): Promise<PackageGroupRecord> {
  const group = await getPackageGroup(tx, id, pattern);
  if (group.parent === undefined) throw rootGroupNotDeletable();
  const children: PackageGroupRecord[] = [];
  for await (const { record } of tx.scan(subPackageGroupsOf(id, pattern))) children.push(record);
  for (const child of children) moveGroup(tx, id, child, group.parent);
  await eraseGroup(tx, id, group);
  return group;
}

/** Deletes every group of a domain that is being deleted, the root included (PG-006). */
export async function removePackageGroups(tx: WriteTransaction, id: DomainId): Promise<void> {
  const groups: PackageGroupRecord[] = [];
  for await (const { record } of tx.scan(packageGroupsOf(id))) groups.push(record);
  for (const group of groups) await eraseGroup(tx, id, group);
}

/** From a group up to the root, the group itself first. */
export async function listLineage(
  tx: ReadTransaction,
  id: DomainId,
  group: PackageGroupRecord,
): Promise<readonly [PackageGroupRecord, ...PackageGroupRecord[]]> {
  const lineage: [PackageGroupRecord, ...PackageGroupRecord[]] = [group];
  for (let { parent } = group; parent !== undefined;) {
    const next = await getPackageGroup(tx, id, parent);
    lineage.push(next);
    parent = next.parent;
  }
  return lineage;
}

async function assertRoomForGroup(
  tx: ReadTransaction,
  id: DomainId,
  pattern: string,
  { packageGroupsPerDomain: limit }: Limits,
): Promise<void> {
  if (limit === Infinity) return; // nothing to count for
  const groups: PackageGroupRecord[] = [];
  for await (const { record } of tx.scan(packageGroupsOf(id))) groups.push(record);
  if (groups.length >= limit) throw quotaExceeded('package groups per domain', limit, undefined, pattern);
}

/** The most specific group that contains the pattern: the longest stem, `~` before `*` (PG-100). */
async function findParentPattern(tx: ReadTransaction, id: DomainId, pattern: string): Promise<string> {
  const inner = splitPattern(pattern);
  for (let length = inner.stem.length; length > 1; length -= 1) {
    const stem = inner.stem.slice(0, length);
    for (const suffix of ['~', '*'] as const) {
      if (contains({ stem, suffix }, inner) && (await tx.get(packageGroupKey(id, stem + suffix))))
        return stem + suffix;
    }
  }
  return ROOT_PATTERN;
}

function writeGroup(tx: WriteTransaction, id: DomainId, group: PackageGroupRecord): void {
  tx.put(packageGroupKey(id, group.pattern), group);
  tx.put(foldedPackageGroupKey(id, foldName(splitPattern(group.pattern).stem), group.pattern), group);
  if (group.parent !== undefined) tx.put(subPackageGroupKey(id, group.parent, group.pattern), group);
}

function moveGroup(tx: WriteTransaction, id: DomainId, group: PackageGroupRecord, parent: string): void {
  if (group.parent !== undefined) tx.delete(subPackageGroupKey(id, group.parent, group.pattern));
  writeGroup(tx, id, { ...group, parent });
}

async function eraseGroup(tx: WriteTransaction, id: DomainId, group: PackageGroupRecord): Promise<void> {
  tx.delete(packageGroupKey(id, group.pattern));
  tx.delete(foldedPackageGroupKey(id, foldName(splitPattern(group.pattern).stem), group.pattern));
  if (group.parent !== undefined) tx.delete(subPackageGroupKey(id, group.parent, group.pattern));
  for (const type of ORIGIN_RESTRICTION_TYPES) {
    for (const repository of group.allowedRepositories[type]) {
      tx.delete(allowedInGroupKey({ ...id, repository }, group.pattern));
    }
  }
  await removeAllTags(tx, group.arn);
}
