import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobStore } from '../../src/registry/ports';

/** A store under test; sizes below are chosen by the caller so that blobs end up where the driver has to prove itself. */
export interface BlobStoreUnderTest {
  readonly blobs: BlobStore;
  /** How many blobs, files and bytes of memory it holds, in any unit that is 0 when nothing is left behind. */
  leftovers(): Promise<unknown>;
  close(): Promise<void>;
}

export const hash = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('hex');

/** The same bytes for the same seed. */
export function bytes(length: number, seed: number): Buffer {
  return createHash('shake256', { outputLength: length }).update(String(seed)).digest();
}

/** Views of `whole`, `size` bytes each. */
export function chunksOf(whole: Buffer, size: number): Buffer[] {
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, index) => whole.subarray(index * size, (index + 1) * size));
}

/** Opens a blob that must be there. */
export async function open(
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
