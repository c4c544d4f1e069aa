import type { HttpRequest } from '../util/http';

const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;
const UNRESERVED_PATH = /^[A-Za-z0-9\-._~/]*$/;
const WHITESPACE_RUN = /\s{2}|[\t\r\n]/;
const NON_ASCII = /[^\0-\x7f]/;
const SLASH = 0x2f;
const PERCENT = 0x25;

/** RFC 3986 spelling of every byte, upper-case escapes. */
const ENCODED_BYTES = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  return UNRESERVED.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

// Node hands over header and target bytes as latin1 characters, so one character is one byte.
function encodeBytes(bytes: Uint8Array, keep?: number): string {
  let encoded = '';
  for (const byte of bytes) encoded += byte === keep ? String.fromCharCode(byte) : ENCODED_BYTES[byte];
  return encoded;
}

/** The bytes behind a percent-encoded text. `+` and stray `%` stand for themselves (AUTH-006). */
function decodePercent(text: string): Uint8Array {
  const raw = Buffer.from(text, 'latin1');
  const bytes: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    const hex = raw[at] === PERCENT ? text.slice(at + 1, at + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else bytes.push(raw.readUInt8(at));
  }
  return Uint8Array.from(bytes);
}

/** The text behind one percent-encoded query name or value; never throws. */
export function decodeQueryPart(text: string): string {
  return text.includes('%') ? Buffer.from(decodePercent(text)).toString('utf8') : text;
}

/** Splits a raw query into still encoded names and values; `name` alone has the value `''`. */
export function splitQuery(query: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    pairs.push(equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  return pairs;
}

const recode = (text: string): string => (UNRESERVED.test(text) ? text : encodeBytes(decodePercent(text)));

/**
 * The canonical form of a raw query string, without `X-Amz-Signature` (AUTH-003, AUTH-006). Names are compared
 * before values, so that `a=` sorts before `a-b=`.
 */
export function toCanonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = splitQuery(query).map(([name, value]) => [recode(name), recode(value)] as const);
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  const kept: string[] = [];
  for (const [name, value] of pairs) if (name !== 'X-Amz-Signature') kept.push(`${name}=${value}`);
  return kept.join('&');
}

/** The canonical form of a raw path: each segment as sent, encoded once more (AUTH-005). */
export function toCanonicalPath(path: string): string {
  return UNRESERVED_PATH.test(path) ? path : encodeBytes(Buffer.from(path, 'latin1'), SLASH);
}

function normalizeValue(raw: string): string {
  const trimmed = raw.trim();
  const value = WHITESPACE_RUN.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
  return NON_ASCII.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}

/** Values of the wanted headers: trimmed, inner spaces collapsed, repeats joined in order (AUTH-005). */
function collectHeaders(rawHeaders: readonly string[], wanted: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!wanted.includes(name)) continue;
    const value = normalizeValue(rawHeaders[at + 1] ?? '');
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}

/** What a canonical request is made of beside the request itself. */
export interface CanonicalOptions {
  /** Lower-case names in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  /** Stands in for the `Host` header (AUTH-012). */
  readonly host?: string | undefined;
}

/** The canonical request of SigV4, computed from what came over the wire (AUTH-005). */
export function toCanonicalRequest(
  http: Pick<HttpRequest, 'method' | 'path' | 'query' | 'rawHeaders'>,
  { signedHeaders, payloadHash, host }: CanonicalOptions,
): string {
  const headers = collectHeaders(http.rawHeaders, signedHeaders);
  if (host !== undefined) headers.set('host', host);
  let text = `${http.method}\n${toCanonicalPath(http.path)}\n${toCanonicalQuery(http.query)}\n`;
  for (const name of signedHeaders) text += `${name}:${headers.get(name) ?? ''}\n`;
  return `${text}\n${signedHeaders.join(';')}\n${payloadHash}`;
}
