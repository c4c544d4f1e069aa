import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** What went wrong with a file, in one line that names it. */
export class StorageError extends Error {}

/** A file open for writing; everything is written at its end. */
export interface DiskFile {
  write(bytes: Buffer): Promise<void>;
  /** Resolves when what was written would survive a loss of power. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The operations of the file system that the data directory needs, and no others, so that a test can let each of them
 * fail. They reject with StorageError.
 */
export interface Disk {
  /** Opens a file for writing: a new one, which replaces another of that name, or one that must be there. */
  open(path: string, mode: 'new' | 'existing'): Promise<DiskFile>;
  /** Creates a file; false when there is one of that name already. */
  createExclusively(path: string, text: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** Does not mind a file that is not there. */
  remove(path: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  /** Resolves when names that were added or removed would survive a loss of power. */
  syncDirectory(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  /** Size in bytes; undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Streams a file, both ends of the range included; undefined when there is no such file. */
  read(path: string, range?: { readonly start: number; readonly end: number }): Promise<Readable | undefined>;
}

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
// Journal and blobs hold whatever was published: nobody else's business.
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** The file system itself. */
export const fileSystem: Disk = {
  open: (path, mode) =>
    naming(path, async () => {
      const flags = mode === 'new' ? O_CREAT | O_TRUNC : 0;
      return toDiskFile(path, await open(path, O_WRONLY | O_APPEND | flags, FILE_MODE));
    }),
  createExclusively: (path, text) =>
    naming(path, async () => {
      const handle = await unless('EEXIST', open(path, 'wx', FILE_MODE));
      if (!handle) return false;
      await handle.writeFile(text).finally(() => handle.close());
      return true;
    }),
  rename: (from, to) => naming(to, () => rename(from, to)),
  remove: (path) => naming(path, () => rm(path, { force: true })),
  makeDirectory: (path) =>
    naming(path, async () => void (await mkdir(path, { recursive: true, mode: DIRECTORY_MODE }))),
  syncDirectory: (path) =>
    naming(path, async () => {
      // Windows cannot open a directory, and needs no such thing.
      if (process.platform === 'win32') return;
      const handle = await open(path, 'r');
      // Nobody has to wait until it is closed: nothing was written through it.
      await handle.sync().finally(() => void handle.close().catch(() => undefined));
    }),
  list: (path) => naming(path, () => readdir(path)),
  size: (path) => naming(path, async () => (await unless('ENOENT', stat(path)))?.size),
  read: (path, range) =>
    naming(path, async () => {
      // Opened before it is handed out: a file that is unlinked afterwards can still be read to its end.
      const handle = await unless('ENOENT', open(path, 'r'));
      return handle?.createReadStream(range);
    }),
};

function toDiskFile(path: string, handle: FileHandle): DiskFile {
  return {
    // Unlike `write`, `appendFile` goes on until every byte is written.
    write: (bytes) => naming(path, () => handle.appendFile(bytes)),
    sync: () => naming(path, () => handle.datasync()),
    truncate: (length) => naming(path, () => handle.truncate(length)),
    close: () => naming(path, () => handle.close()),
  };
}

async function naming<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError(`${path}: ${(error as Error).message}`, { cause: error }); // Node throws nothing else
  }
}

async function unless<T>(code: string, action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined; // Node throws nothing else
    throw error;
  }
}
