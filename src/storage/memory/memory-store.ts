import type { Store } from '../../registry/store';
import { createQueue, runEffects, runRule, warnAboutEffect } from '../write-rules';
import { createOrderedTree, type OrderedTree } from './ordered-tree';
import { openReadTransaction } from './tree-transaction';

export interface MemoryStoreOptions {
  /** Runs every write rule twice and commits the second run, to show that rules may run again. For tests. */
  readonly rerunWrites?: boolean;
  /** Is told what an `onCommit` effect threw; by default that is a process warning. */
  readonly onEffectError?: (error: unknown) => void;
}

const stateOf = Symbol('state');

/** Everything that was committed at one moment; may be restored any number of times, into any store. */
export interface StoreSnapshot {
  readonly [stateOf]: OrderedTree;
}

/** The records of a snapshot. */
export function toTree(snapshot: StoreSnapshot): OrderedTree {
  return snapshot[stateOf];
}

/** A snapshot of records that came from elsewhere; the tree must not be changed afterwards. */
export function toSnapshot(tree: OrderedTree): StoreSnapshot {
  return { [stateOf]: tree };
}

export interface MemoryStore extends Store {
  /** Keeps what is committed now, in O(1); a write that is still running is not part of it. */
  snapshot(): StoreSnapshot;
  /** Replaces the whole state, in O(1), once the writes asked for before it have ended; none of them can undo it. */
  restore(snapshot: StoreSnapshot): Promise<void>;
  /** As `restore`, with no record at all. */
  reset(): Promise<void>;
  /** How many records are committed. */
  size(): number;
}

/**
 * The default driver of the record store (DESIGN D3): a copy-on-write tree. Writes run one after the other, so a
 * rule that calls `write` and awaits it waits for itself; reads run at once on the state committed when they begin.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const onEffectError = options.onEffectError ?? warnAboutEffect;
  const enqueue = createQueue();
  let committed = createOrderedTree();
  let revision = 0;
  const commit = (tree: OrderedTree): void => {
    committed = tree;
    revision++;
  };

  return {
    async read(rule) {
      const { tx, end } = openReadTransaction(committed);
      try {
        return await rule(tx);
      } finally {
        end();
      }
    },
    write: (rule) =>
      enqueue(async () => {
        if (options.rerunWrites) await runRule(committed, rule);
        const outcome = await runRule(committed, rule);
        commit(outcome.tree);
        runEffects(outcome.effects, onEffectError);
        return outcome.result;
      }),
    revision: () => revision,
    snapshot: () => ({ [stateOf]: committed }),
    restore: (snapshot) => enqueue(async () => commit(snapshot[stateOf])),
    reset: () => enqueue(async () => commit(createOrderedTree())),
    size: () => committed.size,
  };
}
