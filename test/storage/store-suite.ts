import type { Key, KeyPart, Store } from '../../src/registry/store';
import { createRandom } from './seeded-random';
import { all, createSignal, itemKey, keysOf, put, scan, type Item } from './store-items';
import { testScans } from './store-scans';
import { testWrites } from './store-writes';

/** What every driver of the store port must do. */
export function describeStore(name: string, createStore: () => Store | Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await createStore();
    });

    describe('order', () => testOrder(() => store));
    describe('scan', () => testScans(() => store));
    describe('write', () => testWrites(() => store));
    describe('concurrency', () => testConcurrency(() => store));
  });
}

function testOrder(store: () => Store): void {
  it('walks keys in the order of their tuples', async () => {
    const random = createRandom(7);
    const letters = ['\u0000', '\u0001', '\u0002', ' ', '-', 'A', 'a', 'b', '\u00e9', '\uffff'];
    const pick = () => letters[Math.floor(random() * letters.length)] ?? '';
    const word = () => Array.from({ length: Math.floor(random() * 4) }, pick).join('');
    const tuples = Array.from(
      { length: 600 },
      () => [word(), word(), Math.floor(random() * 2 ** 50)] as const,
    );
    await store().write(async (tx) => {
      for (const [index, tuple] of tuples.entries()) tx.put(itemKey(...tuple), { value: index });
    });

    const walked = (await scan(store(), all)).map(({ record }) => tuples[record.value]);

    expect(walked).toEqual([...tuples].sort(compareTuples));
  });

  it('keeps tuples apart whose parts join to the same text', async () => {
    const keys = [
      itemKey('a', 'b'),
      itemKey('ab', ''),
      itemKey('', 'ab'),
      itemKey('a\u0000b', ''),
      itemKey('a'),
    ];
    await store().write(async (tx) => keys.forEach((key, value) => tx.put(key, { value })));

    const values = await store().read(async (tx) => Promise.all(keys.map((key) => tx.get(key))));

    expect(values).toEqual([0, 1, 2, 3, 4].map((value) => ({ value })));
  });

  it('reads only what stands under the tuple of a prefix', async () => {
    await put(store(), ['a'], ['a', 'x'], ['a\u0000', 'x'], ['a\u0001', 'x'], ['ab', 'x'], ['b', 'x']);

    expect(keysOf(await scan(store(), itemKey('a')))).toEqual([itemKey('a'), itemKey('a', 'x')]);
  });

  it('orders whole numbers by value up to 2^53', async () => {
    const numbers = [2 ** 53, 10, 9, 0, 255, 256, 2 ** 32];
    await put(store(), ...numbers.map((number) => [number]));

    expect(keysOf(await scan(store(), all))).toEqual(
      [...numbers].sort((a, b) => a - b).map((number) => itemKey(number)),
    );
  });
}

function testConcurrency(store: () => Store): void {
  const key = itemKey('counter');

  it('counts every one of 200 concurrent increments', async () => {
    const effects = jest.fn();
    const increment = () =>
      store().write(async (tx) => {
        const value = (await tx.get(key))?.value ?? 0;
        await tx.get(itemKey('else'));
        tx.put(key, { value: value + 1 });
        tx.onCommit(effects);
      });
    await Promise.all(Array.from({ length: 200 }, increment));

    expect(await store().read((tx) => tx.get(key))).toEqual({ value: 200 });
    expect(effects).toHaveBeenCalledTimes(200);
  });

  it('shows a reader the state in which it began, all the way', async () => {
    await put(store(), [1], [2], [3]);

    const seen = await store().read(async (tx) => {
      const keys: Key<Item>[] = [];
      for await (const entry of tx.scan(all)) {
        keys.push(entry.key);
        await store().write(async (write) => {
          write.delete(itemKey(3));
          write.put(itemKey(2, 'new'), { value: 1 });
        });
      }
      return { keys, deleted: await tx.get(itemKey(3)), added: await tx.get(itemKey(2, 'new')) };
    });

    expect(seen).toEqual({
      keys: [itemKey(1), itemKey(2), itemKey(3)],
      deleted: { value: 2 },
      added: undefined,
    });
    expect(keysOf(await scan(store(), all))).toEqual([itemKey(1), itemKey(2), itemKey(2, 'new')]);
  });

  it('shows readers nothing of a write that is still running', async () => {
    const written = createSignal();
    const mayEnd = createSignal();
    const write = store().write(async (tx) => {
      tx.put(key, { value: 1 });
      written.give();
      await mayEnd.given;
    });
    await written.given;

    expect(await store().read((tx) => tx.get(key))).toBeUndefined();
    mayEnd.give();
    await write;
    expect(await store().read((tx) => tx.get(key))).toEqual({ value: 1 });
  });
}

function compareTuples(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left > right) return 1;
    if (left < right) return -1;
  }
  return 0;
}
