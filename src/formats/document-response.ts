import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { CachedDocument } from './document-cache';
import { matchesEtag } from './etag';

const compress = promisify(gzip);

/** A rendered text, or its bytes, with its entity tag, ready to be sent and kept. */
export function toDocument(text: string | Buffer, headers?: CachedDocument['headers']): CachedDocument {
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  let gzipped: Promise<Buffer> | undefined;
  // Not before somebody wants it: rendering is on the path of clients that wait.
  return { etag, body, ...(headers && { headers }), gzipped: () => (gzipped ??= compress(body)) };
}

/**
 * Answers with a document, gzipped where the client takes it, or 304 when the client has it (NPM-056 … NPM-059).
 * A gzipped answer's tag is weak: the same tag stands for other bytes.
 */
export async function respondWithDocument(
  http: HttpRequest,
  { etag, body, headers: own, gzipped }: CachedDocument,
  contentType: string,
): Promise<HttpResponse> {
  const isPacked = acceptsGzip(http.headers['accept-encoding']);
  const headers: Record<string, string> = {
    'content-type': contentType,
    etag: isPacked ? `W/${etag}` : etag,
    'cache-control': 'no-cache',
    vary: 'Accept, Accept-Encoding',
    ...own,
  };
  if (matchesEtag(http.headers['if-none-match'], etag)) return { status: 304, headers };
  if (!isPacked) return { status: 200, headers, body };
  headers['content-encoding'] = 'gzip';
  return { status: 200, headers, body: await gzipped() };
}

// The first range that covers gzip decides.
const GZIP = /(?:^|,)\s*(?:gzip|\*)\s*(?:;([^,]*))?(?=,|$)/i;
const REFUSED = /(?:^|;)\s*q=0(?:\.0*)?\s*(?:;|$)/i;

function acceptsGzip(header: string | string[] | undefined): boolean {
  const range = header === undefined ? null : GZIP.exec(String(header));
  return range !== null && !REFUSED.test(range[1] ?? '');
}
