import type { BlobStore, StagedBlob } from '../registry/ports';
import type { Key, Store } from '../registry/store';
import { createMemoryStore, toSnapshot, toTree } from './memory/memory-store';
import type { OrderedTree } from './memory/ordered-tree';
import type { RecordStore } from './state';

/** Where a draft is made: looks like the real thing, and nobody else sees what is written. */
export interface Draft {
  readonly store: Store;
  readonly blobs: BlobStore;
}

/**
 * Lets `work` change a draft of the state, then makes all of it the present state in one write; when it throws, nothing
 * of it is. What others change meanwhile stays.
 * @throws Error when they have changed the same records
 */
export async function makeDraft<T>(
  records: RecordStore,
  blobs: BlobStore,
  work: (draft: Draft) => Promise<T>,
): Promise<T> {
  const base = records.contents().tree;
  const store = createMemoryStore();
  await store.restore(toSnapshot(base));
  const staged: StagedBlob[] = [];
  try {
    const result = await work({ store, blobs: stageAll(blobs, staged) });
    await commit(records.store, base, toTree(store.snapshot()));
    return result;
  } finally {
    for (const blob of staged) blob.release();
  }
}

/** Blobs of a draft stay staged, whatever becomes of the records in it, until it is done. */
function stageAll(blobs: BlobStore, staged: StagedBlob[]): BlobStore {
  return {
    async write(source, maxBytes) {
      const blob = await blobs.write(source, maxBytes);
      staged.push(blob);
      return { ...blob, release: () => undefined };
    },
    read: (sha256, range) => blobs.read(sha256, range),
    delete: async () => undefined,
  };
}

async function commit(store: Store, base: OrderedTree, drafted: OrderedTree): Promise<void> {
  const changed = new Map<string, unknown>();
  for (const [key, record] of drafted.entries()) if (base.get(key) !== record) changed.set(key, record);
  for (const key of base.keys()) if (!drafted.has(key)) changed.set(key, undefined);
  await store.write(async (tx) => {
    for (const [text, record] of changed) {
      const key = text as Key<unknown>; // keys of a tree are the keys that a store was given
      if ((await tx.get(key)) !== base.get(text)) {
        throw new Error('the same was changed at the same time');
      }
      if (record === undefined) tx.delete(key);
      else tx.put(key, record);
    }
  });
}
