import type {
  Entry,
  Key,
  Prefix,
  ReadTransaction,
  ScanOptions,
  WriteTransaction,
} from '../../registry/store';
import { scanTree, type OrderedTree } from './ordered-tree';

/** A transaction's handle, and how its owner ends it; a handle that outlives its rule throws when used. */
export interface OpenTransaction<Tx extends ReadTransaction> {
  readonly tx: Tx;
  /** What `onCommit` was given, in order. */
  readonly effects: readonly (() => void)[];
  readonly end: () => void;
}

/** A transaction that writes, and what it has written. */
export interface OpenWriteTransaction extends OpenTransaction<WriteTransaction> {
  /** By key; undefined for what was deleted. */
  readonly changes: ReadonlyMap<string, unknown>;
}

/** Reads from a tree that nobody changes. */
export function openReadTransaction(tree: OrderedTree): OpenTransaction<ReadTransaction> {
  const life = createLife();
  return { tx: createReader(life, tree, () => tree), effects: [], end: life.end };
}

/**
 * Reads from and writes to a tree that belongs to this transaction alone. A scan walks the state at its first step:
 * what the rule writes while it iterates does not show up in it.
 */
export function openWriteTransaction(tree: OrderedTree): OpenWriteTransaction {
  const life = createLife();
  const changes = new Map<string, unknown>();
  const effects: (() => void)[] = [];
  const tx: WriteTransaction = {
    ...createReader(life, tree, () => tree.clone()),
    put<R>(key: Key<R>, record: R) {
      life.check();
      tree.set(key, record);
      changes.set(key, record);
    },
    delete(key) {
      life.check();
      tree.delete(key);
      changes.set(key, undefined);
    },
    onCommit(effect) {
      life.check();
      effects.push(effect);
    },
  };
  return { tx, changes, effects, end: life.end };
}

interface Life {
  readonly check: () => void;
  readonly end: () => void;
}

// Another driver's transaction is gone when its rule returns, so the memory driver must not be more forgiving.
function createLife(): Life {
  let ended = false;
  return {
    check() {
      if (ended) throw new Error('The transaction has ended');
    },
    end() {
      ended = true;
    },
  };
}

function createReader(life: Life, tree: OrderedTree, treeToScan: () => OrderedTree): ReadTransaction {
  return {
    async get<R>(key: Key<R>) {
      life.check();
      // Whoever stored a record under a Key<R> stored an R.
      return tree.get(key) as R | undefined;
    },
    scan<R>(prefix: Prefix<R>, options?: ScanOptions<R>): AsyncIterable<Entry<R>> {
      return {
        [Symbol.asyncIterator]() {
          let entries: Iterator<Entry<R>, void> | undefined;
          return {
            async next() {
              life.check();
              entries ??= scanTree(treeToScan(), prefix, options);
              return entries.next();
            },
          };
        },
      };
    },
  };
}
