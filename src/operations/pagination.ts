import { createHash } from 'node:crypto';
import { ValidationException } from '../errors';
import type { OperationName } from '../protocol/types';
import type { Entry, Key } from '../registry/store';

export interface Page<R> {
  readonly records: R[];
  readonly nextToken?: string;
}

export interface PageRequest {
  readonly operation: OperationName;
  /** Everything but the page size that decides what is listed; a token is good for one such set only. */
  readonly filters: readonly unknown[];
  readonly nextToken: string | undefined;
  readonly pageSize: number;
}

/**
 * Takes one page of a scan. Pages resume behind a key, so entries that come or go meanwhile neither break a walk nor
 * repeat in it; no token is given when nothing is left (REPO-135 … REPO-138, PKG-029).
 * @param list starts the scan behind a key
 * @param accepts which of the scanned records belong to the list
 * @throws ValidationException for a token that is damaged or was issued for another list
 */
export async function takePage<R>(
  request: PageRequest,
  list: (after: Key<R> | undefined) => AsyncIterable<Entry<R>>,
  accepts: (record: R) => boolean = () => true,
): Promise<Page<R>> {
  const filters = fingerprint(request);
  const after =
    request.nextToken === undefined ? undefined : (parsePageToken(request.nextToken, filters) as Key<R>);
  const records: R[] = [];
  let last: Key<R> | undefined;
  for await (const { key, record } of list(after)) {
    if (!accepts(record)) continue;
    if (records.length === request.pageSize && last !== undefined) {
      return { records, nextToken: renderPageToken(last, filters) };
    }
    records.push(record);
    last = key;
  }
  return { records };
}

function fingerprint(request: PageRequest): string {
  const text = JSON.stringify([request.operation, ...request.filters.map((filter) => filter ?? null)]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

function renderPageToken(key: string, filters: string): string {
  return Buffer.from(JSON.stringify({ list: filters, after: key })).toString('base64url');
}

function parsePageToken(token: string, filters: string): string {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (
      typeof content === 'object' &&
      content !== null &&
      'list' in content &&
      'after' in content &&
      content.list === filters &&
      typeof content.after === 'string' &&
      renderPageToken(content.after, filters) === token
    ) {
      return content.after;
    }
  } catch {
    // not JSON: fall through
  }
  throw new ValidationException('Invalid nextToken', 'OTHER');
}
