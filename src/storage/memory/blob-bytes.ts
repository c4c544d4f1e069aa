import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { BytesWriter } from '../receive-bytes';
import { createChunkList, readChunks } from './chunk-list';
import type { MemoryBudget } from './memory-budget';
import type { SpillDirectory, SpillFile } from './spill-directory';

/** The stored bytes of one blob, in memory or in a file. */
export interface BlobBytes {
  readonly size: number;
  /** How much of the memory budget they hold: all or nothing. */
  readonly memoryBytes: number;
  /** Streams `start` to `end`, both inclusive, as far as there are bytes; undefined when the file was removed meanwhile. */
  read(start: number, end: number): Promise<Readable | undefined>;
  /** Removes the file if there is one; readers that have been given out finish. */
  remove(): Promise<void>;
}

/**
 * Collects bytes in memory as long as the budget lets it, then moves them to a file and goes on there. What finished
 * bytes hold of the budget is the caller's to give back.
 */
export function createBytesWriter(budget: MemoryBudget, directory: SpillDirectory): BytesWriter<BlobBytes> {
  const list = createChunkList();
  let file: SpillFile | undefined;
  let size = 0;
  let held = 0;

  async function spill(): Promise<SpillFile> {
    file = await directory.createFile();
    for (const chunk of list.finish()) await file.handle.writeFile(chunk);
    list.clear();
    budget.giveBack(held);
    held = 0;
    return file;
  }

  return {
    async add(chunk) {
      size += chunk.length;
      if (file === undefined && budget.take(chunk.length, held)) {
        held += chunk.length;
        list.add(chunk);
        return;
      }
      // Unlike `write`, `writeFile` goes on until every byte is written; it starts at the current position.
      const { handle } = file ?? (await spill());
      await handle.writeFile(chunk);
    },
    async finish() {
      if (file === undefined) return bytesInMemory(list.finish(), size);
      await file.handle.close();
      return bytesInFile(file.path, size);
    },
    async discard() {
      budget.giveBack(held);
      if (file === undefined) return;
      await file.handle.close();
      await rm(file.path, { force: true });
    },
  };
}

function bytesInMemory(chunks: readonly Buffer[], size: number): BlobBytes {
  return {
    size,
    memoryBytes: size,
    read: async (start, end) => readChunks(chunks, start, end),
    remove: async () => undefined,
  };
}

function bytesInFile(path: string, size: number): BlobBytes {
  return {
    size,
    memoryBytes: 0,
    async read(start, end) {
      if (start > end) return Readable.from([]);
      // Opened before it is handed out: a file that is unlinked afterwards can still be read to its end.
      const handle = await openIfThere(path);
      return handle?.createReadStream({ start, end });
    },
    remove: () => rm(path, { force: true }),
  };
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
