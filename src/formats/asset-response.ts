import { ResourceNotFoundException } from '../errors';
import type { BlobStore } from '../registry/ports';
import type { AssetRecord } from '../registry/records';
import type { HttpRequest, HttpResponse } from '../util/http';
import { matchesEtag } from './etag';

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Streams an asset: 200, 206 for one byte range, 304 when the client has it, 416 for a range outside of it (DESIGN D4,
 * NPM-090, NPM-097). A HEAD request opens no stream.
 * @param modified milliseconds, for formats whose clients look at Last-Modified (PYPI-055, PYPI-062)
 */
export async function respondWithAsset(
  http: HttpRequest,
  blobs: BlobStore,
  asset: AssetRecord,
  contentType: string,
  modified?: number,
): Promise<HttpResponse> {
  const etag = `"${asset.sha256}"`;
  const lastModified = modified === undefined ? undefined : new Date(modified).toUTCString();
  const common = {
    etag,
    ...(lastModified !== undefined && { 'last-modified': lastModified }),
    'accept-ranges': 'bytes',
    'content-type': contentType,
  };
  if (isKnown(http, etag, lastModified)) return { status: 304, headers: common };
  const range = parseRange(http, asset.size, etag, lastModified);
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...common, 'content-range': `bytes */${asset.size}` } };
  }
  const length = range ? range.end - range.start + 1 : asset.size;
  const headers = {
    ...common,
    'content-length': String(length),
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${asset.size}` }),
  };
  const status = range ? 206 : 200;
  if (http.method === 'HEAD') return { status, headers };
  const body = await blobs.read(asset.sha256, range);
  // Its version was deleted or disposed of since the record was read.
  if (!body) throw new ResourceNotFoundException(`Asset '${asset.name}' is gone.`, { resourceType: 'asset' });
  return { status, headers, body };
}

/** A time counts only where no entity tag is given (RFC 9110, 13.1.3). */
function isKnown({ headers }: HttpRequest, etag: string, lastModified: string | undefined): boolean {
  const since = headers['if-modified-since'];
  if (headers['if-none-match'] !== undefined) return matchesEtag(headers['if-none-match'], etag);
  return since !== undefined && lastModified !== undefined && Date.parse(lastModified) <= Date.parse(since);
}

/** Undefined where the whole asset is to be sent: several ranges, other units, a validator that is out of date. */
function parseRange(
  http: HttpRequest,
  size: number,
  etag: string,
  lastModified: string | undefined,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(http.headers.range?.trim() ?? '');
  const condition = http.headers['if-range'];
  if (!match || (condition !== undefined && condition !== etag && condition !== lastModified))
    return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return undefined;
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
