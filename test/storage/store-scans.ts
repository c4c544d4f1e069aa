import { encodeKey, type Key, type ScanOptions, type Store } from '../../src/registry/store';
import { all, collect, itemKey, keysOf, put, scan, type Item } from './store-items';

/** Every option of a scan. */
export function testScans(store: () => Store): void {
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
