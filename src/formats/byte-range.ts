import type { HttpRequest } from '../util/http';

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

export interface Validators {
  readonly etag: string;
  /** As its header; absent when it is not known. */
  readonly lastModified: string | undefined;
}

/**
 * The one range of bytes that is asked for. Undefined where the whole is to be sent: several ranges, other units, a
 * validator that is out of date.
 */
export function parseByteRange(
  http: HttpRequest,
  size: number,
  { etag, lastModified }: Validators,
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
