import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../util/json-object';
import type { RemoteAnswer } from './transport';

/** The recorded answers of one connection, each a `.json` of status and headers beside a `.body`. */
export interface Recording {
  /** Where the recording was made; undefined when nothing was recorded. */
  findAddress(): Promise<string | undefined>;
  /** Notes that what follows comes from below this address. */
  addAddress(address: string): Promise<void>;
  has(url: string): Promise<boolean>;
  find(url: string): Promise<RemoteAnswer | undefined>;
  /** Begins an answer that is seen by nobody before it is committed. */
  begin(url: string, answer: Pick<RemoteAnswer, 'status' | 'headers'>): Promise<PendingAnswer>;
}

export interface PendingAnswer {
  write(chunk: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  /** Does nothing after a commit. */
  discard(): Promise<void>;
}

const INDEX = 'recording.json';
const KEPT_HEADERS = ['content-type', 'etag', 'last-modified'];

/** The recording of `connection` below `directory`, which is made when something is written. */
export function openRecording(directory: string, connection: string): Recording {
  const folder = join(directory, toFileName(connection));
  let addresses: Promise<readonly string[]> | undefined;
  const readAddresses = (): Promise<readonly string[]> => (addresses ??= readIndex(join(folder, INDEX)));
  const toPath = async (url: string): Promise<string> =>
    join(folder, toFileName(toKey(url, await readAddresses()), true));
  return {
    findAddress: async () => (await readAddresses())[0],
    async addAddress(address) {
      const known = await readAddresses();
      if (known.includes(address)) return;
      addresses = Promise.resolve([...known, address]);
      await mkdir(folder, { recursive: true });
      await writeAtomically(join(folder, INDEX), JSON.stringify({ addresses: [...known, address] }, null, 2));
    },
    async has(url) {
      return access(`${await toPath(url)}.json`).then(
        () => true,
        () => false,
      );
    },
    find: async (url) => readAnswer(await toPath(url)),
    begin: async (url, { status, headers }) => {
      const kept = Object.fromEntries(
        Object.entries(headers).filter(([name]) => KEPT_HEADERS.includes(name)),
      );
      const key = toKey(url, await readAddresses());
      return beginAnswer(await toPath(url), JSON.stringify({ url: key, status, headers: kept }, null, 2));
    },
  };
}

/** Relative to where it was recorded, so that recordings from two mirrors of the same registry are one. */
function toKey(url: string, addresses: readonly string[]): string {
  const address = addresses.find((candidate) => url.startsWith(candidate));
  return address === undefined ? url : url.slice(address.length);
}

/** A name that is readable, never leaves its folder and, with the digest, belongs to nothing else. */
function toFileName(text: string, withDigest = false): string {
  const readable = text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(-80);
  return withDigest
    ? `${readable}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
    : readable;
}

async function readIndex(path: string): Promise<readonly string[]> {
  const index = await readJson(path);
  return Array.isArray(index?.addresses)
    ? (index.addresses as unknown[]).filter((address) => typeof address === 'string')
    : [];
}

async function readAnswer(path: string): Promise<RemoteAnswer | undefined> {
  const answer = await readJson(`${path}.json`);
  if (typeof answer?.status !== 'number') return undefined;
  const file = await open(`${path}.body`).catch(() => undefined);
  if (!file) return undefined;
  const headers = Object.entries(isJsonObject(answer.headers) ? answer.headers : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { status: answer.status, headers: Object.fromEntries(headers), body: file.createReadStream() };
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function beginAnswer(path: string, description: string): Promise<PendingAnswer> {
  await mkdir(join(path, '..'), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file: FileHandle = await open(temporary, 'wx');
  let isOpen = true;
  return {
    async write(chunk) {
      await file.writeFile(chunk);
    },
    async commit() {
      isOpen = false;
      await file.close();
      await rename(temporary, `${path}.body`);
      await writeAtomically(`${path}.json`, description);
    },
    async discard() {
      if (!isOpen) return;
      isOpen = false;
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}

async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, `${text}\n`);
  await rename(temporary, path);
}
