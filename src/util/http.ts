import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** A request as it came off the wire: nothing decoded, so that signatures and scoped names stay exact. */
export interface HttpRequest {
  readonly method: string;
  /** Raw path, percent-encoding untouched, starting with `/`. */
  readonly path: string;
  /** Raw query without the `?`; empty when there is none. */
  readonly query: string;
  /** Lower-case names, repeated headers joined as Node does. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values alternating, as sent. */
  readonly rawHeaders: readonly string[];
  readonly scheme: 'http' | 'https';
  /** Host and port as the client spelled them. */
  readonly authority: string;
  readonly remoteAddress: string;
  readonly body: Readable;
}

/** An answer; header values that are arrays become that many header lines. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer | Readable;
}
