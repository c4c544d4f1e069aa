import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '../../src/util/http';

/** The moment at which these tests take place. */
export const NOW = Date.parse('2026-03-04T05:06:07Z');
export const NO_BODY = Buffer.alloc(0);

type Pairs = readonly (readonly [name: string, value: string])[];

/** A request as the listener would hand it over; text outside latin1 becomes its UTF-8 bytes, as on the wire. */
export function buildRequest(method: string, target: string, pairs: Pairs): HttpRequest {
  const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  const [path = '', ...query] = wire(target).split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const earlier = headers[name.toLowerCase()];
    const text = wire(value).trim();
    headers[name.toLowerCase()] = earlier === undefined ? text : `${earlier}, ${text}`;
  }
  return {
    method,
    path,
    query: query.join('?'),
    headers,
    rawHeaders: pairs.flatMap(([name, value]) => [name, wire(value)]),
    scheme: 'http',
    authority: headers.host ?? 'localhost',
    remoteAddress: '127.0.0.1',
    body: Readable.from([]),
  };
}

class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && Buffer.from(secret as Uint8Array);
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

export interface SignOptions {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly service?: string;
  readonly time?: number;
  /** The body as the signer is shown it, when that is something it cannot hash. */
  readonly opaqueBody?: Readable;
}

const escape = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function toTarget(path: string, query: Record<string, unknown> = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => `${escape(name)}=${escape(String(each))}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function toSigner(options: SignOptions): SignatureV4 {
  const { accessKeyId = 'test', secretAccessKey = 'test', sessionToken } = options;
  return new SignatureV4({
    service: options.service ?? 'codeartifact',
    region: options.region ?? 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
    applyChecksum: false,
  });
}

function toSignable(options: SignOptions) {
  return {
    method: options.method ?? 'POST',
    protocol: 'http:',
    hostname: 'localhost',
    port: 4680,
    path: options.path ?? '/v1/domain',
    query: options.query ?? { domain: 'dom' },
    headers: { host: 'localhost:4680', ...options.headers },
    body: options.opaqueBody ?? options.body,
  };
}

/** A request signed by the signer of the JavaScript SDK, in its Authorization header. */
export async function buildSigned(options: SignOptions = {}): Promise<HttpRequest> {
  const signed = await toSigner(options).sign(toSignable(options), {
    signingDate: new Date(options.time ?? NOW),
  });
  return buildRequest(
    signed.method,
    toTarget(signed.path, { ...signed.query }),
    Object.entries(signed.headers),
  );
}

/** A request presigned by the signer of the JavaScript SDK. */
export async function buildPresigned(options: SignOptions = {}, expiresIn = 300): Promise<HttpRequest> {
  const signingDate = new Date(options.time ?? NOW);
  const signed = await toSigner(options).presign(toSignable(options), { signingDate, expiresIn });
  return buildRequest(
    signed.method,
    toTarget(signed.path, { ...signed.query }),
    Object.entries(signed.headers),
  );
}

/** The same request with one header replaced, added, or (undefined) taken away after signing. */
export function withHeader(http: HttpRequest, name: string, value: string | undefined): HttpRequest {
  const pairs: [string, string][] = [];
  for (let at = 0; at < http.rawHeaders.length; at += 2) {
    const [known = '', old = ''] = http.rawHeaders.slice(at, at + 2);
    if (known.toLowerCase() !== name) pairs.push([known, old]);
  }
  if (value !== undefined) pairs.push([name, value]);
  const target = http.query === '' ? http.path : `${http.path}?${http.query}`;
  return buildRequest(http.method, target, pairs);
}
