import type { Readable } from 'node:stream';
import { BlobTooLargeError, type BlobDigests, type BlobStore } from '../../registry/ports';
import { createDigests } from '../../util/digest';
import { createBytesWriter, type BlobBytes, type BytesWriter } from './blob-bytes';
import { createBlobIndex } from './blob-index';
import { createMemoryBudget } from './memory-budget';
import { createSpillDirectory } from './spill-directory';

const MEBIBYTE = 1024 * 1024;

export interface MemoryBlobStoreOptions {
  /** What all blobs together may take, 256 MiB by default; the rest goes to temporary files. */
  readonly maxMemoryBytes?: number;
  /** What one blob may take, 16 MiB by default, so that a single large asset does not fill the memory (DESIGN D11). */
  readonly maxMemoryBytesPerBlob?: number;
  /** Where the directory of temporary files is made once it is needed; by default where the system has such. */
  readonly temporaryDirectory?: string;
}

export interface MemoryBlobStore extends BlobStore {
  /** Forgets every blob that is not staged, at once and whatever their number; their files go in the background. */
  clear(): void;
  /** How much is stored; `memoryBytes` includes uploads in progress. */
  usage(): { readonly blobs: number; readonly memoryBytes: number };
  /** Removes the temporary files; the store cannot be used afterwards, and writes still running may fail. */
  close(): Promise<void>;
}

/**
 * Asset bytes of an emulator without a data directory (DESIGN D4): in memory up to a ceiling, then in temporary files.
 * - `write` leaves a source that is too large open and unread from there on, so that its request can still be
 *   answered; a Buffer must not be changed once it was handed in.
 * - `delete` decides when it is called, so call it in an `onCommit` effect of the transaction that took the last
 *   reference away: whoever writes the same bytes has either staged them by then, which keeps them, or stores them anew.
 * - A stream from `read` must be read to its end or destroyed.
 */
export function createMemoryBlobStore(options: MemoryBlobStoreOptions = {}): MemoryBlobStore {
  const { maxMemoryBytes = 256 * MEBIBYTE, maxMemoryBytesPerBlob = 16 * MEBIBYTE } = options;
  const directory = createSpillDirectory(options.temporaryDirectory);
  const budget = createMemoryBudget(maxMemoryBytes, maxMemoryBytesPerBlob);
  const index = createBlobIndex(budget);

  return {
    async write(source, maxBytes = Infinity) {
      const { digests, bytes } = await receive(source, maxBytes, createBytesWriter(budget, directory));
      const { release, surplus } = index.stage(digests.sha256, bytes);
      await surplus?.remove();
      return { ...digests, release };
    },
    async read(sha256, range) {
      return index.get(sha256)?.read(range?.start ?? 0, range?.end ?? Infinity);
    },
    async delete(sha256) {
      await index.take(sha256)?.remove();
    },
    clear() {
      // What cannot be removed now goes with the directory.
      for (const bytes of index.clear()) bytes.remove().catch(() => undefined);
    },
    usage: () => ({ blobs: index.count(), memoryBytes: budget.taken() }),
    close: () => directory.close(),
  };
}

async function receive(
  source: Readable | Buffer,
  maxBytes: number,
  writer: BytesWriter,
): Promise<{ digests: BlobDigests; bytes: BlobBytes }> {
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
