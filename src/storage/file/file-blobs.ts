import { join } from 'node:path';
import { Readable } from 'node:stream';
import { receiveBytes, type BytesWriter } from '../receive-bytes';
import type { BlobKeeper } from '../state';
import { StorageError, type Disk, type DiskFile } from './disk';
import type { Layout } from './layout';
import { createShared, createTurns } from './turns';
import { verifyOnTheWay } from './verify-on-the-way';

export interface FileBlobStore extends BlobKeeper {
  /** Waits for the files that are on their way out. */
  close(): Promise<void>;
}

interface StoredBlob {
  pins: number;
  /** Settles when the file is in its place, or could not be brought there. */
  readonly ready: Promise<void>;
  /** Whether these bytes have been hashed since the process began. */
  isVerified: boolean;
}

/**
 * Asset bytes of a data directory (DESIGN D4): a file for each digest, brought into its place when it is complete and
 * safe on disk. The index in memory decides what is there; files follow it, one operation at a time for each digest.
 * A blob that is read as a whole for the first time is checked against its digest: damaged bytes end in an error.
 * @param stored digests of the files that are there
 * @param onDamage is told of damaged files
 */
export function createFileBlobStore(
  disk: Disk,
  layout: Layout,
  stored: Iterable<string>,
  onDamage: (error: StorageError) => void,
): FileBlobStore {
  const blobs = new Map<string, StoredBlob>();
  const inTurn = createTurns();
  // Uploads that end at the same time share one sync.
  const syncDirectory = createShared(() => disk.syncDirectory(layout.blobs));
  const pathOf = (sha256: string): string => join(layout.blobs, sha256);
  let uploads = 0;
  let clearing = Promise.resolve();
  let isClosed = false;
  for (const sha256 of stored) blobs.set(sha256, { pins: 0, ready: Promise.resolve(), isVerified: false });

  /** Pins a blob; `temporary` takes its place on disk unless there is a file already. */
  async function stage(sha256: string, temporary: string): Promise<() => void> {
    let isMoved = false;
    const blob = blobs.get(sha256) ?? {
      pins: 0,
      ready: inTurn(sha256, async () => {
        await disk.rename(temporary, pathOf(sha256));
        isMoved = true;
        await syncDirectory();
      }),
      isVerified: true,
    };
    blobs.set(sha256, blob);
    blob.pins++;
    try {
      await blob.ready;
    } catch (error) {
      // Everybody who waited for this file fails; it may be in its place all the same.
      if (blobs.get(sha256) === blob) {
        blobs.delete(sha256);
        inTurn(sha256, () => disk.remove(pathOf(sha256))).catch(() => undefined);
      }
      throw error;
    } finally {
      // What stays behind is swept at the next start.
      if (!isMoved) await disk.remove(temporary).catch(() => undefined);
    }
    let isReleased = false;
    return () => {
      if (!isReleased) blob.pins--;
      isReleased = true;
    };
  }

  function forget(sha256: string): Promise<void> {
    const blob = blobs.get(sha256);
    if (!blob || blob.pins > 0) return Promise.resolve();
    blobs.delete(sha256);
    return inTurn(sha256, () => disk.remove(pathOf(sha256)));
  }

  async function removeFiles(digests: readonly string[]): Promise<void> {
    for (const sha256 of digests) {
      // Unless somebody has stored the same bytes anew. What cannot be removed is an orphan at the next start.
      const remove = async (): Promise<void> => (blobs.has(sha256) ? undefined : disk.remove(pathOf(sha256)));
      await inTurn(sha256, remove).catch(() => undefined);
    }
  }

  function reportDamage(path: string): StorageError {
    const error = new StorageError(`${path} is damaged: its bytes do not have the digest that is its name`);
    onDamage(error);
    return error;
  }

  return {
    async write(source, maxBytes = Infinity) {
      const path = join(layout.incoming, String(uploads++));
      const { digests } = await receiveBytes(source, maxBytes, createFileWriter(disk, path));
      if (isClosed) throw new StorageError(`${layout.directory} is closed`);
      return { ...digests, release: await stage(digests.sha256, path) };
    },
    async read(sha256, range) {
      const blob = blobs.get(sha256);
      if (!blob) return undefined;
      await blob.ready;
      const { start = 0, end = Infinity } = range ?? {};
      if (start > end) return Readable.from([]);
      const stream = await disk.read(pathOf(sha256), { start, end });
      if (!stream || range || blob.isVerified) return stream;
      return verifyOnTheWay(stream, sha256, (isWhole) => {
        blob.isVerified = isWhole;
        return isWhole ? undefined : reportDamage(pathOf(sha256));
      });
    },
    delete: forget,
    retain(kept) {
      const forgotten = [...blobs].filter(([sha256, { pins }]) => pins === 0 && !kept.has(sha256));
      for (const [sha256] of forgotten) blobs.delete(sha256);
      clearing = clearing.then(() => removeFiles(forgotten.map(([sha256]) => sha256)));
    },
    async close() {
      isClosed = true;
      await clearing;
      await inTurn.idle();
    },
  };
}

function createFileWriter(disk: Disk, path: string): BytesWriter<void> {
  // Opened with the first byte: by then somebody listens to what may happen to the source.
  let opened: Promise<DiskFile> | undefined;
  const open = (): Promise<DiskFile> => (opened ??= disk.open(path, 'new'));
  return {
    add: async (chunk) => (await open()).write(chunk),
    async finish() {
      const file = await open();
      await file.sync();
      await file.close();
    },
    async discard() {
      if (!opened) return;
      await opened.then((file) => file.close()).catch(() => undefined);
      await disk.remove(path);
    },
  };
}
