import { createHash } from 'node:crypto';
import { appendFile, readFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assetContentKey } from '../../../src/registry/keys';
import { encodeKey, type Key } from '../../../src/registry/store';
import type { State } from '../../../src/storage/state';
import { copyDirectory, dump, makeDirectory, openData, removeDirectories } from './data-directory';

afterEach(removeDirectories);

const JOURNAL = 'journal-0000000000000000.jsonl';
const key = (name: string): Key<unknown> => encodeKey('item', name);
const put = (state: State, name: string, value: unknown = name) =>
  state.store.write(async (tx) => tx.put(key(name), { value }));
const names = async (state: State) => (await dump(state.store)).map(([k]) => k.split('\u0000')[1]);

/** A directory whose process was killed after these commits. */
async function killedAfter(...commits: string[]): Promise<string> {
  const directory = await makeDirectory();
  const { state } = await openData(directory);
  for (const name of commits) await put(state, name);
  return copyDirectory(directory);
}

/** A directory that was closed in order after these commits. */
async function closedAfter(...commits: string[]): Promise<string> {
  const directory = await makeDirectory();
  const { state } = await openData(directory);
  for (const name of commits) await put(state, name);
  await state.close();
  return directory;
}

async function filesOf(directory: string): Promise<Record<string, string>> {
  const found = await readdir(directory, { withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && entry.name !== 'lock');
  return Object.fromEntries(
    await Promise.all(files.map(async ({ name }) => [name, await readFile(join(directory, name), 'latin1')])),
  );
}

/** Opening must fail with a message, and leave every file as it is. */
async function expectRefused(directory: string, message: RegExp): Promise<void> {
  const before = await filesOf(directory);
  await expect(openData(directory)).rejects.toThrow(message);
  expect(await filesOf(directory)).toEqual(before);
}

describe('power loss', () => {
  test('a journal that is cut at any byte of its last three commits opens with exactly the whole ones', async () => {
    const directory = await killedAfter('a', 'b', 'c', 'd', 'e');
    const bytes = await readFile(join(directory, JOURNAL));
    const ends = [...bytes].flatMap((byte, index) => (byte === 0x0a ? [index + 1] : []));
    const all = ['a', 'b', 'c', 'd', 'e'];
    for (let length = ends[2] ?? 0; length <= bytes.length; length++) {
      await writeFile(join(directory, JOURNAL), bytes.subarray(0, length));
      const whole = ends.filter((end) => end <= length).length - 1;
      const { state, reports } = await openData(directory);
      expect(await names(state)).toEqual(all.slice(0, whole));
      const isCut = !ends.includes(length);
      expect(reports).toHaveLength(isCut ? 1 : 0);
      if (isCut) expect(reports[0]).toMatch(new RegExp(`${JOURNAL}.*up to ${whole} are kept`));
      // What was dropped does not come back, and does not get in the way of what follows.
      await put(state, 'new');
      await state.close();
      const again = await openData(directory);
      expect(await names(again.state)).toEqual([...all.slice(0, whole), 'new']);
      await again.state.close();
      await rm(join(directory, 'closed.jsonl'));
    }
  });

  test('a hole in commits that shared a sync is dropped with what follows it', async () => {
    const directory = await makeDirectory();
    const { state } = await openData(directory);
    await put(state, 'a');
    await Promise.all(['b', 'c', 'd'].map((name) => put(state, name)));
    const copy = await copyDirectory(directory);
    const lines = (await readFile(join(copy, JOURNAL), 'utf8')).split('\n');
    // The first of them was written alone; the next two together.
    lines[3] = '\0'.repeat(lines[3]?.length ?? 0);
    await writeFile(join(copy, JOURNAL), lines.join('\n'));
    const opened = await openData(copy);
    expect(await names(opened.state)).toEqual(['a', 'b']);
    expect(opened.reports).toHaveLength(1);
  });
});

describe('damage', () => {
  test('a flipped bit anywhere before the last commit is refused, naming the file', async () => {
    const directory = await killedAfter('a', 'b', 'c');
    const path = join(directory, JOURNAL);
    const bytes = await readFile(path);
    const last = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
    for (let at = 0; at < last; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, flipped);
      await expectRefused(directory, new RegExp(`${JOURNAL} is damaged behind byte \\d+`));
    }
  });

  test('a flipped bit in the last commit is refused when the directory was closed in order', async () => {
    const directory = await closedAfter('a', 'b');
    const path = join(directory, JOURNAL);
    const bytes = await readFile(path);
    bytes[bytes.length - 10] = 0x00;
    await writeFile(path, bytes);
    await expectRefused(directory, /closed after another commit than 1/);
  });

  test('whole commits that are missing at the end are noticed when the directory was closed in order', async () => {
    const directory = await closedAfter('a', 'b');
    const path = join(directory, JOURNAL);
    const bytes = await readFile(path);
    await truncate(path, bytes.lastIndexOf(0x0a, bytes.length - 2) + 1);
    await expectRefused(directory, /closed\.jsonl.*closed after another commit than 1/);
  });

  test.each([
    ['swapped', ([head, a, b, c]: string[]) => [head, b, a, c]],
    ['missing', ([head, a, , c]: string[]) => [head, a, c]],
    ['there twice', ([head, a, b, c]: string[]) => [head, a, a, b, c]],
  ])('commits that are %s are refused', async (_title, change) => {
    const directory = await killedAfter('a', 'b', 'c');
    const path = join(directory, JOURNAL);
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    await writeFile(path, `${change(lines).join('\n')}\n`);
    await expectRefused(directory, new RegExp(`${JOURNAL} is damaged`));
  });

  test('a journal that is missing is noticed', async () => {
    const directory = await closedAfter('a');
    await rm(join(directory, JOURNAL));
    await expectRefused(directory, /its journal is missing/);
  });

  test('a directory of somebody else is left alone', async () => {
    const directory = await makeDirectory();
    await writeFile(join(directory, 'thesis.txt'), 'x');
    await expectRefused(directory, /holds 'thesis.txt'/);
    expect(await readdir(directory)).toEqual(['thesis.txt']);
  });

  test('a directory that cannot be written is one clear message', async () => {
    const file = join(await makeDirectory(), 'file');
    await writeFile(file, '');
    await expect(openData(join(file, 'data'))).rejects.toThrow(/file.data: ENOTDIR/);
  });
});

