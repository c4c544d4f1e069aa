import { isJsonObject } from '../../util/json-object';
import { isCommit, type Commit } from './change';
import { readLines } from './checked-line';
import { StorageError, type Disk } from './disk';

export interface JournalHead {
  readonly version: number;
  /** The commit that the file begins behind. */
  readonly seq: number;
}

export interface JournalVisitor {
  /** Whether commits may follow in another file; only the last one may end in a commit that is not whole. */
  readonly isLast: boolean;
  head(head: JournalHead): void;
  commit(commit: Commit): Promise<void> | undefined;
}

/** How much of a journal is good, in bytes, and how many bytes stand behind that. */
export interface JournalExtent {
  readonly bytes: number;
  readonly dropped: number;
}

/**
 * Visits the commits of a journal. A line that is not whole ends it, if nothing tells that it was ever safe on disk:
 * later lines say up to which commit the disk had been synced when they were written.
 * @throws StorageError for a line that is damaged, and for commits that are missing or out of order
 */
export async function readJournal(disk: Disk, path: string, visitor: JournalVisitor): Promise<JournalExtent> {
  const source = await disk.read(path);
  if (!source) throw new StorageError(`${path} is missing`);
  let [seq, bytes, end] = [0, 0, 0];
  let isBroken = false;
  let hasHead = false;
  for await (const lines of readLines(source)) {
    for (const { value, end: lineEnd } of lines) {
      end = lineEnd;
      const commit = isCommit(value) ? value : undefined;
      if (isBroken) {
        if (commit && commit.synced > seq) throw damaged(path, bytes, seq);
      } else if (!hasHead) {
        const head = toHead(value);
        if (!head) throw damaged(path, bytes, seq);
        visitor.head(head);
        [seq, bytes, hasHead] = [head.seq, end, true];
      } else if (!commit) {
        isBroken = true;
      } else {
        if (commit.seq !== seq + 1) throw damaged(path, bytes, seq);
        await visit(visitor, commit, path);
        [seq, bytes] = [commit.seq, end];
      }
    }
  }
  if (!hasHead || (isBroken && !visitor.isLast)) throw damaged(path, bytes, seq);
  return { bytes, dropped: end - bytes };
}

async function visit(visitor: JournalVisitor, commit: Commit, path: string): Promise<void> {
  try {
    // Nothing is waited for where nothing has to be: there may be a hundred thousand commits.
    const visited = visitor.commit(commit);
    if (visited) await visited;
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError(`${path}: commit ${commit.seq} cannot be applied: ${(error as Error).message}`);
  }
}

function toHead(value: unknown): JournalHead | undefined {
  if (!isJsonObject(value)) return undefined;
  const { journal: version, seq } = value;
  if (!Number.isSafeInteger(version) || !Number.isSafeInteger(seq)) return undefined;
  return { version: Number(version), seq: Number(seq) };
}

function damaged(path: string, bytes: number, seq: number): StorageError {
  return new StorageError(
    `${path} is damaged behind byte ${bytes}: commits up to ${seq} are whole, later ones are there and cannot be used ` +
      'without what is damaged. Nothing was changed; put back a copy of the directory, or start with an empty one and ' +
      'import an export.',
  );
}
