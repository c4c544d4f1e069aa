import type { HttpRequest, HttpResponse } from '../../util/http';
import { parseByteRange } from '../byte-range';
import type { CachedDocument } from '../document-cache';
import { matchesEtag } from '../etag';

/**
 * Answers with a document that clients keep and ask the rest of: never gzipped, because entity tag, digest and ranges
 * are those of the bytes themselves (RUBY-027).
 */
export function respondPlainly(
  http: HttpRequest,
  { etag, body }: CachedDocument,
  contentType: string,
): HttpResponse {
  // The tag is the document's SHA-256, in the other alphabet.
  const digest = Buffer.from(etag.slice(1, -1), 'base64url').toString('base64');
  const headers = {
    ...{ 'content-type': contentType, 'cache-control': 'no-cache' },
    ...{ etag, 'accept-ranges': 'bytes', 'repr-digest': `sha-256=:${digest}:` },
  };
  if (matchesEtag(http.headers['if-none-match'], etag)) return { status: 304, headers };
  const range = parseByteRange(http, body.length, { etag, lastModified: undefined });
  if (range === undefined) return { status: 200, headers, body };
  const { length } = body;
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${length}` } };
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${length}` },
    body: body.subarray(start, end + 1),
  };
}
