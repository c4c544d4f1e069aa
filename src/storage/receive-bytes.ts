import type { Readable } from 'node:stream';
import { BlobTooLargeError, type BlobDigests } from '../registry/ports';
import { createDigests } from '../util/digest';

/** Bytes on their way in. Whoever stops before `finish` has resolved calls `discard`. */
export interface BytesWriter<T> {
  /** Resolves when more is welcome. The chunk must not be changed afterwards. */
  add(chunk: Buffer): Promise<void>;
  finish(): Promise<T>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/**
 * Hashes a source while it is written. A source that fails or is too large leaves nothing behind; the latter stays open
 * and unread from there on, so that its request can still be answered.
 */
export async function receiveBytes<T>(
  source: Readable | Buffer,
  maxBytes: number,
  writer: BytesWriter<T>,
): Promise<{ readonly digests: BlobDigests; readonly bytes: T }> {
  const hashes = createDigests();
  let size = 0;
  try {
    for await (const chunk of toChunks(source)) {
      size += chunk.length;
      if (size > maxBytes) throw new BlobTooLargeError(`The blob is larger than ${maxBytes} bytes`);
      hashes.update(chunk);
      await writer.add(chunk);
    }
    return { digests: { size, ...hashes.finish() }, bytes: await writer.finish() };
  } catch (error) {
    // What went wrong first is what the caller must hear of.
    await writer.discard().catch(() => undefined);
    throw error;
  }
}

async function* toChunks(source: Readable | Buffer): AsyncGenerator<Buffer, void, undefined> {
  if (Buffer.isBuffer(source)) {
    yield source;
    return;
  }
  // Plain `for await` would destroy the source when we stop early, and with a request's body its socket.
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    // A stream gives Buffers, unless it was made from strings or other arrays of bytes.
    yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string | Uint8Array);
  }
}
