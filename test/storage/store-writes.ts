import type { ReadTransaction, Store, WriteTransaction } from '../../src/registry/store';
import { all, collect, itemKey, scan } from './store-items';

/** What a write does, undoes and refuses. */
export function testWrites(store: () => Store): void {
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
