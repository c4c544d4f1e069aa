import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../util/http';

const NO_BODY = Buffer.alloc(0);
const AUTHORITY = /^[A-Za-z0-9._~\-[\]:]+$/;

/** Takes a request off Node's server without decoding any of it. */
export function toHttpRequest(message: IncomingMessage, scheme: 'http' | 'https'): HttpRequest {
  const target = toOriginForm(message.url ?? '/');
  const mark = target.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    scheme,
    authority: toAuthority(message),
    remoteAddress: message.socket.remoteAddress ?? '',
    body: message,
  };
}

/** A client that takes the emulator for a proxy sends the whole URL; only its path and query matter. */
function toOriginForm(target: string): string {
  if (target.startsWith('/')) return target;
  const absolute = /^https?:\/\/[^/?]*(.*)$/i.exec(target);
  const rest = absolute?.[1] ?? '';
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function toAuthority(message: IncomingMessage): string {
  const host = message.headers.host ?? '';
  if (AUTHORITY.test(host)) return host;
  const { localAddress = '127.0.0.1', localPort = 0 } = message.socket;
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}

/**
 * Sends an answer, with the headers of `common` that it does not give itself; to a HEAD request without its body. A
 * body that fails half-way cuts the connection, so that the client cannot take the part it got for the whole.
 */
export function sendHttpResponse(
  response: HttpResponse,
  to: ServerResponse,
  method: string,
  common: HttpResponse['headers'],
): void {
  const { status, body } = response;
  const headers = toHeaderList(response.headers, common);
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    headers.push('content-length', String(Buffer.byteLength(body)));
  } else if (body === undefined && method !== 'HEAD' && status !== 304 && status !== 204) {
    if (response.headers['content-length'] === undefined) headers.push('content-length', '0');
  }
  try {
    to.writeHead(status, headers as string[]); // Node writes an array as so many lines, its types do not know
  } catch (error) {
    // A stream that nobody reads to its end would keep its file open.
    if (body instanceof Readable) body.destroy();
    throw error;
  }
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    to.end(method === 'HEAD' ? undefined : body);
  } else if (method === 'HEAD') {
    body.destroy();
    to.end();
  } else {
    pipeline(body, to, (error) => {
      if (error) to.destroy();
    });
  }
}

/** Names and values alternating. A list, because an object put together for each request is much dearer to make and read. */
function toHeaderList(
  own: HttpResponse['headers'],
  common: HttpResponse['headers'],
): (string | readonly string[])[] {
  const list: (string | readonly string[])[] = [];
  for (const name in common) if (own[name] === undefined) list.push(name, common[name] ?? '');
  for (const name in own) list.push(name, own[name] ?? '');
  return list;
}

/** Reads a body up to `maxBytes`; undefined when it is larger. Rejects when the client goes away half-way. */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<Buffer | undefined> {
  // A request without these two has no body (RFC 9112, 6.3); making an iterator to learn that is dear.
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return NO_BODY;
  const chunks: Buffer[] = [];
  let size = 0;
  // A loop that is left early would otherwise destroy the connection the answer has to go out on.
  for await (const chunk of request.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 ? only : Buffer.concat(chunks);
}