describe('snapshot', () => {
  /** A directory with a snapshot and a journal behind it, closed in order. */
  async function compacted(): Promise<{ directory: string; all: string[] }> {
    const directory = await makeDirectory();
    const { state } = await openData(directory, { minJournalBytes: 3000 });
    const all = Array.from({ length: 100 }, (_, index) => `n${String(index).padStart(3, '0')}`);
    for (const name of all) {
      await put(state, name);
      if (name === 'n010') await state.snapshot('early');
    }
    await state.close();
    return { directory, all };
  }

  test('the journal is turned into a snapshot, and a restart finds everything', async () => {
    const { directory, all } = await compacted();
    const files = (await readdir(directory)).filter((name) => name.startsWith('journal'));
    expect(files).toHaveLength(1);
    expect(files).not.toContain(JOURNAL);
    const { state } = await openData(directory);
    expect(await names(state)).toEqual(all);
    expect(await state.restore('early')).toBe(true);
    expect(await names(state)).toEqual(all.slice(0, 11));
  });

  test('a snapshot that is cut or changed anywhere is refused', async () => {
    const { directory } = await compacted();
    const path = join(directory, 'snapshot.jsonl');
    const bytes = await readFile(path);
    for (let at = 0; at < bytes.length; at += 7) {
      await writeFile(path, bytes.subarray(0, at));
      await expectRefused(directory, /snapshot\.jsonl is damaged/);
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await writeFile(path, flipped);
      await expectRefused(directory, /snapshot\.jsonl is damaged/);
    }
  });

  test('without its snapshot a journal is refused', async () => {
    const { directory } = await compacted();
    await rm(join(directory, 'snapshot.jsonl'));
    await expectRefused(directory, /journal-0{16}\.jsonl is missing/);
  });

  test('without its journal a snapshot is refused', async () => {
    const { directory } = await compacted();
    const [journal = ''] = (await readdir(directory)).filter((name) => name.startsWith('journal'));
    await rename(join(directory, journal), join(directory, JOURNAL));
    await expectRefused(directory, /has the name of another journal/);
    await rm(join(directory, JOURNAL));
    await expectRefused(directory, /holds 'blobs' and no journal/);
  });
});

