import { migrations } from '../migrations';
import { createState, type State } from '../state';
import { createMemoryBlobStore, type MemoryBlobStoreOptions } from './memory-blobs';
import { createMemoryStore, toSnapshot, toTree, type StoreSnapshot } from './memory-store';

export interface MemoryStateOptions extends MemoryBlobStoreOptions {
  readonly onEffectError: (error: unknown) => void;
}

/** The state of an emulator without a data directory; all of it is gone with the process. */
export function createMemoryState({ onEffectError, ...options }: MemoryStateOptions): State {
  const store = createMemoryStore({ onEffectError });
  const blobs = createMemoryBlobStore(options);
  let snapshots = new Map<string, StoreSnapshot>();
  return createState({
    age: 0,
    tokenKey: async (create) => create(),
    migrations,
    records: {
      store,
      contents: () => ({
        tree: toTree(store.snapshot()),
        named: new Map([...snapshots].map(([name, snapshot]) => [name, toTree(snapshot)])),
      }),
      reset: () => store.reset(),
      async snapshot(name) {
        snapshots.set(name, store.snapshot());
      },
      async restore(name) {
        const snapshot = snapshots.get(name);
        if (snapshot) await store.restore(snapshot);
        return snapshot !== undefined;
      },
      async replace({ tree, named }) {
        await store.restore(toSnapshot(tree));
        snapshots = new Map([...named].map(([name, kept]) => [name, toSnapshot(kept)]));
      },
    },
    blobs,
    close: () => blobs.close(),
  });
}
