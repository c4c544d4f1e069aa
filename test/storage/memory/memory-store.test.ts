import { encodeKey, type Key, type Store } from '../../../src/registry/store';
import { createMemoryStore, type StoreSnapshot } from '../../../src/storage/memory/memory-store';
import { createRandom } from '../seeded-random';
import { createSignal } from '../store-items';
import { describeStore } from '../store-suite';

const key: Key<number> = encodeKey('key');
const set = (store: Store, value: number) => store.write(async (tx) => tx.put(key, value));
const get = (store: Store) => store.read((tx) => tx.get(key));

describeStore('memory store', () => createMemoryStore());
describeStore('memory store that runs rules twice', () => createMemoryStore({ rerunWrites: true }));

describe('snapshot and restore', () => {
  it('returns to a snapshot as often as asked', async () => {
    const store = createMemoryStore();
    await set(store, 1);
    const snapshot = store.snapshot();

    for (const value of [2, 3]) {
      await set(store, value);
      await store.restore(snapshot);
      expect(await get(store)).toBe(1);
    }
  });

  it('resets to nothing and back', async () => {
    const store = createMemoryStore();
    await set(store, 1);
    const snapshot = store.snapshot();

    await store.reset();
    expect([await get(store), store.size()]).toEqual([undefined, 0]);
    await store.restore(snapshot);
    expect([await get(store), store.size()]).toEqual([1, 1]);
  });

  it('leaves a write that is still running out of a snapshot', async () => {
    const store = createMemoryStore();
    const mayEnd = createSignal();
    const write = store.write(async (tx) => {
      tx.put(key, 1);
      await mayEnd.given;
    });
    const snapshot = store.snapshot();
    mayEnd.give();
    await write;
    await store.restore(snapshot);

    expect(await get(store)).toBeUndefined();
  });

  it.each(['reset', 'restore'] as const)('lets no write that was running undo a %s', async (action) => {
    const store = createMemoryStore();
    const empty = store.snapshot();
    const mayEnd = createSignal();
    const running = store.write(async (tx) => {
      await mayEnd.given;
      tx.put(key, 1);
    });
    const queued = set(store, 2);
    const done = action === 'reset' ? store.reset() : store.restore(empty);
    const later = store.write(async (tx) => tx.get(key));
    mayEnd.give();
    await Promise.all([running, queued, done]);

    expect(await later).toBeUndefined();
    expect(await get(store)).toBeUndefined();
  });

  it('keeps every snapshot intact through thousands of random writes', async () => {
    const random = createRandom(11);
    const store = createMemoryStore();
    let model = new Map<string, number>();
    const kept: { snapshot: StoreSnapshot; model: Map<string, number> }[] = [];
    for (let round = 0; round < 120; round++) {
      const dice = random();
      if (dice < 0.2) kept.push({ snapshot: store.snapshot(), model: new Map(model) });
      const back = kept[Math.floor(random() * kept.length)];
      if (dice > 0.9 && back !== undefined) {
        await store.restore(back.snapshot);
        model = new Map(back.model);
      }
      const shrinking = random() < 0.4;
      await store.write(async (tx) => {
        for (let change = 0; change < 150; change++) {
          const name = encodeKey('n', Math.floor(random() * 3000));
          if (random() < (shrinking ? 0.9 : 0.2)) {
            tx.delete(name);
            model.delete(name);
          } else {
            tx.put(name, change);
            model.set(name, change);
          }
        }
      });
      expect(await dump(store)).toEqual(sorted(model));
    }

    for (const { snapshot, model: expected } of kept) {
      await store.restore(snapshot);
      expect(await dump(store)).toEqual(sorted(expected));
      expect(store.size()).toBe(expected.size);
    }
  });
});

describe('effects', () => {
  it('hands what an effect throws to the handler and runs the others', async () => {
    const onEffectError = jest.fn();
    const store = createMemoryStore({ onEffectError });
    const failure = new Error('effect');
    const second = jest.fn();
    await store.write(async (tx) => {
      tx.put(key, 1);
      tx.onCommit(() => {
        throw failure;
      });
      tx.onCommit(second);
    });

    expect(onEffectError.mock.calls).toEqual([[failure]]);
    expect(second).toHaveBeenCalledTimes(1);
    expect(await get(store)).toBe(1);
  });

  it('warns about what an effect throws when there is no handler', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const failure = new Error('effect');
    await createMemoryStore().write(async (tx) =>
      tx.onCommit(() => {
        throw failure;
      }),
    );

    expect(emitWarning.mock.calls).toEqual([[failure]]);
    emitWarning.mockRestore();
  });
});

describe('rerunWrites', () => {
  it('runs a rule twice on the same state and commits the second run', async () => {
    const store = createMemoryStore({ rerunWrites: true });
    await set(store, 5);
    const seen: unknown[] = [];
    const effects: number[] = [];
    let run = 0;
    const result = await store.write(async (tx) => {
      seen.push(await tx.get(key));
      const mine = ++run;
      tx.put(key, mine * 10);
      tx.onCommit(() => effects.push(mine));
      return mine;
    });

    expect({ result, seen, effects, stored: await get(store) }).toEqual({
      result: 2,
      seen: [5, 5],
      effects: [2],
      stored: 20,
    });
  });

  it('commits nothing when only the second run rejects', async () => {
    const store = createMemoryStore({ rerunWrites: true });
    let run = 0;
    const write = store.write(async (tx) => {
      tx.put(key, 1);
      if (++run === 2) throw new Error('impure');
    });

    await expect(write).rejects.toThrow('impure');
    expect(await get(store)).toBeUndefined();
  });
});

function sorted(model: ReadonlyMap<string, number>): [string, number][] {
  return [...model].sort(([a], [b]) => (a < b ? -1 : 1));
}

function dump(store: Store): Promise<[string, unknown][]> {
  return store.read(async (tx) => {
    const entries: [string, unknown][] = [];
    for await (const { key: name, record } of tx.scan('')) entries.push([name, record]);
    return entries;
  });
}
