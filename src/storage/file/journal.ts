import type { Change } from './change';
import { renderLine } from './checked-line';
import { StorageError, type Disk } from './disk';
import type { Layout } from './layout';
import { writeWholeText } from './write-whole';

/** Is told, in the order of the commits, that one is safe on disk, or that it is not and never will be. */
export type Done = (error?: StorageError) => void;

/** The journal of a data directory: commits that wait at the same time share one write and one sync. */
export interface Journal {
  append(change: Change, done: Done): void;
  /** Is told once all that was appended before has been. */
  settle(done: Done): void;
  /** Begins a new file behind the commits appended so far, and calls `capture` before any later one is done. */
  rotate<T>(capture: (seq: number) => T): Promise<T>;
  /** `listener` is called after every write. */
  onWritten(listener: () => void): void;
  /** Commits on disk, and bytes of the present file. */
  position(): { readonly seq: number; readonly bytes: number };
  /** Waits for what was appended; nothing can be appended afterwards. Rejects when the file is not left in order. */
  close(): Promise<void>;
}

export interface JournalStart {
  readonly version: number;
  /** Last commit on disk. */
  readonly seq: number;
  /** The file to go on with, and how much of it is good. */
  readonly path: string;
  readonly bytes: number;
}

interface Waiting {
  /** Nothing for who only waits for the others. */
  readonly change?: Change;
  readonly done: Done;
}

/** Writes the head of a journal behind commit `seq`; gives the path and the length of the file. */
export async function createJournalFile(
  disk: Disk,
  layout: Layout,
  version: number,
  seq: number,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const path = layout.journal(seq);
  const head = renderLine(JSON.stringify({ journal: version, seq }));
  await writeWholeText(disk, layout, path, head);
  return { path, bytes: Buffer.byteLength(head) };
}

/** Opens the journal for appending; what stands behind its good part is cut off. */
export async function openJournal(disk: Disk, layout: Layout, start: JournalStart): Promise<Journal> {
  let { path, bytes, seq } = start;
  let file = await disk.open(path, 'existing');
  let isDirty = (await disk.size(path)) !== bytes;
  // The file of a rotation that failed.
  let abandoned: string | undefined;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;
  let rotation: ((error?: StorageError) => void) | undefined;
  let onWritten: (() => void) | undefined;
  let onRotated: ((seq: number) => void) | undefined;

  function enqueue(item: Waiting): void {
    if (isClosed) return item.done(new StorageError(`${layout.directory} is closed`));
    waiting.push(item);
    running ??= run();
  }

  async function run(): Promise<void> {
    while (waiting.length > 0 || rotation) {
      if (rotation) await rotateNow(rotation);
      const batch = waiting;
      waiting = [];
      const error = await write(batch);
      // All of them before anything else can happen: what follows a failed commit was made from it, and fails with it.
      const told = error ? [...batch, ...waiting] : batch;
      if (error) waiting = [];
      for (const { done } of told) done(error);
      if (!error) onWritten?.();
    }
    running = undefined;
  }

  async function write(batch: readonly Waiting[]): Promise<StorageError | undefined> {
    const changes = batch.flatMap(({ change }) => (change ? [change] : []));
    if (changes.length === 0) return undefined;
    const text = changes.map((change, index) => renderCommit(seq + index + 1, seq, change)).join('');
    const written = Buffer.from(text);
    try {
      await repair();
      isDirty = true;
      await file.write(written);
      await file.sync();
      isDirty = false;
      bytes += written.length;
      seq += changes.length;
      return undefined;
    } catch (error) {
      return error as StorageError; // a Disk throws nothing else
    }
  }

  /** Takes back what a failed write left behind; until that works nothing can be written. */
  async function repair(): Promise<void> {
    if (!isDirty) return;
    if (abandoned !== undefined) {
      await disk.remove(abandoned);
      await disk.syncDirectory(layout.directory);
      abandoned = undefined;
    }
    await file.truncate(bytes);
    await file.sync();
    isDirty = false;
  }

  async function rotateNow(done: (error?: StorageError) => void): Promise<void> {
    rotation = undefined;
    try {
      await repair();
      if (path !== layout.journal(seq)) await beginFile();
      onRotated?.(seq);
      done();
    } catch (error) {
      done(error as StorageError); // a Disk throws nothing else
    }
  }

  async function beginFile(): Promise<void> {
    [isDirty, abandoned] = [true, layout.journal(seq)];
    const created = await createJournalFile(disk, layout, start.version, seq);
    const next = await disk.open(created.path, 'existing');
    [isDirty, abandoned] = [false, undefined];
    await file.close().catch(() => undefined);
    [file, path, bytes] = [next, created.path, created.bytes];
  }

  await repair();
  return {
    append: (change, done) => enqueue({ change, done }),
    settle: (done) => (running ? enqueue({ done }) : done()),
    rotate: (capture) =>
      new Promise((resolve, reject) => {
        let captured: ReturnType<typeof capture>;
        onRotated = (at) => (captured = capture(at));
        rotation = (error) => (error ? reject(error) : resolve(captured));
        running ??= run();
      }),
    onWritten: (listener) => void (onWritten = listener),
    position: () => ({ seq, bytes }),
    async close() {
      isClosed = true;
      await running;
      await repair().finally(() => file.close());
    },
  };
}

function renderCommit(seq: number, synced: number, change: Change): string {
  return renderLine(JSON.stringify({ seq, synced, ...change }));
}
