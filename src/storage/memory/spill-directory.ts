import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpillFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** A private directory for what does not fit in memory; nothing is on disk before the first file is. */
export interface SpillDirectory {
  /** Creates an empty file and opens it for writing. */
  createFile(): Promise<SpillFile>;
  /** Removes the directory with all its files; no file can be created afterwards. */
  close(): Promise<void>;
}

/** A spill directory under `parent`, by default the system's directory for temporary files. */
export function createSpillDirectory(parent: string = tmpdir()): SpillDirectory {
  let directory: Promise<string> | undefined;
  let files = 0;
  let closed = false;

  function make(): Promise<string> {
    // mkdtemp gives the directory mode 0700. A failure is forgotten, so that the next upload tries again.
    directory ??= mkdtemp(join(parent, 'codeartifact-local-')).catch((error: unknown) => {
      directory = undefined;
      throw error;
    });
    return directory;
  }

  return {
    async createFile() {
      if (closed) throw new Error('The blob store is closed');
      const path = join(await make(), String(files++));
      return { path, handle: await open(path, 'wx', 0o600) };
    },
    async close() {
      closed = true;
      const path = await directory?.catch(() => undefined);
      if (path !== undefined) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
