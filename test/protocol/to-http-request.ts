import { Readable } from 'node:stream';
import type { HttpRequest } from '../../src/util/http';

/** A request as the adapter would hand it over; header names in lower case, as Node gives them. */
export function toHttpRequest(parts: {
  method?: string;
  path?: string;
  query?: string;
  headers?: Readonly<Record<string, string>>;
  body?: Readable;
}): HttpRequest {
  const headers = Object.entries(parts.headers ?? {});
  return {
    method: parts.method ?? 'GET',
    path: parts.path ?? '/',
    query: parts.query ?? '',
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: headers.flat(),
    scheme: 'http',
    authority: 'localhost',
    remoteAddress: '127.0.0.1',
    body: parts.body ?? Readable.from([]),
  };
}
