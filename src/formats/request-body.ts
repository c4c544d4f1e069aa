import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ServiceError } from '../errors';
import { invalidRequest } from '../registry/errors';
import type { HttpRequest } from '../util/http';

/** 413, as the doors answer it (NPM-108). */
export function requestTooLarge(message: string): ServiceError {
  return new ServiceError('RequestEntityTooLarge', 413, message);
}

/**
 * The bytes of a request's body, unpacked when they were sent gzipped (NPM-124).
 * @throws 413 when there are more than `maxBytes`, packed or unpacked; 400 for damaged gzip, 415 for another encoding
 */
export async function* readBodyChunks(http: HttpRequest, maxBytes: number): AsyncGenerator<Buffer> {
  const tooLarge = requestTooLarge(`The request body is larger than ${maxBytes} bytes.`);
  if (Number(http.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  const body = unpack(http);
  let size = 0;
  try {
    // Destroying a request's body would close the connection before the error is answered.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge;
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? invalidRequest('The request body is not valid gzip.') : error;
  } finally {
    // What is left is read past: the client listens when it has sent everything.
    http.body.unpipe();
    http.body.resume();
  }
}

/**
 * Hands a body on as a stream. It is let go of when the work is done, also by one that stopped half-way: the rest could
 * not be read past otherwise, and the connection would be stuck.
 */
export async function withReadable<T>(
  chunks: AsyncIterable<Buffer>,
  work: (source: Readable) => Promise<T>,
): Promise<T> {
  const source = Readable.from(chunks, { objectMode: false });
  try {
    return await work(source);
  } finally {
    source.destroy();
  }
}

/** The JSON value in a small request body. Throws 400 when there is none. */
export async function readJsonBody(http: HttpRequest, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of readBodyChunks(http, maxBytes)) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw invalidRequest('The request body is not a JSON document.');
  }
}

function unpack({ headers, body }: HttpRequest): Readable {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ServiceError('UnsupportedMediaType', 415, `Content-Encoding ${encoding} is not supported.`);
  }
  const gunzip = createGunzip();
  body.once('error', (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}

function isZlibError(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('Z_')
  );
}
