import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Clock } from '../util/clock';
import type { DocumentRequest, Remote } from '../util/remote';
import { createKeptDocuments, type KeptDocument } from './kept-documents';
import { RemoteFailure } from './remote-failure';
import type { RemoteAnswer, Transport } from './transport';

export interface RemoteOptions {
  readonly connection: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: RemoteLog;
  /** How long a document is used without asking again; 0, the default, asks every time (EXT-043). */
  readonly ttlSeconds?: number;
  /** How long a 404, and a source that made us wait in vain, are remembered; 1,000 by default (EXT-046). */
  readonly memoryOfFailureMs?: number;
  /** Real time in milliseconds, which a frozen clock does not stop. */
  readonly monotonic?: () => number;
  readonly maxDocumentBytes?: number;
  readonly maxKeptBytes?: number;
}

export interface RemoteLog {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
  /** Where it is shown how far long work is. */
  readonly status?: { show(text: string): void } | undefined;
}

const MEBIBYTE = 1024 * 1024;
// The largest package documents there are have about 100 MB.
const MAX_DOCUMENT_BYTES = 256 * MEBIBYTE;
const MAX_KEPT_BYTES = 128 * MEBIBYTE;
const NOT_THERE = new Set([404, 410]);

/** A public registry behind a transport: documents cached and revalidated, stale while it is down (EXT-043 … EXT-047). */
export function createRemote(options: RemoteOptions): Remote {
  const { connection, transport, clock, log, ttlSeconds = 0, monotonic = () => performance.now() } = options;
  const { memoryOfFailureMs = 1_000, maxDocumentBytes = MAX_DOCUMENT_BYTES } = options;
  const kept = createKeptDocuments(options.maxKeptBytes ?? MAX_KEPT_BYTES);
  const absentUntil = new Map<string, number>();
  const flights = new Map<string, Promise<object | undefined>>();
  let downUntil = -Infinity;

  const noteFailure = (where: string, error: unknown): void => {
    if (!(error instanceof RemoteFailure)) {
      log.error(`${connection}: ${where} cannot be used`, error);
      return;
    }
    if (error.kind === 'timeout') downUntil = monotonic() + memoryOfFailureMs;
    if (error.kind !== 'off') log.info(`${connection}: ${where} cannot be asked: ${error.message}`);
  };
  const assertUp = (): void => {
    if (monotonic() < downUntil) throw new RemoteFailure('connection', 'it did not answer a moment ago');
  };
  const receive = async (
    path: string,
    request: DocumentRequest<object>,
    known: KeptDocument | undefined,
  ): Promise<object | undefined> => {
    assertUp();
    const address = await transport.address();
    if (address === undefined) throw new RemoteFailure('off', 'there is no address to ask');
    const headers = {
      accept: request.accept,
      'accept-encoding': 'gzip',
      ...(known?.etag !== undefined && { 'if-none-match': known.etag }),
    };
    const now = clock.now();
    const url = /^https?:/.test(path) ? path : address + path;
    const document = await transport.get(url, headers, (answer) =>
      readDocument(answer, known, request, maxDocumentBytes),
    );
    if (document) {
      kept.keep(path, { ...document, checkedTime: now });
      return document.value;
    }
    kept.drop(path);
    rememberAbsence(absentUntil, path, monotonic(), memoryOfFailureMs);
    return undefined;
  };
  const find = async (path: string, request: DocumentRequest<object>): Promise<object | undefined> => {
    const known = kept.find(path);
    const age = known ? clock.now() - known.checkedTime : -1;
    if (known && age >= 0 && age < ttlSeconds * 1_000) return known.value;
    if (monotonic() < (absentUntil.get(path) ?? -Infinity)) return undefined;
    try {
      return await receive(path, request, known);
    } catch (error) {
      noteFailure(path, error);
      return known?.value;
    }
  };

  return {
    connection,
    address: () => transport.address(),
    async findDocument<T extends object>(path: string, request: DocumentRequest<T>): Promise<T | undefined> {
      const flight = flights.get(path) ?? find(path, request).finally(() => flights.delete(path));
      flights.set(path, flight);
      return flight as Promise<T | undefined>; // a path is only ever read by one kind of request
    },
    async fetchAsset(url, consume) {
      try {
        assertUp();
        return await transport.get(url, { accept: '*/*', 'accept-encoding': 'identity' }, async (answer) => {
          if (NOT_THERE.has(answer.status)) return 'unavailable';
          if (answer.status !== 200) throw new RemoteFailure('answer', `it answers ${answer.status}`);
          return consume(answer.body);
        });
      } catch (error) {
        if (!(error instanceof RemoteFailure)) throw error;
        noteFailure(url, error);
        return 'unavailable';
      }
    },
  };
}

async function readDocument(
  { status, headers, body }: RemoteAnswer,
  known: KeptDocument | undefined,
  request: DocumentRequest<object>,
  maxBytes: number,
): Promise<Omit<KeptDocument, 'checkedTime'> | undefined> {
  if (NOT_THERE.has(status)) return undefined;
  if (status === 304 && known) return known;
  if (status !== 200) throw new RemoteFailure('answer', `it answers ${status}`);
  const bytes = await readBody(body, maxBytes);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const { etag } = headers;
  if (known?.digest === digest) return { ...known, etag };
  const lastModified = Date.parse(headers['last-modified'] ?? '');
  const value = request.parse(bytes, Number.isNaN(lastModified) ? undefined : lastModified);
  return value && { etag, digest, size: bytes.length, value };
}

async function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new RemoteFailure('answer', `its document is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Forgets what has run out, so that asking for many names leaves nothing behind. */
function rememberAbsence(absentUntil: Map<string, number>, path: string, now: number, ms: number): void {
  for (const [other, until] of absentUntil) {
    if (until > now) break;
    absentUntil.delete(other);
  }
  absentUntil.delete(path);
  absentUntil.set(path, now + ms);
}
