import { receiveBytes } from '../receive-bytes';
import type { BlobKeeper } from '../state';
import { createBytesWriter } from './blob-bytes';
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

export interface MemoryBlobStore extends BlobKeeper {
  /** How much is stored; `memoryBytes` includes uploads in progress. */
  usage(): { readonly blobs: number; readonly memoryBytes: number };
  /** Removes the temporary files; the store cannot be used afterwards, and writes still running may fail. */
  close(): Promise<void>;
}

/**
 * Asset bytes of an emulator without a data directory (DESIGN D4): in memory up to a ceiling, then in temporary files.
 * - `write` is handed a Buffer for good: it must not be changed afterwards.
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
      const { digests, bytes } = await receiveBytes(source, maxBytes, createBytesWriter(budget, directory));
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
    retain(kept) {
      const forgotten = kept.size === 0 ? index.clear() : index.retain(kept);
      // What cannot be removed now goes with the directory.
      for (const bytes of forgotten) bytes.remove().catch(() => undefined);
    },
    usage: () => ({ blobs: index.count(), memoryBytes: budget.taken() }),
    close: () => directory.close(),
  };
}
