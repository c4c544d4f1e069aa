import { isJsonObject } from '../../util/json-object';
import { emptyContents, type Contents } from '../contents';
import { migrate, versionAfter, type Migration } from '../migrations';
import { applyChange, type Commit, type Replay } from './change';
import { readLines } from './checked-line';
import { StorageError, type Disk } from './disk';
import { createJournalFile, type JournalStart } from './journal';
import { isTemporary, parseNumbered, type Layout } from './layout';
import { readJournal, type JournalHead } from './read-journal';
import { readStateFile } from './state-file';

/** What a data directory holds, and how to go on with it. */
export interface Recovered {
  readonly contents: Contents;
  readonly journal: JournalStart;
  /** Whether files are of an older version, so that the state must be written anew before anything is added. */
  readonly isOutdated: boolean;
  /** The commit of the snapshot; files that it covers are of no use any more. */
  readonly covered: number;
  /** Whether a snapshot was due and not finished: the journal has more than one file. */
  readonly isSnapshotDue: boolean;
  /** Names of the imported states that the journal refers to. */
  readonly imports: readonly string[];
}

// What may stand in a directory that was never used: our own lock, and what mounting or version control leaves there.
const UNRELATED = /^(?:lock|lost\+found|\..*)$/;

/**
 * Reads the state of a data directory, or begins one in an empty directory. No file is changed.
 * @param report is told of what an interrupted write left behind the last commit, which is not read
 * @throws StorageError naming the file that is damaged, missing or of a newer version
 */
export async function recover(
  disk: Disk,
  layout: Layout,
  steps: readonly Migration[],
  report: (message: string) => void,
): Promise<Recovered> {
  const version = versionAfter(steps);
  const names = await disk.list(layout.directory);
  const journals = names.flatMap((name) => parseNumbered('journal', name) ?? []).sort((a, b) => a - b);
  if (journals.length === 0) return begin(disk, layout, version, names);
  const snapshot = await readStateFile(disk, layout, layout.snapshot);
  if (snapshot) assertKnown(layout.snapshot, snapshot.version, version);
  const covered = snapshot?.seq ?? 0;
  const replaying = startReplay(disk, layout, steps, snapshot);
  // Those that the snapshot covers are left over from the moment it was written.
  const needed = journals.filter((_, index) => (journals[index + 1] ?? Infinity) > covered);
  let start = { path: '', bytes: 0 };
  for (const [index, seq] of needed.entries()) {
    const path = layout.journal(seq);
    const isLast = index === needed.length - 1;
    const { bytes, dropped } = await readJournal(disk, path, { isLast, ...replaying.visitorOf(path, seq) });
    if (dropped > 0) report(describeDropped(path, dropped, replaying.seq()));
    start = { path, bytes };
  }
  if (replaying.seq() < covered) throw new StorageError(`${layout.journal(covered)} is missing`);
  await assertClosedAt(disk, layout, replaying.seq());
  const isOutdated = replaying.version() < version;
  return {
    isOutdated,
    isSnapshotDue: needed.length > 1,
    covered,
    contents: replaying.finish(),
    journal: { version, seq: replaying.seq(), ...start },
    imports: replaying.imports,
  };
}

async function begin(
  disk: Disk,
  layout: Layout,
  version: number,
  names: readonly string[],
): Promise<Recovered> {
  const other = names.find((name) => !UNRELATED.test(name) && !isTemporary(name));
  if (other !== undefined) {
    throw new StorageError(
      `${layout.directory} holds '${other}' and no journal: it is not a data directory of codeartifact-local, or its ` +
        'journal is missing. Nothing was changed.',
    );
  }
  const file = await createJournalFile(disk, layout, version, 0);
  return {
    contents: emptyContents(),
    journal: { version, seq: 0, ...file },
    isOutdated: false,
    isSnapshotDue: false,
    covered: 0,
    imports: [],
  };
}

/** Applies commit after commit to what the snapshot holds. */
function startReplay(
  disk: Disk,
  layout: Layout,
  steps: readonly Migration[],
  snapshot: { readonly version: number; readonly seq: number; readonly contents: Contents } | undefined,
) {
  const { tree, named } = snapshot?.contents ?? emptyContents();
  const replay: Replay = { tree, named: new Map(named) };
  const imports: string[] = [];
  let seq: number | undefined;
  let version = snapshot?.version;

  function upgrade(to: number): void {
    Object.assign(replay, toReplay(migrate(replay, version ?? to, steps.slice(0, to - 1))));
    version = to;
  }

  function begin(path: string, named: number, head: JournalHead): void {
    if (head.seq !== named)
      throw new StorageError(`${path} has the name of another journal. Nothing was changed.`);
    assertKnown(path, head.version, versionAfter(steps));
    const covered = snapshot?.seq ?? 0;
    if (seq === undefined ? head.seq > covered : head.seq !== seq) {
      throw new StorageError(`${layout.journal(seq ?? covered)} is missing. Nothing was changed.`);
    }
    seq = head.seq;
    if (head.seq >= covered) upgrade(Math.max(head.version, version ?? 0));
  }

  async function bringIn(name: string): Promise<void> {
    const number = parseNumbered('import', name);
    const state =
      number === undefined ? undefined : await readStateFile(disk, layout, layout.imported(number));
    if (!state) throw new StorageError(`${layout.directory}: ${name} is missing. Nothing was changed.`);
    imports.push(name);
    Object.assign(
      replay,
      toReplay(migrate(state.contents, state.version, steps.slice(0, (version ?? 1) - 1))),
    );
  }

  return {
    visitorOf: (path: string, named: number) => ({
      head: (head: JournalHead) => begin(path, named, head),
      commit(commit: Commit): Promise<void> | undefined {
        seq = commit.seq;
        if (commit.seq <= (snapshot?.seq ?? 0)) return undefined;
        if ('import' in commit) return bringIn(commit.import);
        applyChange(replay, commit);
        return undefined;
      },
    }),
    seq: () => seq ?? 0,
    version: () => version ?? 0,
    imports,
    finish(): Contents {
      upgrade(versionAfter(steps));
      return replay;
    },
  };
}

function toReplay({ tree, named }: Contents): Replay {
  return { tree, named: new Map(named) };
}

function assertKnown(path: string, found: number, known: number): void {
  if (found <= known) return;
  throw new StorageError(
    `${path} was written by a newer version of codeartifact-local (format ${found}, this one knows ${known}). Nothing was ` +
      'changed.',
  );
}

/** A directory that was closed in order says with which commit, so that none can be missing at the end. */
async function assertClosedAt(disk: Disk, { closed }: Layout, seq: number): Promise<void> {
  const source = await disk.read(closed);
  if (!source) return;
  for await (const [line] of readLines(source)) {
    if (line && isJsonObject(line.value) && line.value['closed'] === seq) return;
    break;
  }
  throw new StorageError(
    `${closed}: the directory was closed after another commit than ${seq}, the last one that is there. Nothing was ` +
      'changed; put back a copy of the directory. To go on without the missing commits, remove this file.',
  );
}

function describeDropped(path: string, bytes: number, seq: number): string {
  return (
    `${path}: the last ${bytes} bytes belong to commits that were never completed and are dropped; all commits up to ` +
    `${seq} are kept`
  );
}
