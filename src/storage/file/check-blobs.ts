import { join } from 'node:path';
import type { Contents } from '../contents';
import { findReferencedBlobs } from '../referenced-blobs';
import { StorageError, type Disk } from './disk';
import type { Layout } from './layout';

/** The files of a data directory's blobs. */
export interface FoundBlobs {
  readonly referenced: readonly string[];
  /** Files that no record refers to. */
  readonly orphans: readonly string[];
}

const AT_ONCE = 64;

/** Holds records and blobs against each other. Throws StorageError when a blob is missing or has another size. */
export async function checkBlobs(disk: Disk, { blobs }: Layout, contents: Contents): Promise<FoundBlobs> {
  const referenced = findReferencedBlobs(contents);
  const found = new Set(await disk.list(blobs));
  const wrong: string[] = [];
  const pending = [...referenced];
  const check = async (): Promise<void> => {
    for (let next = pending.pop(); next; next = pending.pop()) {
      const [sha256, size] = next;
      const path = join(blobs, sha256);
      const actual = found.has(sha256) ? await disk.size(path) : undefined;
      if (actual === undefined) wrong.push(`${path} is missing`);
      else if (actual !== size) wrong.push(`${path} has ${actual} bytes instead of ${size}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, check));
  const [first, ...more] = wrong.sort();
  if (first !== undefined) {
    throw new StorageError(
      `${first}${more.length > 0 ? `, and ${more.length} more files are damaged` : ''}. Nothing was changed; put back a ` +
        'copy of the directory, or start with an empty one and import an export.',
    );
  }
  return { referenced: [...referenced.keys()], orphans: [...found].filter((name) => !referenced.has(name)) };
}
