import { encodeKey, type Entry, type Key } from '../registry/store';

/** Walks a list that is part of one record as if its items stood in the store, so that `takePage` can page it. */
export async function* scanList<R>(items: readonly R[], after: Key<R> | undefined): AsyncGenerator<Entry<R>> {
  for (const [index, record] of items.entries()) {
    const key: Key<R> = encodeKey('item', index);
    if (after === undefined || key > after) yield { key, record };
  }
}
