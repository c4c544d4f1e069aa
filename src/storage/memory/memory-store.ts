import type { Store, WriteTransaction } from '../../registry/store';
import { createOrderedTree, type OrderedTree } from './ordered-tree';
import { openReadTransaction, openWriteTransaction } from './tree-transaction';

export interface MemoryStoreOptions {
  /** Runs every write rule twice and commits the second run, to show that rules may run again. For tests. */
  readonly rerunWrites?: boolean;
  /** Is told what an `onCommit` effect threw; by default that is a process warning. */
  readonly onEffectError?: (error: unknown) => void;
}

const stateOf = Symbol('state');

/** Everything that was committed at one moment; may be restored any number of times, into the store it came from. */
export interface StoreSnapshot {
  readonly [stateOf]: OrderedTree;
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
        if (options.rerunWrites) await attempt(committed, rule);
        const outcome = await attempt(committed, rule);
        committed = outcome.tree;
        runEffects(outcome.effects, onEffectError);
        return outcome.result;
      }),
    snapshot: () => ({ [stateOf]: committed }),
    restore: (snapshot) =>
      enqueue(async () => {
        committed = snapshot[stateOf];
      }),
    reset: () =>
      enqueue(async () => {
        committed = createOrderedTree();
      }),
    size: () => committed.size,
  };
}

async function attempt<T>(base: OrderedTree, rule: (tx: WriteTransaction) => Promise<T>) {
  const tree = base.clone();
  const { tx, effects, end } = openWriteTransaction(tree);
  try {
    return { result: await rule(tx), tree, effects };
  } finally {
    end();
  }
}

function runEffects(effects: readonly (() => void)[], onError: (error: unknown) => void): void {
  for (const effect of effects) {
    try {
      effect();
    } catch (error) {
      onError(error);
    }
  }
}

function createQueue(): <T>(job: () => Promise<T>) => Promise<T> {
  let idle: Promise<void> = Promise.resolve();
  return (job) => {
    const result = idle.then(job);
    const settled = () => undefined;
    idle = result.then(settled, settled);
    return result;
  };
}

function warnAboutEffect(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
