import { ResourceNotFoundException } from '../errors';
import type { BlobStore } from '../registry/ports';
import type { AssetRecord } from '../registry/records';
import type { HttpRequest, HttpResponse } from '../util/http';
import { parseByteRange, type Validators } from './byte-range';
import { matchesEtag } from './etag';

/**
 * Streams an asset: 200, 206 for one byte range, 304 when the client has it, 412 when it is not what the client has a
 * part of, 416 for a range outside of it (DESIGN D4, NPM-090, NPM-097, MVN-054, PYPI-055, PYPI-062). A HEAD request opens no stream.
 * @param time of its publication, milliseconds, for the clients of formats that go by it
 */
export async function respondWithAsset(
  http: HttpRequest,
  blobs: BlobStore,
  asset: AssetRecord,
  contentType: string,
  time?: number,
): Promise<HttpResponse> {
  const lastModified = time === undefined ? undefined : new Date(time).toUTCString();
  const validators = { etag: `"${asset.sha256}"`, lastModified };
  const { etag } = validators;
  const common = {
    ...{ etag, 'accept-ranges': 'bytes', 'content-type': contentType },
    ...(lastModified !== undefined && { 'last-modified': lastModified }),
  };
  const refusal = evaluateConditions(http, validators);
  if (refusal !== undefined) return { status: refusal, headers: common };
  const range = parseByteRange(http, asset.size, validators);
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

/** RFC 9110, 13.2.2; of the conditions that ask whether the client has it, entity tags come before times. */
function evaluateConditions(
  { headers }: HttpRequest,
  { etag, lastModified = '' }: Validators,
): 304 | 412 | undefined {
  // What is not a time compares with nothing.
  const modified = Date.parse(lastModified);
  if (modified > Date.parse(headers['if-unmodified-since'] ?? '')) return 412;
  const known = headers['if-none-match'];
  if (known !== undefined) return matchesEtag(known, etag) ? 304 : undefined;
  return modified <= Date.parse(headers['if-modified-since'] ?? '') ? 304 : undefined;
}
