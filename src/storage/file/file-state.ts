import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Contents } from '../contents';
import { migrations, versionAfter, type Migration } from '../migrations';
import { createState, type RecordStore, type State } from '../state';
import { checkBlobs } from './check-blobs';
import { renderLine } from './checked-line';
import { createCompaction, isCovered, type Compaction } from './compaction';
import { fileSystem, StorageError, type Disk } from './disk';
import { createFileBlobStore } from './file-blobs';
import { createFileStore, type FileStore } from './file-store';
import { openJournal, type Journal } from './journal';
import { isTemporary, layoutOf, parseNumbered, type Layout } from './layout';
import { acquireLock } from './lock';
import { recover, type Recovered } from './recover';
import { writeStateFile } from './state-file';
import { watchReading } from './watch-reading';
import { writeWholeText } from './write-whole';

export interface FileStateOptions {
  readonly directory: string;
  /** Is told of everything an operator must hear of, in one line that names the file. */
  readonly report: (message: string) => void;
  /** Is told what has been done of opening it: often, and only for somebody who waits. */
  readonly onProgress?: (done: string) => void;
  readonly onEffectError: (error: unknown) => void;
  /** The file system; another one in tests. */
  readonly disk?: Disk;
  readonly migrations?: readonly Migration[];
  /** From which size on the journal is turned into a snapshot, 4 MiB by default. */
  readonly minJournalBytes?: number;
}

const MIN_JOURNAL_BYTES = 4 * 1024 * 1024;

/**
 * Opens the state in a data directory, which is made when it is not there (docs/storage.md).
 * @throws StorageError when the directory is in use, damaged, of a newer version or cannot be written; nothing is
 *   changed then
 */
export async function openFileState(options: FileStateOptions): Promise<State> {
  const { directory, disk = fileSystem } = options;
  const layout = layoutOf(directory);
  await disk.makeDirectory(directory);
  const unlock = await acquireLock(disk, layout);
  try {
    return await open(options, disk, layout, unlock);
  } catch (error) {
    await unlock().catch(() => undefined);
    throw error;
  }
}

async function open(
  options: FileStateOptions,
  disk: Disk,
  layout: Layout,
  unlock: () => Promise<void>,
): Promise<State> {
  const { report, onProgress, onEffectError, migrations: steps = migrations } = options;
  const reading = onProgress ? await watchReading(disk, layout, onProgress) : disk;
  const recovered = await recover(reading, layout, steps, report);
  await disk.makeDirectory(layout.blobs);
  await disk.makeDirectory(layout.incoming);
  const found = await checkBlobs(disk, layout, recovered.contents);
  await disk.remove(layout.closed);
  await disk.syncDirectory(layout.directory);
  await tidy(disk, layout, recovered, found.orphans);
  const journal = await openJournal(disk, layout, recovered.journal);
  const store = createFileStore(recovered.contents, journal, { onEffectError });
  const compaction = createCompaction(
    {
      ...{ disk, layout, journal, version: versionAfter(steps) },
      minBytes: options.minJournalBytes ?? MIN_JOURNAL_BYTES,
      contents: () => store.contents(),
      onError: (error) => report(`no snapshot could be written: ${describe(error)}`),
    },
    (await disk.size(layout.snapshot)) ?? 0,
  );
  if (recovered.isOutdated) {
    onProgress?.('writing it anew in the present format');
    await compaction.run();
  }
  // Else a process that never lives long enough would let the journal grow without end.
  else if (recovered.isSnapshotDue) compaction.begin();
  journal.onWritten(() => compaction.consider());
  const blobs = createFileBlobStore(disk, layout, found.referenced, ({ message }) => report(message));
  return createState({
    age: recovered.journal.seq,
    migrations: steps,
    blobs,
    records: toRecords(store, (contents) =>
      bringIn({ disk, layout, journal, store, compaction }, steps, contents),
    ),
    tokenKey: (create) => readTokenKey(disk, layout, create),
    async close() {
      try {
        await compaction.exclude(() => journal.close());
        await blobs.close();
        await writeClosed(disk, layout, journal.position().seq);
      } finally {
        await unlock();
      }
    },
  });
}

function toRecords(store: FileStore, replace: (contents: Contents) => Promise<void>): RecordStore {
  return {
    ...{ store, replace },
    contents: () => store.contents(),
    reset: () => store.reset(),
    snapshot: (name) => store.snapshot(name),
    restore: (name) => store.restore(name),
  };
}

/** The new state is safe on disk before the one commit that makes it the present one. */
async function bringIn(
  parts: { disk: Disk; layout: Layout; journal: Journal; store: FileStore; compaction: Compaction },
  steps: readonly Migration[],
  contents: Contents,
): Promise<void> {
  const { disk, layout, journal, store, compaction } = parts;
  await compaction.exclude(async () => {
    const { seq } = journal.position();
    const path = layout.imported(seq);
    await writeStateFile(disk, layout, path, { version: versionAfter(steps), seq, contents });
    await store.replace(contents, path.slice(layout.directory.length + 1));
  });
}

/** Removes what nobody refers to: the traces of a process that did not end in order. */
async function tidy(
  disk: Disk,
  layout: Layout,
  { covered, imports }: Recovered,
  orphans: readonly string[],
): Promise<void> {
  const isLeftover = (name: string): boolean =>
    isTemporary(name) ||
    isCovered(name, covered) ||
    (parseNumbered('import', name) !== undefined && !imports.includes(name));
  const names = (await disk.list(layout.directory)).filter(isLeftover);
  const uploads = await disk.list(layout.incoming);
  const paths = [
    ...names.map((name) => join(layout.directory, name)),
    ...uploads.map((name) => join(layout.incoming, name)),
    ...orphans.map((name) => join(layout.blobs, name)),
  ];
  for (const path of paths) await disk.remove(path);
}

async function readTokenKey(disk: Disk, layout: Layout, create: () => Buffer): Promise<Buffer> {
  const source = await disk.read(layout.tokenKey);
  if (source) {
    const key = (await text(source)).trim();
    if (/^[0-9a-f]{32}$/.test(key)) return Buffer.from(key, 'hex');
    throw new StorageError(
      `${layout.tokenKey} is damaged. Without it the tokens that were issued are worth nothing; remove it to go on.`,
    );
  }
  const key = create();
  await writeWholeText(disk, layout, layout.tokenKey, `${key.toString('hex')}\n`);
  return key;
}

async function writeClosed(disk: Disk, layout: Layout, seq: number): Promise<void> {
  await writeWholeText(disk, layout, layout.closed, renderLine(JSON.stringify({ closed: seq })));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
