import {
  encodeKey,
  type Entry,
  type Key,
  type KeyPart,
  type Prefix,
  type ReadTransaction,
  type ScanOptions,
  type Store,
  type WriteTransaction,
} from '../../src/registry/store';
import { createRandom } from './seeded-random';

interface Item {
  readonly value: number;
}

const all: Prefix<Item> = encodeKey('item');
const itemKey = (...parts: KeyPart[]): Key<Item> => encodeKey('item', ...parts);

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

function testScans(store: () => Store): void {
  const words = ['', 'a', 'ab', 'abc', 'ac', 'b', '\uffff', '\uffff\uffff'];
  beforeEach(() => put(store(), ...words.map((word) => [word])));

  const cases: [string, ScanOptions<Item>, string[]][] = [
    ['everything', {}, words],
    ['in reverse', { reverse: true }, [...words].reverse()],
    ['startsWith', { startsWith: 'a' }, ['a', 'ab', 'abc', 'ac']],
    ['startsWith in reverse', { startsWith: 'ab', reverse: true }, ['abc', 'ab']],
    ['startsWith the highest character', { startsWith: '\uffff' }, ['\uffff', '\uffff\uffff']],
    [
      'startsWith the highest character in reverse',
      { startsWith: '\uffff', reverse: true },
      ['\uffff\uffff', '\uffff'],
    ],
    ['startsWith nothing that is there', { startsWith: 'az' }, []],
    ['after a key', { after: itemKey('abc') }, ['ac', 'b', '\uffff', '\uffff\uffff']],
    ['after a key in reverse', { after: itemKey('abc'), reverse: true }, ['ab', 'a', '']],
    [
      'after a key that is not there',
      { after: itemKey('abb') },
      ['abc', 'ac', 'b', '\uffff', '\uffff\uffff'],
    ],
    [
      'after a key that is not there in reverse',
      { after: itemKey('abd'), reverse: true },
      ['abc', 'ab', 'a', ''],
    ],
    ['after the last key', { after: itemKey('\uffff\uffff') }, []],
    ['after the first key in reverse', { after: itemKey(''), reverse: true }, []],
    ['startsWith after a key', { startsWith: 'a', after: itemKey('ab') }, ['abc', 'ac']],
    ['startsWith after a key before it', { startsWith: 'ab', after: itemKey('a') }, ['ab', 'abc']],
    ['startsWith after a key far before it', { startsWith: 'ac', after: itemKey('a') }, ['ac']],
    ['startsWith after a key behind it', { startsWith: 'a', after: itemKey('b') }, []],
    [
      'startsWith after a key in reverse',
      { startsWith: 'a', after: itemKey('ac'), reverse: true },
      ['abc', 'ab', 'a'],
    ],
    [
      'startsWith after a key behind it in reverse',
      { startsWith: 'ab', after: itemKey('b'), reverse: true },
      ['abc', 'ab'],
    ],
    [
      'startsWith after a key before it in reverse',
      { startsWith: 'ab', after: itemKey('a'), reverse: true },
      [],
    ],
  ];
  it.each(cases)('gives %s', async (_title, options, expected) => {
    await store().write(async (tx) => {
      tx.put(encodeKey('before'), { value: 0 });
      tx.put(encodeKey('item!'), { value: 0 });
      tx.put(encodeKey('later'), { value: 0 });
    });

    expect(keysOf(await scan(store(), all, options))).toEqual(expected.map((word) => itemKey(word)));
  });

  it('takes startsWith literally when it holds separators', async () => {
    await put(store(), ['x\u0000'], ['x\u0000y'], ['x\u0001'], ['x']);

    const found = await scan(store(), all, { startsWith: 'x\u0000' });

    expect(keysOf(found)).toEqual([itemKey('x\u0000'), itemKey('x\u0000y')]);
  });

  it('walks every record under the empty prefix', async () => {
    await store().write(async (tx) => tx.put(encodeKey('later'), { value: 0 }));

    expect(keysOf(await scan(store(), ''))).toEqual([
      ...words.map((word) => itemKey(word)),
      encodeKey('later'),
    ]);
  });

  it('gives nothing from an empty prefix, in both directions', async () => {
    expect(await scan(store(), encodeKey('none'))).toEqual([]);
    expect(await scan(store(), encodeKey('none'), { reverse: true })).toEqual([]);
  });

  it('pages through a thousand records without losing or repeating one', async () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => [index]);
    await store().write(async (tx) =>
      numbers.forEach(([n]) => tx.put(encodeKey('page', n ?? 0), { value: n })),
    );
    const seen: Key<Item>[] = [];

    for (let after: Key<Item> | undefined; ;) {
      const page = keysOf(
        await scan(store(), encodeKey<Item>('page'), after === undefined ? {} : { after }, 7),
      );
      seen.push(...page);
      after = page.at(-1);
      if (after === undefined) break;
    }

    expect(seen).toEqual(numbers.map(([n]) => encodeKey('page', n ?? 0)));
  });

  it('walks the state at its first step while the same transaction writes', async () => {
    const seen = await store().write(async (tx) => {
      tx.put(itemKey('ab'), { value: 1 });
      const keys: Key<Item>[] = [];
      for await (const { key } of tx.scan(all, { startsWith: 'a' })) {
        keys.push(key);
        tx.delete(itemKey('abc'));
        tx.put(itemKey('ad'), { value: 1 });
      }
      return keys;
    });

    expect(seen).toEqual(['a', 'ab', 'abc', 'ac'].map((word) => itemKey(word)));
  });

  it('sees what the transaction wrote before the scan', async () => {
    const seen = await store().write(async (tx) => {
      tx.delete(itemKey('abc'));
      tx.put(itemKey('ad'), { value: 1 });
      return collect(tx, all, { startsWith: 'a' });
    });

    expect(keysOf(seen)).toEqual(['a', 'ab', 'ac', 'ad'].map((word) => itemKey(word)));
  });

  it('can delete every record it walks over', async () => {
    await store().write(async (tx) => {
      tx.put(itemKey('c'), { value: 1 });
      for await (const { key } of tx.scan(all)) tx.delete(key);
    });

    expect(await scan(store(), all)).toEqual([]);
  });
}

