import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../util/http';

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
 * Sends an answer; to a HEAD request without its body. A body that fails half-way cuts the connection, so that the
 * client cannot take the part it got for the whole.
 */
export function sendHttpResponse(response: HttpResponse, to: ServerResponse, method: string): void {
  const { body } = response;
  const headers: Record<string, string | readonly string[]> = { ...response.headers };
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    headers['content-length'] = String(Buffer.byteLength(body));
  } else if (body === undefined && method !== 'HEAD' && response.status !== 304 && response.status !== 204) {
    headers['content-length'] ??= '0';
  }
  to.writeHead(response.status, headers as Record<string, string | string[]>); // Node only reads the arrays
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

/** Reads a body up to `maxBytes`; undefined when it is larger. Rejects when the client goes away half-way. */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<Buffer | undefined> {
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
