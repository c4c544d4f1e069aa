import { setImmediate as nextTurn } from 'node:timers/promises';
import { isJsonObject } from '../../util/json-object';
import { createContentsReader, emptyContents, renderContents, type Contents } from '../contents';
import { readLines, renderLine } from './checked-line';
import { StorageError, type Disk, type DiskFile } from './disk';
import type { Layout } from './layout';
import { writeWhole } from './write-whole';

/** A whole state and the commit it was reached with. */
export interface StateFile {
  readonly version: number;
  readonly seq: number;
  readonly contents: Contents;
}

const PIECE_CHARACTERS = 256 * 1024;
/** Commits wait for the disk while it writes what is to be synced: a few pieces at a time do not hold them up for long. */
const PIECES_PER_SYNC = 16;

/** Reads a state file; undefined when there is none. Throws StorageError for a damaged one. */
export async function readStateFile(
  disk: Disk,
  layout: Layout,
  path: string,
): Promise<StateFile | undefined> {
  if ((await disk.size(path)) === undefined) return undefined;
  const database = await open(disk, layout, path);
  await database.read();
  return database.data;
}

/** Writes a state file, as a whole or not at all, while others run. */
export async function writeStateFile(
  disk: Disk,
  layout: Layout,
  path: string,
  state: StateFile,
): Promise<void> {
  const database = await open(disk, layout, path);
  database.data = state;
  await database.write();
}

async function open(disk: Disk, layout: Layout, path: string) {
  // An ES module, and only a process with a data directory has to load it.
  const { Low } = await import('lowdb');
  const nothing: StateFile = { version: 0, seq: 0, contents: emptyContents() };
  return new Low<StateFile>(createAdapter(disk, layout, path), nothing);
}

/** lowdb's own adapters hold the text of a file in one string, do not sync it, and do not notice damage. */
function createAdapter(disk: Disk, layout: Layout, path: string) {
  return {
    read: () => read(disk, path),
    write: (state: StateFile) => writeWhole(disk, layout, path, (file) => writeLines(file, state)),
  };
}

async function writeLines(file: DiskFile, { version, seq, contents }: StateFile): Promise<void> {
  let text = renderLine(JSON.stringify({ state: version, seq }));
  let lines = 1;
  let pieces = 0;
  for (const json of renderContents(contents)) {
    if (json === undefined) {
      await nextTurn();
      continue;
    }
    text += renderLine(json);
    lines++;
    if (text.length < PIECE_CHARACTERS) continue;
    await file.write(Buffer.from(text));
    if (++pieces % PIECES_PER_SYNC === 0) await file.sync();
    text = '';
  }
  await file.write(Buffer.from(text + renderLine(JSON.stringify({ end: lines }))));
}

async function read(disk: Disk, path: string): Promise<StateFile | null> {
  const source = await disk.read(path);
  if (!source) return null;
  const reader = createContentsReader();
  let head: Record<string, unknown> | undefined;
  let [lines, position, hasEnded] = [0, 0, false];
  try {
    for await (const batch of readLines(source)) {
      for (const { value, end } of batch) {
        if (value === undefined || hasEnded) throw new Error('a line is damaged');
        if (lines === 0) head = toHead(value);
        else if (isJsonObject(value) && 'end' in value) hasEnded = isEnd(value, lines);
        else reader.add(value);
        lines++;
        position = end;
      }
    }
  } catch (error) {
    throw damaged(path, position, error);
  }
  if (!head || !hasEnded) throw damaged(path, position, new Error('the rest is missing'));
  return { version: Number(head['state']), seq: Number(head['seq']), contents: reader.finish() };
}

function toHead(value: unknown): Record<string, unknown> {
  if (isJsonObject(value) && Number.isSafeInteger(value['state']) && Number.isSafeInteger(value['seq']))
    return value;
  throw new Error('it does not begin as a state');
}

function isEnd(value: Record<string, unknown>, lines: number): boolean {
  if (value['end'] === lines) return true;
  throw new Error('lines are missing');
}

function damaged(path: string, position: number, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const { message } = cause as Error; // nothing else is thrown above
  return new StorageError(
    `${path} is damaged behind byte ${position}: ${message}. It was left as it is; put back a copy of the directory, or ` +
      'start with an empty one and import an export.',
    { cause },
  );
}
