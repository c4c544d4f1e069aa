import {
  eventSequenceKey,
  packageKey,
  parsePackageKey,
  repositoryKey,
  versionKey,
  versionMetadataKey,
} from './keys';
import type { PackageId, PackageRecord, PackageVersionId } from './records';
import type { Key, ReadTransaction, Store, WriteTransaction } from './store';
import { compareVersions, type ChangeCounts, type VersionChange, type VersionState } from './version-change';

/**
 * A store that tells what its writes do to package versions, once they are committed, in the order in which each write
 * came upon them. No rule has to know of it: what a rule puts and deletes says it all (EVT-023, EVT-025).
 */
export function watchVersions(store: Store, listener: (changes: readonly VersionChange[]) => void): Store {
  return {
    read: (rule) => store.read(rule),
    revision: () => store.revision(),
    write: (rule) =>
      store.write(async (tx) => {
        const touched = new Touched(tx);
        const result = await rule({
          get: (key) => tx.get(key),
          scan: (prefix, options) => tx.scan(prefix, options),
          onCommit: (effect) => tx.onCommit(effect),
          put(key, record) {
            touched.note(key);
            tx.put(key, record);
          },
          delete(key) {
            touched.note(key);
            tx.delete(key);
          },
        });
        const changes = await toChanges(tx, touched);
        if (changes.length > 0) tx.onCommit(() => listener(changes));
        return result;
      }),
  };
}

/** What a write has put or deleted, with what was there before. */
class Touched {
  readonly versions = new Map<
    string,
    { readonly id: PackageVersionId; readonly before: Promise<VersionState> }
  >();
  readonly packages = new Map<
    string,
    { readonly id: PackageId; readonly before: Promise<PackageRecord | undefined> }
  >();

  constructor(private readonly tx: ReadTransaction) {}

  /** Called before the change, so that what is asked for now is what was there. */
  note<R>(key: Key<R>): void {
    const named = parsePackageKey(key);
    if (!named) return;
    const { kind, id } = named;
    const owner = packageKey(id);
    if (kind === 'package') {
      if (!this.packages.has(owner)) this.packages.set(owner, { id, before: this.tx.get(owner) });
      return;
    }
    const version = versionKey(id);
    if (!this.versions.has(version)) this.versions.set(version, { id, before: readState(this.tx, id) });
  }
}

async function readState(tx: ReadTransaction, id: PackageVersionId): Promise<VersionState> {
  const [record, metadata] = await Promise.all([tx.get(versionKey(id)), tx.get(versionMetadataKey(id))]);
  return { record, metadata };
}

async function toChanges(tx: WriteTransaction, { versions, packages }: Touched): Promise<VersionChange[]> {
  const changes: VersionChange[] = [];
  for (const { id, before } of versions.values()) {
    const difference = compareVersions(await before, await readState(tx, id));
    if (difference) changes.push(...(await number(tx, id, difference)));
  }
  const told = new Set([...versions.values()].map(({ id }) => packageKey(id)));
  for (const [owner, { id, before }] of packages) {
    if (told.has(owner)) continue;
    const after = await tx.get(packageKey(id));
    const tags = (await before)?.tags ?? {};
    for (const version of listRetagged(tags, after?.tags ?? {})) {
      const record = await tx.get(versionKey({ ...id, version }));
      if (!record) continue;
      const { status, revision } = record;
      const difference = { operationType: 'Updated', status, revision, changes: RETAGGED } as const;
      changes.push(...(await number(tx, { ...id, version }, difference)));
    }
  }
  return changes;
}

/** EVT-053 [inferred]. */
const RETAGGED: ChangeCounts = {
  assetsAdded: 0,
  assetsRemoved: 0,
  metadataUpdated: true,
  assetsUpdated: 0,
  statusChanged: false,
};

/** Versions that a tag points to now and did not before, or that a removed tag pointed to (EVT-053). */
function listRetagged(before: PackageRecord['tags'], after: PackageRecord['tags']): Set<string> {
  const versions = new Set<string>();
  for (const [tag, version] of Object.entries(after)) if (before[tag] !== version) versions.add(version);
  for (const [tag, version] of Object.entries(before)) if (!Object.hasOwn(after, tag)) versions.add(version);
  return versions;
}

/** Nothing is told of a repository that goes as a whole (EVT-049). */
async function number(
  tx: WriteTransaction,
  id: PackageVersionId,
  difference: Pick<VersionChange, 'operationType' | 'changes' | 'status' | 'revision'>,
): Promise<VersionChange[]> {
  const repository = await tx.get(repositoryKey(id));
  if (!repository) return [];
  const key = eventSequenceKey(id);
  const sequenceNumber = ((await tx.get(key))?.last ?? 0) + 1;
  tx.put(key, { last: sequenceNumber });
  const { administratorAccount } = repository;
  return [{ id, administratorAccount, ...difference, sequenceNumber }];
}
