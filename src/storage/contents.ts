import { createOrderedTree, type OrderedTree } from './memory/ordered-tree';

/** Everything a store holds at one moment; neither tree is ever changed. */
export interface Contents {
  readonly tree: OrderedTree;
  /** The states kept under a name (DESIGN D10, snapshots). */
  readonly named: ReadonlyMap<string, OrderedTree>;
}

/** What a store holds in the beginning. */
export function emptyContents(): Contents {
  return { tree: createOrderedTree(), named: new Map() };
}

/**
 * Writes contents as JSON texts: `[key, record]` of the present state in the order of keys; then for each named state,
 * in the order of names, `{"snapshot":name}` and where it differs from the present state: `[key, record]`, or `[key]`
 * for what it does not have. Undefined now and then, where nothing differs for long, so that a caller can let others run.
 */
export function* renderContents({ tree, named }: Contents): Generator<string | undefined> {
  for (const pair of tree.entries()) yield JSON.stringify(pair);
  for (const [name, kept] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield JSON.stringify({ snapshot: name });
    yield* renderDifference(tree, kept);
  }
}

const STEPS_WITHOUT_TEXT = 1000;

/** Walks both trees side by side. What both share is the same object, for a tree is a copy on write of the other. */
function* renderDifference(base: OrderedTree, other: OrderedTree): Generator<string | undefined> {
  const [left, right] = [base.entries(), other.entries()];
  let [a, b] = [left.next(), right.next()];
  for (let steps = 1; !a.done || !b.done; steps++) {
    if (!b.done && (a.done || b.value[0] < a.value[0])) {
      yield JSON.stringify(b.value);
      b = right.next();
    } else if (!a.done && (b.done || a.value[0] < b.value[0])) {
      yield JSON.stringify([a.value[0]]);
      a = left.next();
    } else if (!a.done && !b.done) {
      if (a.value[1] !== b.value[1]) yield JSON.stringify(b.value);
      [a, b] = [left.next(), right.next()];
    }
    if (steps % STEPS_WITHOUT_TEXT === 0) yield undefined;
  }
}

/** Takes the texts of `renderContents`, parsed, one by one. */
export interface ContentsReader {
  /** Throws an Error saying what is wrong with a value that cannot follow the ones before it. */
  readonly add: (value: unknown) => void;
  finish(): Contents;
}

/** A reader of contents; keys out of order, twice or not strings are refused. */
export function createContentsReader(): ContentsReader {
  const tree = createOrderedTree();
  const named = new Map<string, OrderedTree>();
  let current = tree;
  let last: string | undefined;

  function begin(name: string): void {
    if (named.has(name)) throw new Error(`there are two snapshots '${name}'`);
    current = tree.clone();
    named.set(name, current);
    last = undefined;
  }

  return {
    add(value) {
      const name = nameOfSnapshot(value);
      if (name !== undefined) return begin(name);
      if (!Array.isArray(value)) throw new Error('a line is no record');
      const [key, record] = value as unknown[];
      if (typeof key !== 'string') throw new Error('a record has no key');
      if (last !== undefined && key <= last) throw new Error('the records are out of order');
      if (value.length === 1) current.delete(key);
      else current.set(key, record);
      last = key;
    },
    finish: () => ({ tree, named }),
  };
}

function nameOfSnapshot(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('snapshot' in value)) return undefined;
  return typeof value.snapshot === 'string' ? value.snapshot : undefined;
}
