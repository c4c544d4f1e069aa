import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { invalidRequest } from '../registry/errors';
import type { BlobStore } from '../registry/ports';
import { isJsonObject } from '../util/json-object';
import { createContentsReader, renderContents, type Contents } from './contents';
import { migrate, versionAfter, type Migration } from './migrations';
import { findReferencedBlobs } from './referenced-blobs';

/** One piece of an exported state, as a file of an archive. */
export interface StateEntry {
  readonly path: string;
  readonly size: number;
  readonly content: Readable;
}

/** Version of the stream itself: which pieces there are, and in which order. See docs/storage.md. */
const STREAM_VERSION = 1;
const HEAD = 'state.json';
const END = 'end.json';
const PIECE_CHARACTERS = 1024 * 1024;

/** The pieces of a state: its head, the records, the blobs they refer to, and an end that counts them. */
export async function* exportContents(
  contents: Contents,
  blobs: BlobStore,
  version: number,
): AsyncGenerator<StateEntry> {
  let entries = 0;
  const toEntry = (path: string, data: string): StateEntry => {
    const bytes = Buffer.from(data);
    entries++;
    return { path, size: bytes.length, content: Readable.from([bytes]) };
  };
  yield toEntry(HEAD, `${JSON.stringify({ stream: STREAM_VERSION, records: version })}\n`);
  let piece = '';
  for (const json of renderContents(contents)) {
    if (json !== undefined) piece += `${json}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield toEntry(toRecordsPath(entries), piece);
    piece = '';
    // Who takes the pieces may never have to wait.
    await nextTurn();
  }
  if (piece !== '') yield toEntry(toRecordsPath(entries), piece);
  for (const [sha256, size] of [...findReferencedBlobs(contents)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const content = await blobs.read(sha256);
    if (!content) throw new Error(`The blob ${sha256} is referred to and not there`);
    entries++;
    yield { path: `blobs/${sha256}`, size, content };
  }
  yield toEntry(END, `${JSON.stringify({ entries })}\n`);
}

/** Contents that came in, with their blobs staged until `release` is called. */
export interface ImportedContents {
  readonly contents: Contents;
  readonly release: () => void;
}

/**
 * Takes the pieces of a state. When it rejects nothing is staged any more, though blobs may be left that nobody refers to.
 * @throws ValidationException for pieces that are not those of a whole state, or of a newer version
 */
export async function importContents(
  entries: AsyncIterable<StateEntry>,
  blobs: BlobStore,
  migrations: readonly Migration[],
): Promise<ImportedContents> {
  const reader = createContentsReader();
  const staged = new Map<string, () => void>();
  const release = (): void => staged.forEach((unstage) => unstage());
  let count = 0;
  let imported: number | undefined;
  let hasEnded = false;
  try {
    for await (const { path, content } of entries) {
      if (hasEnded) throw refused(`'${path}' follows the end`);
      if (imported === undefined) imported = readHead(path, await text(content), versionAfter(migrations));
      else if (path === toRecordsPath(count)) addRecords(reader.add, path, await text(content));
      else if (path.startsWith('blobs/')) await stageBlob(blobs, path, content, staged);
      else if (path === END) hasEnded = readEnd(await text(content), count);
      else throw refused(`'${path}' is out of place`);
      count++;
    }
    if (!hasEnded || imported === undefined) throw refused('it has no end');
    const contents = migrate(reader.finish(), imported, migrations);
    for (const sha256 of findReferencedBlobs(contents).keys()) {
      if (!staged.has(sha256)) throw refused(`the blob ${sha256} is missing`);
    }
    return { contents, release };
  } catch (error) {
    release();
    throw error;
  }
}

function toRecordsPath(index: number): string {
  return `records/${String(index).padStart(6, '0')}.jsonl`;
}

function readHead(path: string, json: string, version: number): number {
  const head = path === HEAD ? parse(path, json) : undefined;
  if (!isJsonObject(head)) throw refused(`it does not begin with ${HEAD}`);
  const { stream, records } = head;
  if (typeof stream !== 'number' || typeof records !== 'number') throw refused(`${HEAD} names no versions`);
  if (stream > STREAM_VERSION || records > version) {
    throw refused(
      `it is of a newer version (${stream}, ${records}) than this program (${STREAM_VERSION}, ${version})`,
    );
  }
  return records;
}

function readEnd(json: string, count: number): boolean {
  const end = parse(END, json);
  if (isJsonObject(end) && end['entries'] === count) return true;
  throw refused('pieces are missing');
}

function addRecords(add: (value: unknown) => void, path: string, lines: string): void {
  for (const line of lines.split('\n').slice(0, -1)) {
    const value = parse(path, line);
    try {
      add(value);
    } catch (error) {
      throw refused(`${path}: ${(error as Error).message}`); // the reader throws nothing else
    }
  }
}

function parse(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw refused(`${path} is not JSON`);
  }
}

async function stageBlob(
  blobs: BlobStore,
  path: string,
  content: Readable,
  staged: Map<string, () => void>,
): Promise<void> {
  const named = path.slice('blobs/'.length);
  if (staged.has(named)) throw refused(`'${path}' is there twice`);
  const blob = await blobs.write(content);
  staged.set(blob.sha256, () => blob.release());
  if (blob.sha256 !== named) throw refused(`'${path}' has other bytes than its name says`);
}

function refused(reason: string): Error {
  return invalidRequest(`The state cannot be imported: ${reason}.`);
}
