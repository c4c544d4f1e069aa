import type { HttpRequest } from '../util/http';
import { decodeQueryPart, splitQuery } from './canonical-request';
import { IncompleteSignatureException } from './errors';
import { parseIsoBasic, toIsoBasic } from './iso-basic';
import { ALGORITHM, type CredentialScope } from './sigv4';

const MAX_EXPIRES_SECONDS = 604_800;
const SCHEME = new RegExp(`^${ALGORITHM}(?:\\s|$)`);
const CREDENTIAL = /(?:^|[\s,])Credential=([^\s,]+)/;

/** A signature as a request presents it: complete and readable, but nothing about it checked. */
export interface PresentedSignature {
  readonly scope: CredentialScope;
  /** Lower-case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** When the request was signed, in basic ISO form. */
  readonly timestamp: string;
  readonly time: number;
  /** How long a presigned request is valid; absent for the header form. */
  readonly expiresSeconds?: number;
  readonly sessionToken?: string;
}

/** The five parts of a credential; undefined when there are not exactly five or the key is empty. */
function parseCredential(text: string): CredentialScope | undefined {
  const [accessKeyId, date, region, service, terminator, ...more] = text.split('/');
  if (!accessKeyId || date === undefined || region === undefined || service === undefined) return undefined;
  if (terminator === undefined || more.length > 0) return undefined;
  return { accessKeyId, date, region, service, terminator };
}

function getCredential(text: string): CredentialScope {
  const scope = parseCredential(text);
  if (scope !== undefined) return scope;
  throw new IncompleteSignatureException(
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
  );
}

const toSignedHeaders = (text: string): string[] => text.toLowerCase().split(';');

/** The decoded `X-Amz-*` parameters of a query; the first one of a name counts. */
function readAmzParameters(query: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!query.includes('X-Amz-')) return found;
  for (const [name, value] of splitQuery(query)) {
    if (name.startsWith('X-Amz-') && !found.has(name)) found.set(name, decodeQueryPart(value));
  }
  return found;
}

function getTime(timestamp: string): number {
  const time = parseIsoBasic(timestamp);
  if (time !== undefined) return time;
  throw new IncompleteSignatureException(`Date must be in ISO-8601 'basic format'. Got '${timestamp}'.`);
}

/** When the header form was signed: `X-Amz-Date`, else the RFC 1123 `Date` (AUTH-013). */
function findHeaderTimestamp(headers: HttpRequest['headers']): string | undefined {
  const amzDate = headers['x-amz-date'];
  if (typeof amzDate === 'string') return amzDate;
  const time = headers.date === undefined ? Number.NaN : Date.parse(headers.date);
  return Number.isNaN(time) ? undefined : toIsoBasic(time);
}

function readAuthorizationParts(authorization: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const piece of authorization.slice(ALGORITHM.length).split(',')) {
    const equals = piece.indexOf('=');
    if (equals > 0) parts.set(piece.slice(0, equals).trim(), piece.slice(equals + 1).trim());
  }
  return parts;
}

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…` in any order (AUTH-002, AUTH-022). */
function parseHeaderForm(http: HttpRequest, authorization: string): PresentedSignature {
  // The value may be a package manager's token, so the message does not repeat it (AUTH-023, AUTH-024).
  if (!SCHEME.test(authorization)) {
    throw new IncompleteSignatureException(`Authorization header requires the '${ALGORITHM}' scheme.`);
  }
  const parts = readAuthorizationParts(authorization);
  const missing: string[] = [];
  const take = (name: string): string => {
    const value = parts.get(name);
    if (!value) missing.push(`Authorization header requires '${name}' parameter.`);
    return value ?? '';
  };
  const [credential, signature, signedHeaders] = [
    take('Credential'),
    take('Signature'),
    take('SignedHeaders'),
  ];
  const timestamp = findHeaderTimestamp(http.headers);
  if (timestamp === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (timestamp === undefined || missing.length > 0)
    throw new IncompleteSignatureException(missing.join(' '));
  const sessionToken = http.headers['x-amz-security-token'];
  return {
    scope: getCredential(credential),
    signedHeaders: toSignedHeaders(signedHeaders),
    signature,
    timestamp,
    time: getTime(timestamp),
    ...(typeof sessionToken === 'string' && { sessionToken }),
  };
}

function getExpires(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS) return seconds;
  throw new IncompleteSignatureException(
    `X-Amz-Expires must be a number of seconds from 1 to ${MAX_EXPIRES_SECONDS}.`,
  );
}

/** Reads the presigned form (AUTH-003). */
function parseQueryForm(http: HttpRequest, parameters: ReadonlyMap<string, string>): PresentedSignature {
  const missing: string[] = [];
  const take = (name: string): string => {
    const value = parameters.get(name);
    if (!value) missing.push(`AWS query-string parameters must include '${name}'.`);
    return value ?? '';
  };
  const algorithm = take('X-Amz-Algorithm');
  const credential = take('X-Amz-Credential');
  const signature = take('X-Amz-Signature');
  const signedHeaders = take('X-Amz-SignedHeaders');
  const timestamp = take('X-Amz-Date');
  const expires = take('X-Amz-Expires');
  if (missing.length > 0) throw new IncompleteSignatureException(missing.join(' '));
  if (algorithm !== ALGORITHM) {
    throw new IncompleteSignatureException(`Unsupported AWS 'algorithm': '${algorithm}'.`);
  }
  const sessionToken = parameters.get('X-Amz-Security-Token') ?? http.headers['x-amz-security-token'];
  return {
    scope: getCredential(credential),
    signedHeaders: toSignedHeaders(signedHeaders),
    signature,
    timestamp,
    time: getTime(timestamp),
    expiresSeconds: getExpires(expires),
    ...(typeof sessionToken === 'string' && { sessionToken }),
  };
}

const isPresigned = (parameters: ReadonlyMap<string, string>): boolean =>
  ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature'].some((name) => parameters.has(name));

/**
 * The signature of a request in either form; undefined when it carries no authentication at all. Throws
 * IncompleteSignatureException for both forms at once (AUTH-004), other schemes and absent or unreadable parts.
 */
export function parsePresentedSignature(http: HttpRequest): PresentedSignature | undefined {
  const authorization = http.headers.authorization?.trim();
  const parameters = readAmzParameters(http.query);
  if (!isPresigned(parameters)) return authorization ? parseHeaderForm(http, authorization) : undefined;
  if (!authorization) return parseQueryForm(http, parameters);
  throw new IncompleteSignatureException(
    'A request is signed either in its Authorization header or in its query string, not in both.',
  );
}

/** The credential of a request whose authentication nobody checks; undefined when it cannot be read. */
export function findCredential(http: HttpRequest): CredentialScope | undefined {
  const text =
    CREDENTIAL.exec(http.headers.authorization ?? '')?.[1] ??
    readAmzParameters(http.query).get('X-Amz-Credential');
  return text === undefined ? undefined : parseCredential(text);
}
