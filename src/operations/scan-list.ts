import { encodeKey, type Entry, type Key } from '../registry/store';

/**
 * Walks a list that is part of one record as if its items stood in the store, so that `takePage` can page it.
 * @param keyOf what an item is resumed behind; must ascend along the list
 */
export async function* scanList<R>(
  items: readonly R[],
  after: Key<R> | undefined,
  keyOf: (item: R, index: number) => string | number,
): AsyncGenerator<Entry<R>> {
  for (const [index, record] of items.entries()) {
    const key: Key<R> = encodeKey(keyOf(record, index));
    if (after === undefined || key > after) yield { key, record };
  }
}
