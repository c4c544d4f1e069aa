import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { createMemoryBlobStore, type MemoryBlobStoreOptions } from '../../../src/storage/memory/memory-blobs';
import { bytes, chunksOf, read } from '../blob-contents';
import { describeBlobStore } from '../blob-suite';

const KIBIBYTE = 1024;
let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'memory-blobs-test-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

function createStore(options: MemoryBlobStoreOptions = {}) {
  const blobs = createMemoryBlobStore({ ...options, temporaryDirectory: parent });
  return {
    blobs,
    leftovers: async () => ({ ...blobs.usage(), files: await spilledFiles() }),
    close: () => blobs.close(),
  };
}

describeBlobStore('blobs in memory', () => createStore());
describeBlobStore('blobs in temporary files', () => createStore({ maxMemoryBytes: 0 }));
describeBlobStore('blobs that outgrow the memory on their way', () =>
  createStore({ maxMemoryBytes: 100_000 }),
);

describe('memory blob store', () => {
  let subject: ReturnType<typeof createStore>;
  const use = (options?: MemoryBlobStoreOptions) => (subject = createStore(options)).blobs;
  afterEach(() => subject.close());

  it('makes no directory while the memory suffices', async () => {
    await use().write(bytes(100_000, 1));

    expect(await readdir(parent)).toEqual([]);
  });

  it('spills to a private directory that goes when the store is closed', async () => {
    await use({ maxMemoryBytes: 10 }).write(bytes(100, 1));
    const [directory = ''] = await readdir(parent);

    expect((await stat(join(parent, directory))).mode & 0o777).toBe(0o700);
    await subject.close();
    expect(await readdir(parent)).toEqual([]);
  });

  it('keeps in memory what fits and spills what would cross the ceiling', async () => {
    const blobs = use({ maxMemoryBytes: 100 });
    const first = await blobs.write(bytes(60, 1));
    const second = await blobs.write(bytes(60, 2));
    await blobs.write(bytes(40, 3));

    expect(await subject.leftovers()).toEqual({ blobs: 3, memoryBytes: 100, files: 1 });
    expect((await read(blobs, first)).equals(bytes(60, 1))).toBe(true);
    expect((await read(blobs, second)).equals(bytes(60, 2))).toBe(true);
  });

  it('spills a blob that is larger than one may be, though there is room', async () => {
    const blobs = use({ maxMemoryBytesPerBlob: 50 * KIBIBYTE });
    await blobs.write(Readable.from(chunksOf(bytes(60 * KIBIBYTE, 1), KIBIBYTE)));

    expect(await subject.leftovers()).toEqual({ blobs: 1, memoryBytes: 0, files: 1 });
  });

  it('counts uploads in progress, all together', async () => {
    const blobs = use({ maxMemoryBytes: 100 });
    const slow = new PassThrough();
    const write = blobs.write(slow);
    slow.write(bytes(80, 1));
    await new Promise(setImmediate);
    expect(blobs.usage()).toEqual({ blobs: 0, memoryBytes: 80 });

    await blobs.write(bytes(30, 2));
    expect(await subject.leftovers()).toEqual({ blobs: 1, memoryBytes: 80, files: 1 });
    slow.end();
    await write;
    expect(await subject.leftovers()).toEqual({ blobs: 2, memoryBytes: 80, files: 1 });
  });

  it.each([
    ['memory', {}, { blobs: 1, memoryBytes: 1000, files: 0 }],
    ['a file', { maxMemoryBytes: 0 }, { blobs: 1, memoryBytes: 0, files: 1 }],
  ])('keeps one copy of identical bytes in %s', async (_title, options, expected) => {
    const blobs = use(options);
    await Promise.all([1, 2, 3].map(() => blobs.write(bytes(1000, 1))));

    expect(await subject.leftovers()).toEqual(expected);
  });

  it('gives memory and files back when blobs are deleted', async () => {
    const blobs = use({ maxMemoryBytes: 100 });
    for (const content of [bytes(60, 1), bytes(60, 2)]) {
      const staged = await blobs.write(content);
      staged.release();
      await blobs.delete(staged.sha256);
    }

    expect(await subject.leftovers()).toEqual({ blobs: 0, memoryBytes: 0, files: 0 });
  });

  it('clears all but what is staged', async () => {
    const blobs = use({ maxMemoryBytes: 100 });
    const contents = [bytes(30, 1), bytes(40, 2), bytes(90, 3), bytes(91, 4)];
    const staged = await Promise.all(contents.map((content) => blobs.write(content)));
    staged[0]?.release();
    staged[2]?.release();
    blobs.retain(new Map());

    expect(blobs.usage()).toEqual({ blobs: 2, memoryBytes: 40 });
    const there = await Promise.all(
      staged.map(async ({ sha256 }) => (await blobs.read(sha256))?.destroy() !== undefined),
    );
    expect(there).toEqual([false, true, false, true]);
  });

  it('lets an upload finish that was under way when the store was cleared', async () => {
    const blobs = use();
    const slow = new PassThrough();
    const write = blobs.write(slow);
    slow.write(bytes(80, 1));
    await new Promise(setImmediate);
    blobs.retain(new Map());
    slow.end();

    expect((await read(blobs, await write)).equals(bytes(80, 1))).toBe(true);
    expect(blobs.usage()).toEqual({ blobs: 1, memoryBytes: 80 });
  });

  it('refuses to spill once it is closed', async () => {
    const blobs = use({ maxMemoryBytes: 10 });
    await blobs.close();

    await expect(blobs.write(bytes(100, 1))).rejects.toThrow('closed');
    expect(await readdir(parent)).toEqual([]);
  });

  it('tries again when the temporary directory could not be made', async () => {
    subject = createStore();
    const missing = join(parent, 'missing');
    const blobs = createMemoryBlobStore({ maxMemoryBytes: 0, temporaryDirectory: missing });
    await expect(blobs.write(bytes(10, 1))).rejects.toThrow('ENOENT');
    await mkdir(missing);

    expect((await blobs.write(bytes(10, 1))).size).toBe(10);
    await blobs.close();
    await rm(missing, { recursive: true });
  });
});

async function spilledFiles(): Promise<number> {
  const directories = await readdir(parent);
  const files = await Promise.all(directories.map((directory) => readdir(join(parent, directory))));
  return files.flat().length;
}
