import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobTooLargeError } from '../../src/registry/ports';
import { bytes, chunksOf, hash, type BlobStoreUnderTest } from './blob-contents';
import { listenOnLoopback } from './loopback';

/** What must be left behind by writes that fail: nothing. */
export function testFailures(subject: () => BlobStoreUnderTest): void {
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