describe('versions', () => {
  const rename1 = [
    (tree: { set(k: string, v: unknown): unknown; entries(): Iterable<[string, unknown]> }) => {
      for (const [name, record] of [...tree.entries()]) {
        if (typeof record === 'object' && record && 'value' in record) tree.set(name, { text: record.value });
      }
    },
  ];

  test('files of an older version are brought forward, and then refused by the older program', async () => {
    const directory = await closedAfter('a', 'b');
    const progress: string[] = [];
    const onProgress = (done: string) => void progress.push(done);
    const newer = await openData(directory, { migrations: rename1, onProgress });
    expect(new Set(progress)).toEqual(
      new Set(['read 0.0 MiB of 0.0 MiB', 'writing it anew in the present format']),
    );
    expect(await dump(newer.state.store)).toEqual([
      [key('a'), { text: 'a' }],
      [key('b'), { text: 'b' }],
    ]);
    await newer.state.store.write(async (tx) => tx.put(key('c'), { text: 'c' }));
    await newer.state.close();
    await expectRefused(directory, /written by a newer version.*format 2, this one knows 1/);
    const again = await openData(directory, { migrations: rename1 });
    expect((await dump(again.state.store)).map(([, record]) => record)).toEqual([
      { text: 'a' },
      { text: 'b' },
      { text: 'c' },
    ]);
  });
});

describe('one process', () => {
  test('a second emulator is refused while the first runs', async () => {
    const directory = await makeDirectory();
    const { state } = await openData(directory);
    await expect(openData(directory)).rejects.toThrow(/is in use by process \d+/);
    await put(state, 'still works');
    await state.close();
    expect(await names((await openData(directory)).state)).toEqual(['still works']);
  });

  test.each([
    ['that is dead', { pid: 2 ** 22 + 1, started: 'x' }],
    ['whose number another one has now', { pid: process.pid, started: 'long ago' }],
    ['that did not finish it', ''],
  ])('the lock of a process %s is taken over', async (_title, lock) => {
    const directory = await killedAfter('a');
    await writeFile(join(directory, 'lock'), typeof lock === 'string' ? lock : JSON.stringify(lock));
    const { state } = await openData(directory);
    expect(await names(state)).toEqual(['a']);
    await state.close();
    expect(await readdir(directory)).not.toContain('lock');
  });
});

describe('blobs', () => {
  const domain = { region: 'r', domainOwner: 'o', domain: 'd' };

  async function withBlob(): Promise<{ directory: string; path: string; sha256: string }> {
    const directory = await makeDirectory();
    const { state } = await openData(directory);
    const blob = await state.blobs.write(Buffer.from('the bytes'));
    const { sha256, size } = blob;
    await state.store.write(async (tx) => tx.put(assetContentKey(domain, sha256), { size, references: 1 }));
    blob.release();
    await state.close();
    return { directory, sha256, path: join(directory, 'blobs', sha256) };
  }

  test.each([
    ['missing', (path: string) => rm(path), /is missing/],
    ['cut', (path: string) => truncate(path, 3), /has 3 bytes instead of 9/],
    ['longer', (path: string) => appendFile(path, '!'), /has 10 bytes instead of 9/],
  ])('a blob that is %s is noticed at the start', async (_title, damage, message) => {
    const { directory, path } = await withBlob();
    await damage(path);
    await expectRefused(directory, message);
    await expect(openData(directory)).rejects.toThrow(path);
  });

  test('a blob whose bytes have changed is noticed before its last byte is given', async () => {
    const { directory, path, sha256 } = await withBlob();
    await writeFile(path, 'thy bytes');
    const { state, reports } = await openData(directory);
    const stream = await state.blobs.read(sha256);
    const received: Buffer[] = [];
    await expect(
      (async () => {
        for await (const chunk of stream ?? []) received.push(chunk as Buffer);
      })(),
    ).rejects.toThrow(`${path} is damaged`);
    expect(Buffer.concat(received).length).toBeLessThan(9);
    expect(reports).toEqual([expect.stringContaining(`${path} is damaged`)]);
  });

  test('what nothing refers to is swept at the start', async () => {
    const { directory, sha256 } = await withBlob();
    const other = createHash('sha256').update('other').digest('hex');
    await writeFile(join(directory, 'blobs', other), 'other');
    await writeFile(join(directory, 'incoming', '0'), 'half');
    await writeFile(join(directory, 'snapshot.jsonl.tmp'), 'half');
    await openData(directory);
    expect(await readdir(join(directory, 'blobs'))).toEqual([sha256]);
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
    expect(await readdir(directory)).not.toContain('snapshot.jsonl.tmp');
  });
});
