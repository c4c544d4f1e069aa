import { freeBlobs } from '../registry/assets';
import type { BlobStore, StagedBlob } from '../registry/ports';
import type { Store } from '../registry/store';

/** Takes charge of a blob that was written, until the work that may refer to it is done. */
export type Stage = (blob: StagedBlob) => void;

/**
 * Does work that writes blobs and then, perhaps, the records that refer to them: when it is done no blob is staged any
 * more, and when it failed those that nothing refers to are forgotten. Throws what `work` throws.
 */
export async function withStagedBlobs<T>(
  ports: { readonly store: Store; readonly blobs: BlobStore },
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const staged: StagedBlob[] = [];
  let isCommitted = false;
  try {
    const result = await work((blob) => void staged.push(blob));
    isCommitted = true;
    return result;
  } finally {
    for (const blob of staged) blob.release();
    if (!isCommitted) {
      await freeBlobs(
        ports,
        staged.map(({ sha256 }) => sha256),
      );
    }
  }
}
