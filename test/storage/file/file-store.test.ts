import { encodeKey, type Key } from '../../../src/registry/store';
import { emptyContents } from '../../../src/storage/contents';
import { fileSystem, StorageError, type Disk } from '../../../src/storage/file/disk';
import { createFileStore, type FileStoreOptions } from '../../../src/storage/file/file-store';
import { createJournalFile, openJournal, type Journal } from '../../../src/storage/file/journal';
import { layoutOf } from '../../../src/storage/file/layout';
import { describeStore } from '../store-suite';
import { makeDirectory, removeDirectories } from './data-directory';

afterAll(removeDirectories);

const journals: Journal[] = [];
afterEach(() => Promise.all(journals.splice(0).map((journal) => journal.close())));

async function createStore(options?: FileStoreOptions, disk: Disk = fileSystem) {
  const layout = layoutOf(await makeDirectory());
  const file = await createJournalFile(fileSystem, layout, 1, 0);
  const journal = await openJournal(disk, layout, { version: 1, seq: 0, ...file });
  journals.push(journal);
  return createFileStore(emptyContents(), journal, options);
}

describeStore('file store', () => createStore());
describeStore('file store that runs rules twice', () => createStore({ rerunWrites: true }));

describe('commits that wait for the disk at the same time', () => {
  const key = (name: string): Key<number> => encodeKey('n', name);
  const names = Array.from({ length: 100 }, (_, index) => String(index));

  /** A file system that counts the syncs of files and does them when it is told to, or fails. */
  function createSlowDisk() {
    const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
    let syncs = 0;
    const disk: Disk = {
      ...fileSystem,
      async open(path, mode) {
        const file = await fileSystem.open(path, mode);
        const sync = () => {
          syncs++;
          return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
        };
        return { ...file, sync };
      },
    };
    const next = async () => {
      while (waiting.length === 0) await new Promise(setImmediate);
      return waiting.splice(0);
    };
    return {
      disk,
      syncs: () => syncs,
      letThrough: async () => (await next()).forEach(({ resolve }) => resolve()),
      fail: async () => (await next()).forEach(({ reject }) => reject(new StorageError('broken'))),
    };
  }

  test('share one sync', async () => {
    const { disk, syncs, letThrough } = createSlowDisk();
    const store = await createStore({}, disk);
    const writes = Promise.all(names.map((name) => store.write(async (tx) => tx.put(key(name), 1))));
    // The first is written alone, because nobody waits with it yet.
    await letThrough();
    await letThrough();
    await writes;
    expect(syncs()).toBe(2);
  });

  test('are not to be seen before the disk has them', async () => {
    const { disk, letThrough } = createSlowDisk();
    const store = await createStore({}, disk);
    const effects: string[] = [];
    const write = store.write(async (tx) => {
      tx.put(key('a'), 1);
      tx.onCommit(() => effects.push('a'));
    });
    const refused = store
      .write(async (tx) => {
        if (await tx.get(key('a'))) throw new Error('there is one');
      })
      .catch((error: Error) => effects.push(error.message));
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(await store.read((tx) => tx.get(key('a')))).toBeUndefined();
    expect(effects).toEqual([]);
    await letThrough();
    await Promise.all([write, refused]);
    expect(effects).toEqual(['a', 'there is one']);
    expect(await store.read((tx) => tx.get(key('a')))).toBe(1);
  });

  test('fail with a commit that they were made on, and leave nothing; what was refused because of it is done', async () => {
    const { disk, letThrough, fail } = createSlowDisk();
    const store = await createStore({}, disk);
    const insert = (value: number) =>
      store.write(async (tx) => {
        if ((await tx.get(key('a'))) !== undefined) throw new Error('there is one');
        tx.put(key('a'), value);
      });
    const first = insert(1);
    const onTop = store.write(async (tx) => tx.put(key('b'), (await tx.get(key('a'))) ?? 0));
    const refused = insert(2);
    const results = Promise.allSettled([first, onTop, refused]);
    await fail();
    // The repair of the file, and then the commit that was refused before.
    await letThrough();
    await letThrough();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await store.read((tx) => Promise.all([tx.get(key('a')), tx.get(key('b'))]))).toEqual([
      2,
      undefined,
    ]);
  });
});
