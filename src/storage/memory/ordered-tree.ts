import BTree from 'sorted-btree';
import { encodeScanStart, type Entry, type ScanOptions } from '../../registry/store';

/** All records by encoded key. Once committed a tree is never changed again: `clone()` it, in O(1), and write there. */
export type OrderedTree = BTree<string, unknown>;

/** An empty tree whose keys compare as plain strings, by UTF-16 code unit. */
export function createOrderedTree(): OrderedTree {
  return new BTree<string, unknown>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The smallest string above every string that begins with `start`; undefined when there is none. */
export function endOfRange(start: string): string | undefined {
  for (let last = start.length - 1; last >= 0; last--) {
    const unit = start.charCodeAt(last);
    if (unit < 0xffff) return start.slice(0, last) + String.fromCharCode(unit + 1);
  }
  return undefined;
}

/** Walks the entries that `Store` means by `prefix` and `options`. The tree must not be written to meanwhile. */
export function* scanTree<R>(
  tree: OrderedTree,
  prefix: string,
  { startsWith, after, reverse }: ScanOptions<R> = {},
): Generator<Entry<R>, void, undefined> {
  const start = encodeScanStart(prefix, startsWith);
  const pairs = reverse ? pairsBelow(tree, start, after) : pairsFrom(tree, start, after);
  for (const [key, record] of pairs) {
    if (key === after) continue;
    if (!key.startsWith(start)) return;
    // Whoever stored a record under a Key<R> or Prefix<R> stored an R.
    yield { key, record: record as R };
  }
}

function pairsFrom(tree: OrderedTree, start: string, after: string | undefined) {
  return tree.entries(after !== undefined && after > start ? after : start);
}

function pairsBelow(tree: OrderedTree, start: string, after: string | undefined) {
  const end = endOfRange(start);
  const below = after !== undefined && (end === undefined || after < end) ? after : end;
  return tree.entriesReversed(below, undefined, true);
}
