import {
  encodeKey,
  type Entry,
  type Key,
  type KeyPart,
  type Prefix,
  type ReadTransaction,
  type ScanOptions,
  type Store,
} from '../../src/registry/store';

/** The record that the suite of the stores is about. */
export interface Item {
  readonly value: number;
}

export const all: Prefix<Item> = encodeKey('item');
export const itemKey = (...parts: KeyPart[]): Key<Item> => encodeKey('item', ...parts);

/** A promise that a test resolves when it likes. */
export function createSignal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** Stores one item per tuple, whose value is the tuple's index. */
export function put(store: Store, ...tuples: (readonly KeyPart[])[]): Promise<void> {
  return store.write(async (tx) => {
    for (const [value, tuple] of tuples.entries()) tx.put(itemKey(...tuple), { value });
  });
}

/** What a scan in a transaction of its own gives. */
export function scan<R>(
  store: Store,
  prefix: Prefix<R>,
  options?: ScanOptions<R>,
  limit?: number,
): Promise<Entry<R>[]> {
  return store.read((tx) => collect(tx, prefix, options, limit));
}

/** What a scan gives in `tx`, at most `limit` entries. */
export async function collect<R>(
  tx: ReadTransaction,
  prefix: Prefix<R>,
  options?: ScanOptions<R>,
  limit = Infinity,
): Promise<Entry<R>[]> {
  const entries: Entry<R>[] = [];
  for await (const entry of tx.scan(prefix, options)) {
    entries.push(entry);
    if (entries.length === limit) break;
  }
  return entries;
}

export function keysOf<R>(entries: readonly Entry<R>[]): Key<R>[] {
  return entries.map(({ key }) => key);
}
