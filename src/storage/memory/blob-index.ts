import type { BlobBytes } from './blob-bytes';
import type { MemoryBudget } from './memory-budget';

/** Which bytes are stored under which digest, and which of them are staged. Callers remove the bytes it gives up. */
export interface BlobIndex {
  get(sha256: string): BlobBytes | undefined;
  /** Pins the blob until `release`; gives back `bytes` as surplus when the blob is known already. */
  stage(sha256: string, bytes: BlobBytes): { readonly release: () => void; readonly surplus?: BlobBytes };
  /** Forgets a blob unless it is staged, and gives its bytes up. */
  take(sha256: string): BlobBytes | undefined;
  /** Forgets all blobs that are not staged, whatever their number, and gives up the bytes that are in files. */
  clear(): readonly BlobBytes[];
  /** Forgets all blobs that are neither staged nor in `kept`, and gives up their bytes. */
  retain(kept: ReadonlyMap<string, unknown>): readonly BlobBytes[];
  count(): number;
}

interface StoredBlob {
  readonly bytes: BlobBytes;
  pins: number;
}

/** An empty index; it returns to `budget` the memory of what it forgets. */
export function createBlobIndex(budget: MemoryBudget): BlobIndex {
  let blobs = new Map<string, StoredBlob>();
  // Kept apart so that `clear` need not look at every blob.
  const staged = new Map<string, StoredBlob>();
  const inFiles = new Map<string, StoredBlob>();
  let memoryBytes = 0;

  function stage(sha256: string, bytes: BlobBytes) {
    const known = blobs.get(sha256);
    const blob = known ?? { bytes, pins: 0 };
    if (known === undefined) {
      blobs.set(sha256, blob);
      if (bytes.memoryBytes < bytes.size) inFiles.set(sha256, blob);
      memoryBytes += bytes.memoryBytes;
    } else {
      budget.giveBack(bytes.memoryBytes);
    }
    blob.pins++;
    staged.set(sha256, blob);
    const release = once(() => {
      if (--blob.pins === 0) staged.delete(sha256);
    });
    return known === undefined ? { release } : { release, surplus: bytes };
  }

  function take(sha256: string): BlobBytes | undefined {
    const blob = blobs.get(sha256);
    if (blob === undefined || blob.pins > 0) return undefined;
    blobs.delete(sha256);
    inFiles.delete(sha256);
    memoryBytes -= blob.bytes.memoryBytes;
    budget.giveBack(blob.bytes.memoryBytes);
    return blob.bytes;
  }

  function clear(): readonly BlobBytes[] {
    const files = [...inFiles.keys()].map(take).filter((bytes) => bytes !== undefined);
    blobs = new Map(staged);
    let kept = 0;
    for (const { bytes } of staged.values()) kept += bytes.memoryBytes;
    budget.giveBack(memoryBytes - kept);
    memoryBytes = kept;
    return files;
  }

  function retain(kept: ReadonlyMap<string, unknown>): readonly BlobBytes[] {
    const forgotten = [...blobs.keys()].filter((sha256) => !kept.has(sha256));
    return forgotten.map(take).filter((bytes) => bytes !== undefined);
  }

  return { get: (sha256) => blobs.get(sha256)?.bytes, stage, take, clear, retain, count: () => blobs.size };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
