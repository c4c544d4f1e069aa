import { join } from 'node:path';
import type { Contents } from '../contents';
import { createQueue } from '../write-rules';
import type { Disk } from './disk';
import type { Journal } from './journal';
import { parseNumbered, type Layout } from './layout';
import { writeStateFile } from './state-file';

export interface CompactionParts {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly journal: Journal;
  readonly version: number;
  /** A journal that is smaller is left alone. */
  readonly minBytes: number;
  contents(): Contents;
  onError(error: unknown): void;
}

/** Turns the journal into a snapshot now and then, in the background. */
export interface Compaction {
  /** Begins when the journal has outgrown the snapshot and nothing is under way; call it after commits. */
  consider(): void;
  /** Begins in any case: for a snapshot that was due and not finished. */
  begin(): void;
  /** Runs a job while no snapshot is being written. */
  exclude<T>(job: () => Promise<T>): Promise<T>;
  /** Writes a snapshot now. */
  run(): Promise<void>;
}

/**
 * Writing a snapshot costs as much as the state is large, so it waits until the journal is as large: each commit then
 * pays for a constant number of bytes. Commits go to a new file of the journal meanwhile.
 */
export function createCompaction(parts: CompactionParts, snapshotBytes: number): Compaction {
  const { disk, layout, journal, version, minBytes } = parts;
  let threshold = Math.max(minBytes, snapshotBytes);
  let isDue = false;
  const exclude = createQueue();

  async function write(): Promise<void> {
    const { seq, contents } = await journal.rotate((at) => ({ seq: at, contents: parts.contents() }));
    await writeStateFile(disk, layout, layout.snapshot, { version, seq, contents });
    threshold = Math.max(minBytes, (await disk.size(layout.snapshot)) ?? 0);
    for (const name of await disk.list(layout.directory)) {
      if (isCovered(name, seq)) await disk.remove(join(layout.directory, name));
    }
  }

  function begin(): void {
    if (isDue) return;
    isDue = true;
    exclude(write)
      .catch((error: unknown) => parts.onError(error))
      .finally(() => (isDue = false));
  }

  return {
    consider() {
      if (journal.position().bytes >= threshold) begin();
    },
    begin,
    exclude,
    run: () => exclude(write),
  };
}

/** Whether a file is of no use beside a snapshot of commit `seq`. */
export function isCovered(name: string, seq: number): boolean {
  const [journal, imported] = [parseNumbered('journal', name), parseNumbered('import', name)];
  return (journal !== undefined && journal < seq) || (imported !== undefined && imported < seq);
}
