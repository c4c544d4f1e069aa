import {
  notAllowingSpecificRepositories,
  rootCannotInherit,
  tooManyAllowedRepositoryChanges,
} from './package-group-errors';
import { allowedInGroupKey, allowedInGroupsOf } from './keys';
import { findPackageGroup } from './find-package-group';
import { getPackageGroup, listLineage, putPackageGroup } from './package-groups';
import type { PackageCoordinate } from './ports';
import {
  ORIGIN_RESTRICTION_TYPES,
  type DomainId,
  type OriginRestrictionMode,
  type OriginRestrictionType,
  type PackageGroupRecord,
  type RepositoryId,
} from './records';
import { getRepository } from './repositories';
import type { ReadTransaction, WriteTransaction } from './store';

// Observed of the client that splits its calls at this number (PG-228).
const MAX_CHANGES_PER_CALL = 100;

/** The group whose own setting decides, found by going up past INHERIT (PG-203, PG-204). */
export function findSupplier(
  lineage: readonly [PackageGroupRecord, ...PackageGroupRecord[]],
  type: OriginRestrictionType,
): PackageGroupRecord {
  return lineage.find((group) => group.modes[type] !== 'INHERIT') ?? lineage[0]; // the root never inherits
}

/** A package's group as far as it decides what may come in; look it up once for all repositories of a domain. */
export interface GroupGate {
  readonly associationType: 'STRONG' | 'WEAK';
  readonly lineage: readonly [PackageGroupRecord, ...PackageGroupRecord[]];
}

/** The gate of a package, whether or not anybody has it. */
export async function loadGroupGate(
  tx: ReadTransaction,
  id: DomainId,
  coordinate: PackageCoordinate,
): Promise<GroupGate> {
  const { group, associationType } = await findPackageGroup(tx, id, coordinate);
  return { associationType, lineage: await listLineage(tx, id, group) };
}

/**
 * Whether a package may enter a repository in one of the three ways; a weak association closes all of them (PG-207,
 * PG-216, PG-217).
 */
export function groupAllowsThrough(
  gate: GroupGate,
  type: OriginRestrictionType,
  repository: string,
): boolean {
  if (gate.associationType === 'WEAK') return false;
  const supplier = findSupplier(gate.lineage, type);
  const mode = supplier.modes[type];
  if (mode === 'ALLOW_SPECIFIC_REPOSITORIES') return supplier.allowedRepositories[type].includes(repository);
  return mode === 'ALLOW';
}

export interface AllowedRepository {
  readonly repositoryName: string;
  readonly originRestrictionType: OriginRestrictionType;
}

export interface RestrictionChanges {
  readonly restrictions: Readonly<Partial<Record<OriginRestrictionType, OriginRestrictionMode>>>;
  readonly add: readonly AllowedRepository[];
  readonly remove: readonly AllowedRepository[];
}

/** What a change really added and removed, by type, in the order it was asked for (PG-227). */
export type AllowedRepositoryUpdates = Partial<
  Record<OriginRestrictionType, { ADDED?: string[]; REMOVED?: string[] }>
>;

/**
 * Changes modes, then adds, then removes allowed repositories, all or nothing (PG-220 … PG-229).
 * @throws ValidationException for INHERIT at the root, for lists of other modes and for too many changes
 * @throws ResourceNotFoundException for an unknown group, or an added repository that the domain does not have
 */
export async function changeRestrictions(
  tx: WriteTransaction,
  id: DomainId,
  pattern: string,
  changes: RestrictionChanges,
): Promise<{ group: PackageGroupRecord; updates: AllowedRepositoryUpdates }> {
  const before = await getPackageGroup(tx, id, pattern);
  if (changes.add.length + changes.remove.length > MAX_CHANGES_PER_CALL) {
    throw tooManyAllowedRepositoryChanges(MAX_CHANGES_PER_CALL);
  }
  const modes = { ...before.modes, ...changes.restrictions };
  if (before.parent === undefined && Object.values(modes).includes('INHERIT')) throw rootCannotInherit();
  for (const { originRestrictionType: type } of [...changes.add, ...changes.remove]) {
    if (modes[type] !== 'ALLOW_SPECIFIC_REPOSITORIES') throw notAllowingSpecificRepositories(pattern, type);
  }
  for (const { repositoryName } of changes.add)
    await getRepository(tx, { ...id, repository: repositoryName });

  const updates: AllowedRepositoryUpdates = {};
  const allowedRepositories = { ...before.allowedRepositories };
  for (const type of ORIGIN_RESTRICTION_TYPES) {
    // Leaving the mode forgets its list (PG-225).
    const list = modes[type] === 'ALLOW_SPECIFIC_REPOSITORIES' ? before.allowedRepositories[type] : [];
    const { names, update } = changeList(list, namesOf(changes.add, type), namesOf(changes.remove, type));
    allowedRepositories[type] = names;
    if (update.ADDED || update.REMOVED) updates[type] = update;
  }
  const group = { ...before, modes, allowedRepositories };
  putPackageGroup(tx, id, group);
  indexAllowedRepositories(tx, id, before, group);
  return { group, updates };
}

/** Takes a repository that is being deleted off every list (PG-231). */
export async function removeAllowedRepository(tx: WriteTransaction, id: RepositoryId): Promise<void> {
  const patterns: string[] = [];
  for await (const { record } of tx.scan(allowedInGroupsOf(id))) patterns.push(record.pattern);
  for (const pattern of patterns) {
    const group = await getPackageGroup(tx, id, pattern);
    const allowedRepositories = { ...group.allowedRepositories };
    for (const type of ORIGIN_RESTRICTION_TYPES) {
      allowedRepositories[type] = allowedRepositories[type].filter((name) => name !== id.repository);
    }
    putPackageGroup(tx, id, { ...group, allowedRepositories });
    tx.delete(allowedInGroupKey(id, pattern));
  }
}

function namesOf(list: readonly AllowedRepository[], type: OriginRestrictionType): string[] {
  return list.filter((item) => item.originRestrictionType === type).map((item) => item.repositoryName);
}

function changeList(
  list: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): { names: readonly string[]; update: { ADDED?: string[]; REMOVED?: string[] } } {
  const names = new Set(list);
  const added = add.filter((name) => !names.has(name) && names.add(name));
  const removed = remove.filter((name) => names.delete(name));
  return {
    names: [...names].sort((a, b) => (a < b ? -1 : 1)),
    update: { ...(added.length > 0 && { ADDED: added }), ...(removed.length > 0 && { REMOVED: removed }) },
  };
}

function indexAllowedRepositories(
  tx: WriteTransaction,
  id: DomainId,
  before: PackageGroupRecord,
  after: PackageGroupRecord,
): void {
  const namesIn = (group: PackageGroupRecord): Set<string> =>
    new Set(ORIGIN_RESTRICTION_TYPES.flatMap((type) => group.allowedRepositories[type]));
  const now = namesIn(after);
  for (const repository of namesIn(before)) {
    if (!now.has(repository)) tx.delete(allowedInGroupKey({ ...id, repository }, after.pattern));
  }
  for (const repository of now) {
    tx.put(allowedInGroupKey({ ...id, repository }, after.pattern), { pattern: after.pattern });
  }
}
