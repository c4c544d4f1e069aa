import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobTooLargeError, type BlobStore, type StagedBlob } from '../../src/registry/ports';
import { listenOnLoopback } from './loopback';

/** A store under test; sizes below are chosen by the caller so that blobs end up where the driver has to prove itself. */
export interface BlobStoreUnderTest {
  readonly blobs: BlobStore;
  /** How many blobs, files and bytes of memory it holds, in any unit that is 0 when nothing is left behind. */
  leftovers(): Promise<unknown>;
  close(): Promise<void>;
}

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

const hash = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('hex');

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

function testFailures(subject: () => BlobStoreUnderTest): void {
  const content = bytes(400_000, 11);
  let before: unknown;
  beforeEach(async () => {
    before = await subject().leftovers();
  });
  afterEach(async () => {
    expect(await subject().leftovers()).toEqual(before);
  });

  it('leaves nothing of a source that fails', async () => {
    const failure = new Error('source');
    const source = Readable.from(
      (function* () {
        yield* chunksOf(content, 50_000);
        throw failure;
      })(),
    );

    await expect(subject().blobs.write(source)).rejects.toBe(failure);
    expect(await subject().blobs.read(hash('sha256', content))).toBeUndefined();
  });

  it('leaves nothing of a source that is destroyed half way', async () => {
    const source = new PassThrough();
    const write = subject().blobs.write(source);
    source.write(content);
    await once(source, 'drain');
    source.destroy();

    await expect(write).rejects.toThrow('Premature close');
  });

  it('refuses a source that was destroyed before', async () => {
    const source = new PassThrough();
    source.destroy();
    await once(source, 'close');

    await expect(subject().blobs.write(source)).rejects.toThrow();
  });

  it('leaves nothing of an upload whose client went away', async () => {
    const server = createServer();
    const url = await listenOnLoopback(server);
    const client = request(url, { method: 'PUT', headers: { 'content-length': '1000000' } });
    client.on('error', () => undefined);
    client.write(content);
    const [upload] = (await once(server, 'request')) as [IncomingMessage];
    upload.once('readable', () => client.destroy());

    await expect(subject().blobs.write(upload)).rejects.toThrow('aborted');
    server.close();
  });

  it.each([
    ['Buffer', () => content],
    ['stream', () => Readable.from(chunksOf(content, 50_000))],
  ])('refuses a %s of more than maxBytes', async (_title, source) => {
    await expect(subject().blobs.write(source(), content.length - 1)).rejects.toBeInstanceOf(
      BlobTooLargeError,
    );
    expect(await subject().blobs.read(hash('sha256', content))).toBeUndefined();
  });

  it('stops reading a source that is too large, and leaves it open', async () => {
    let given = 0;
    const source = new Readable({
      highWaterMark: 10_000,
      read() {
        given += 10_000;
        this.push(Buffer.alloc(10_000));
      },
    });

    await expect(subject().blobs.write(source, 100_000)).rejects.toBeInstanceOf(BlobTooLargeError);
    expect(source.destroyed).toBe(false);
    expect(source.listenerCount('readable')).toBe(0);
    expect(given).toBeLessThanOrEqual(150_000);
  });

  it('lets the request of a too large upload be answered', async () => {
    const server = createServer((upload, response) => {
      subject()
        .blobs.write(upload, 1000)
        .catch((error: unknown) => response.writeHead(413).end(String(error instanceof BlobTooLargeError)));
    });
    const url = await listenOnLoopback(server);
    const client = request(url, { method: 'PUT' });
    client.end(content);
    const [answer] = (await once(client, 'response')) as [IncomingMessage];

    expect([answer.statusCode, (await buffer(answer)).toString()]).toEqual([413, 'true']);
    server.close();
  });
}

/** The same bytes for the same seed. */
export function bytes(length: number, seed: number): Buffer {
  return createHash('shake256', { outputLength: length }).update(String(seed)).digest();
}

/** Views of `whole`, `size` bytes each. */
export function chunksOf(whole: Buffer, size: number): Buffer[] {
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, index) => whole.subarray(index * size, (index + 1) * size));
}

async function open(
  blobs: BlobStore,
  sha256: string,
  range?: { start: number; end: number },
): Promise<Readable> {
  const stream = await blobs.read(sha256, range);
  if (stream === undefined) throw new Error(`There is no blob ${sha256}`);
  return stream;
}

/** All bytes of a stored blob, or those of a range. */
export async function read(
  blobs: BlobStore,
  blob: { readonly sha256: string } | Buffer,
  range?: { start: number; end: number },
): Promise<Buffer> {
  return buffer(await open(blobs, Buffer.isBuffer(blob) ? hash('sha256', blob) : blob.sha256, range));
}
