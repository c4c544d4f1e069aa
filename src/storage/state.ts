import type { BlobStore } from '../registry/ports';
import type { Store } from '../registry/store';
import { viewContents } from './view-contents';
import type { Contents } from './contents';
import { makeDraft, type Draft } from './draft';
import { versionAfter, type Migration } from './migrations';
import { findReferencedBlobs } from './referenced-blobs';
import { exportContents, importContents, type ImportedContents, type StateEntry } from './state-stream';

/** Everything an emulator keeps, whatever keeps it. */
export interface State {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** What is committed now, to be read at any time later. */
  readonly view: () => Pick<Store, 'read'>;
  /** How many commits the data directory had when it was opened; 0 in memory. */
  readonly age: number;
  /** The key that tokens are made with: the kept one, else `create` makes it. It is never exported. */
  tokenKey(create: () => Buffer): Promise<Buffer>;
  reset(): Promise<void>;
  snapshot(name: string): Promise<void>;
  /** Resolves to false when there is no snapshot of that name. */
  restore(name: string): Promise<boolean>;
  /** The whole state as it is at the first step, piece by piece; each must be consumed before the next. */
  exportState(): AsyncIterable<StateEntry>;
  /** Replaces the whole state. Throws ValidationException, and changes nothing, when the pieces are not a whole state. */
  importState(entries: AsyncIterable<StateEntry>): Promise<void>;
  /** Lets `work` change a draft, and makes all of it the present state; nothing of it when that throws. */
  draft<T>(work: (draft: Draft) => Promise<T>): Promise<T>;
  /** May be called again. */
  close(): Promise<void>;
}

/** Records as a driver keeps them. */
export interface RecordStore extends Pick<State, 'store' | 'reset' | 'snapshot' | 'restore'> {
  /** What is committed now. */
  contents(): Contents;
  replace(contents: Contents): Promise<void>;
}

/** Blobs as a driver keeps them. */
export interface BlobKeeper extends BlobStore {
  /** Forgets every blob that is neither staged nor in `kept`. */
  retain(kept: ReadonlyMap<string, unknown>): void;
}

export type StateParts = Pick<State, 'age' | 'tokenKey' | 'close'> & {
  readonly records: RecordStore;
  readonly blobs: BlobKeeper;
  readonly migrations: readonly Migration[];
};

/** Joins records and blobs: a blob lives as long as any record, snapshot or export needs it. */
export function createState({ records, blobs, migrations, close, ...rest }: StateParts): State {
  let closing: Promise<void> | undefined;
  let exporting = 0;
  let isSweepDue = false;

  /** Both are read at one moment; whoever writes a record keeps its blob staged until the record is there. */
  function sweep(): void {
    isSweepDue = exporting > 0;
    if (!isSweepDue) blobs.retain(findReferencedBlobs(records.contents()));
  }

  return {
    ...rest,
    store: records.store,
    blobs: {
      write: (source, maxBytes) => blobs.write(source, maxBytes),
      read: (sha256, range) => blobs.read(sha256, range),
      async delete(sha256) {
        // A snapshot may refer to any blob, so none is freed while there is one.
        if (records.contents().named.size > 0) return;
        if (exporting > 0) isSweepDue = true;
        else await blobs.delete(sha256);
      },
    },
    view: () => viewContents(records.contents()),
    async reset() {
      await records.reset();
      if (records.contents().named.size === 0) sweep();
    },
    snapshot: (name) => records.snapshot(name),
    restore: (name) => records.restore(name),
    async *exportState() {
      exporting++;
      try {
        yield* exportContents(records.contents(), blobs, versionAfter(migrations));
      } finally {
        exporting--;
        if (isSweepDue) sweep();
      }
    },
    async importState(entries) {
      let imported: ImportedContents | undefined;
      try {
        imported = await importContents(entries, blobs, migrations);
        await records.replace(imported.contents);
      } finally {
        imported?.release();
        sweep();
      }
    },
    async draft(work) {
      try {
        return await makeDraft(records, blobs, work);
      } finally {
        sweep();
      }
    },
    close: () => (closing ??= close()),
  };
}
