import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { CachedDocument } from './document-cache';
import { matchesEtag } from './etag';

const compress = promisify(gzip);

/** A rendered text with its entity tag and its gzipped form, ready to be sent and kept. */
export async function toDocument(text: string): Promise<CachedDocument> {
  const body = Buffer.from(text);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { etag, body, gzipped: await compress(body) };
}

/**
 * Answers with a document, gzipped where the client takes it, or 304 when the client has it (NPM-056 … NPM-059).
 * A gzipped answer's tag is weak: the same tag stands for other bytes.
 */
export function respondWithDocument(
  http: HttpRequest,
  document: CachedDocument,
  headers: Readonly<Record<string, string>>,
): HttpResponse {
  const packed = acceptsGzip(http.headers['accept-encoding']) ? document.gzipped : undefined;
  const etag = packed ? `W/${document.etag}` : document.etag;
  const common = { ...headers, etag, 'cache-control': 'no-cache', vary: 'Accept, Accept-Encoding' };
  if (matchesEtag(http.headers['if-none-match'], document.etag)) return { status: 304, headers: common };
  if (!packed) return { status: 200, headers: common, body: document.body };
  return { status: 200, headers: { ...common, 'content-encoding': 'gzip' }, body: packed };
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  if (header === undefined) return false;
  for (const part of String(header).split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    if (coding === 'gzip' || coding === '*') return !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  }
  return false;
}
