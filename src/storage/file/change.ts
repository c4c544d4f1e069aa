import { isJsonObject } from '../../util/json-object';
import { createOrderedTree, type OrderedTree } from '../memory/ordered-tree';

/** What one commit does to the contents of a store. */
export type Change =
  | {
      /** A record and the keys it stands under from now on; several, for the same record is often found in several orders. */
      readonly put: readonly (readonly [record: unknown, ...keys: string[]])[];
      readonly delete: readonly string[];
    }
  | { readonly reset: true }
  | { readonly snapshot: string }
  | { readonly restore: string }
  /** Replaces everything by what is in a file beside the journal. */
  | { readonly import: string };

/** A line of the journal behind its head. */
export type Commit = Change & {
  /** Counts the commits of a data directory from 1. */
  readonly seq: number;
  /** All commits up to this one were safe on disk when this line was written. */
  readonly synced: number;
};

/** The records that a transaction left behind, by key; undefined for those it deleted. */
export function toChange(records: ReadonlyMap<string, unknown>): Change {
  const keysOf = new Map<unknown, string[]>();
  const removed: string[] = [];
  for (const [key, record] of records) {
    if (record === undefined) {
      removed.push(key);
      continue;
    }
    const keys = keysOf.get(record);
    if (keys) keys.push(key);
    else keysOf.set(record, [key]);
  }
  return { put: [...keysOf].map(([record, keys]) => [record, ...keys] as const), delete: removed };
}

/** Contents while commits are applied to them. */
export interface Replay {
  tree: OrderedTree;
  readonly named: Map<string, OrderedTree>;
}

/** Applies a commit, except an import. Throws an Error for one that cannot follow the commits before it. */
export function applyChange(replay: Replay, change: Exclude<Change, { readonly import: string }>): void {
  if ('put' in change) {
    for (const [record, ...keys] of change.put) for (const key of keys) replay.tree.set(key, record);
    for (const key of change.delete) replay.tree.delete(key);
  } else if ('snapshot' in change) {
    replay.named.set(change.snapshot, replay.tree.clone());
  } else if ('restore' in change) {
    const kept = replay.named.get(change.restore);
    if (!kept) throw new Error(`there is no snapshot '${change.restore}'`);
    replay.tree = kept.clone();
  } else {
    replay.tree = createOrderedTree();
  }
}

/** Whether a line of the journal is a commit of one of these kinds. */
export function isCommit(value: unknown): value is Commit {
  if (!isJsonObject(value) || !Number.isSafeInteger(value['seq'])) return false;
  if (!Number.isSafeInteger(value['synced'])) return false;
  if ('put' in value) return Array.isArray(value['put']) && Array.isArray(value['delete']);
  const names = [value['snapshot'], value['restore'], value['import']];
  return value['reset'] === true || names.some((name) => typeof name === 'string');
}