function testWrites(store: () => Store): void {
  const key = itemKey('one');
  const other = itemKey('two');
  const get = () => store().read((tx) => tx.get(key));

  it('gives back what the rule returns', async () => {
    expect(await store().write(async () => 'result')).toBe('result');
    expect(await store().read(async () => 'result')).toBe('result');
  });

  it('stores, replaces and deletes', async () => {
    await store().write(async (tx) => tx.put(key, { value: 1 }));
    expect(await get()).toEqual({ value: 1 });
    await store().write(async (tx) => tx.put(key, { value: 2 }));
    expect(await get()).toEqual({ value: 2 });
    await store().write(async (tx) => tx.delete(key));
    expect(await get()).toBeUndefined();
  });

  it('does not mind deleting what is not there', async () => {
    await store().write(async (tx) => tx.delete(key));

    expect(await get()).toBeUndefined();
  });

  it('reads its own writes', async () => {
    const seen = await store().write(async (tx) => {
      tx.put(key, { value: 1 });
      const put = await tx.get(key);
      tx.delete(key);
      return [put, await tx.get(key)];
    });

    expect(seen).toEqual([{ value: 1 }, undefined]);
  });

  it('forgets everything when the rule rejects', async () => {
    await store().write(async (tx) => tx.put(key, { value: 1 }));
    const failure = new Error('refused');

    const write = store().write(async (tx) => {
      tx.put(key, { value: 2 });
      tx.put(other, { value: 2 });
      throw failure;
    });

    await expect(write).rejects.toBe(failure);
    expect(await scan(store(), all)).toEqual([{ key, record: { value: 1 } }]);
  });

  it('goes on after a rule that rejected', async () => {
    await Promise.allSettled([store().write(() => Promise.reject(new Error('refused')))]);
    await store().write(async (tx) => tx.put(key, { value: 1 }));

    expect(await get()).toEqual({ value: 1 });
  });

  it('runs effects once, in order, when the records are there to be read', async () => {
    const seen: unknown[] = [];
    await store().write(async (tx) => {
      tx.put(key, { value: 1 });
      tx.onCommit(() => seen.push(['first', get()]));
      tx.onCommit(() => seen.push('second'));
    });

    expect(seen).toEqual([['first', expect.any(Promise)], 'second']);
    await expect((seen as [[string, unknown]])[0][1]).resolves.toEqual({ value: 1 });
  });

  it('runs no effect of a rule that rejected', async () => {
    const effect = jest.fn();
    const write = store().write(async (tx) => {
      tx.onCommit(effect);
      throw new Error('refused');
    });

    await expect(write).rejects.toThrow('refused');
    expect(effect).not.toHaveBeenCalled();
  });

  it('refuses a transaction that has ended', async () => {
    let late: WriteTransaction | undefined;
    await store().write(async (tx) => {
      late = tx;
    });
    let lateReader: ReadTransaction | undefined;
    await store().read(async (tx) => {
      lateReader = tx;
    });

    expect(() => late?.put(key, { value: 1 })).toThrow('ended');
    expect(() => late?.delete(key)).toThrow('ended');
    expect(() => late?.onCommit(() => undefined)).toThrow('ended');
    await expect(lateReader?.get(key)).rejects.toThrow('ended');
    await expect(lateReader && collect(lateReader, all)).rejects.toThrow('ended');
    expect(await get()).toBeUndefined();
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

/** A promise that a test resolves when it likes. */
export function createSignal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

function put(store: Store, ...tuples: (readonly KeyPart[])[]): Promise<void> {
  return store.write(async (tx) => {
    for (const [value, tuple] of tuples.entries()) tx.put(itemKey(...tuple), { value });
  });
}

function scan<R>(
  store: Store,
  prefix: Prefix<R>,
  options?: ScanOptions<R>,
  limit?: number,
): Promise<Entry<R>[]> {
  return store.read((tx) => collect(tx, prefix, options, limit));
}

async function collect<R>(
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

function keysOf<R>(entries: readonly Entry<R>[]): Key<R>[] {
  return entries.map(({ key }) => key);
}

function compareTuples(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left > right) return 1;
    if (left < right) return -1;
  }
  return 0;
}
