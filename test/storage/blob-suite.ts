import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobStore, StagedBlob } from '../../src/registry/ports';
import { bytes, chunksOf, hash, open, read, type BlobStoreUnderTest } from './blob-contents';
import { testFailures } from './blob-failures';

/** What every driver of the blob port must do. */
export function describeBlobStore(
  name: string,
  createStore: () => BlobStoreUnderTest | Promise<BlobStoreUnderTest>,
): void {
  describe(name, () => {
    let subject: BlobStoreUnderTest;
    beforeEach(async () => {
      subject = await createStore();
    });
    afterEach(() => subject.close());

    describe('write and read', () => testContents(() => subject.blobs));
    describe('ranges', () => testRanges(() => subject.blobs));
    describe('delete', () => testDeletes(() => subject.blobs));
    describe('failure', () => testFailures(() => subject));
  });
}

function testContents(blobs: () => BlobStore): void {
  const contents: [string, Buffer[]][] = [
    ['no chunk', []],
    ['one byte', [Buffer.from('x')]],
    ['many tiny chunks', Array.from({ length: 5000 }, (_, index) => Buffer.from(`${index},`))],
    [
      'large and small chunks',
      [bytes(40_000, 1), bytes(3, 2), bytes(100_000, 3), bytes(17, 4), bytes(65_536, 5)],
    ],
    ['chunks that are views of one slab', chunksOf(bytes(300_000, 6), 999)],
  ];
  it.each(contents)('stores and hashes a stream of %s', async (_title, chunks) => {
    const whole = Buffer.concat(chunks);
    const staged = await blobs().write(Readable.from(chunks));

    expect(staged).toEqual({
      size: whole.length,
      md5: hash('md5', whole),
      sha1: hash('sha1', whole),
      sha256: hash('sha256', whole),
      sha512: hash('sha512', whole),
      release: expect.any(Function),
    });
    expect(whole.equals(await read(blobs(), staged))).toBe(true);
  });

  it('stores a Buffer', async () => {
    const staged = await blobs().write(Buffer.from('text'));

    expect((await read(blobs(), staged)).toString()).toBe('text');
  });

  it('stores a stream of strings as UTF-8', async () => {
    const staged = await blobs().write(Readable.from(['h\u00e9', 'llo']));

    expect((await read(blobs(), staged)).toString()).toBe('h\u00e9llo');
  });

  it('accepts exactly maxBytes', async () => {
    expect((await blobs().write(Readable.from(chunksOf(bytes(1000, 12), 100)), 1000)).size).toBe(1000);
  });

  it('does not give a blob that was never stored', async () => {
    expect(await blobs().read(hash('sha256', Buffer.from('other')))).toBeUndefined();
  });

  it('can be read by several at once', async () => {
    const content = bytes(500_000, 7);
    const staged = await blobs().write(Readable.from(chunksOf(content, 50_000)));

    const copies = await Promise.all(Array.from({ length: 5 }, () => read(blobs(), staged)));

    expect(copies.every((copy) => copy.equals(content))).toBe(true);
  });

  it('reads no further than the stream is consumed', async () => {
    const staged = await blobs().write(Readable.from(chunksOf(bytes(1_000_000, 8), 50_000)));
    const stream = await open(blobs(), staged.sha256);
    await once(stream, 'readable');

    expect(stream.readableLength).toBeLessThan(200_000);
    stream.destroy();
  });
}

function testRanges(blobs: () => BlobStore): void {
  const content = bytes(200_000, 9);
  let staged: StagedBlob;
  beforeEach(async () => {
    staged = await blobs().write(Readable.from(chunksOf(content, 30_000)));
  });

  const ranges: [number, number][] = [
    [0, 0],
    [0, 199_999],
    [29_999, 30_000],
    [30_000, 59_999],
    [15_000, 170_001],
    [199_999, 199_999],
  ];
  it.each(ranges)('gives bytes %d to %d, both included', async (start, end) => {
    expect((await read(blobs(), staged, { start, end })).equals(content.subarray(start, end + 1))).toBe(true);
  });

  it('ends with the blob when the range ends behind it', async () => {
    const tail = await read(blobs(), staged, { start: 199_990, end: 10_000_000 });

    expect(tail.equals(content.subarray(199_990))).toBe(true);
  });

  it.each([
    ['behind the blob', { start: 200_000, end: 200_010 }],
    ['that ends before it starts', { start: 5, end: 4 }],
  ])('gives nothing from a range %s', async (_title, range) => {
    expect(await read(blobs(), staged, range)).toHaveLength(0);
  });
}

function testDeletes(blobs: () => BlobStore): void {
  const content = bytes(1_500_000, 10);
  const write = () => blobs().write(Readable.from(chunksOf(content, 50_000)));

  it('forgets a blob that nobody staged', async () => {
    const staged = await write();
    staged.release();
    await blobs().delete(staged.sha256);

    expect(await blobs().read(staged.sha256)).toBeUndefined();
  });

  it('keeps a blob that is staged', async () => {
    const staged = await write();
    await blobs().delete(staged.sha256);
    staged.release();

    expect((await read(blobs(), staged)).equals(content)).toBe(true);
  });

  it('keeps a blob that was staged again', async () => {
    (await write()).release();
    const again = await write();
    await blobs().delete(again.sha256);
    again.release();

    expect((await read(blobs(), again)).equals(content)).toBe(true);
  });

  it('keeps a blob until everybody who staged it has released it', async () => {
    const first = await write();
    const second = await write();
    first.release();
    first.release();
    await blobs().delete(first.sha256);
    expect((await read(blobs(), second)).equals(content)).toBe(true);

    second.release();
    await blobs().delete(first.sha256);
    expect(await blobs().read(first.sha256)).toBeUndefined();
  });

  it('lets a reader finish that began before', async () => {
    const staged = await write();
    staged.release();
    const stream = await open(blobs(), staged.sha256);
    await blobs().delete(staged.sha256);

    expect((await buffer(stream)).equals(content)).toBe(true);
  });

  it('can store again what was deleted', async () => {
    const staged = await write();
    staged.release();
    await blobs().delete(staged.sha256);

    expect((await read(blobs(), await write())).equals(content)).toBe(true);
  });

  it('does not mind deleting what is not there', async () => {
    await expect(blobs().delete(hash('sha256', content))).resolves.toBeUndefined();
  });

  it('stores bytes once that several write at the same time', async () => {
    const staged = await Promise.all(Array.from({ length: 6 }, write));
    expect(new Set(staged.map(({ sha256 }) => sha256)).size).toBe(1);
    expect((await read(blobs(), content)).equals(content)).toBe(true);

    for (const blob of staged) blob.release();
    await blobs().delete(hash('sha256', content));
    expect(await blobs().read(hash('sha256', content))).toBeUndefined();
  });
}
