import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest } from '../util/http';
import type { Ids } from '../util/ids';
import type { Door, Outcome, RequestHandler } from './door';
import { sendHttpResponse, toHttpRequest } from './http-adapter';
import { redactUri, type RequestLog } from './request-log';

/** Handles what no door claims, Express among it. */
export type FallbackHandler = (message: IncomingMessage, response: ServerResponse) => void;

export interface ListenerParts {
  readonly doors: readonly Door[];
  readonly fallback: FallbackHandler;
  readonly ids: Ids;
  readonly log: RequestLog;
  now(): number;
  onUnexpectedError(error: unknown): void;
}

/** The one HTTP server: offers a request to each door in turn, then to the fallback (DESIGN D2). */
export function createListener(parts: ListenerParts): Server {
  const server = createServer({ requireHostHeader: false }, (message, response) => {
    const requestId = parts.ids.uuid();
    response.setHeader('x-amzn-requestid', requestId);
    response.setHeader('date', new Date(parts.now()).toUTCString());
    const http = toHttpRequest(message, 'http');
    for (const door of parts.doors) {
      const handle = door.accept(http);
      if (handle) return answer(parts, door, http, handle, requestId, response);
    }
    parts.fallback(message, response);
  });
  server.on('clientError', answerUnreadable);
  return server;
}

function answer(
  parts: ListenerParts,
  door: Door,
  http: HttpRequest,
  handle: RequestHandler,
  requestId: string,
  response: ServerResponse,
): void {
  const started = performance.now();
  const outcome: Outcome = {};
  handle(requestId, outcome).then(
    (answered) => {
      sendHttpResponse(answered, response, http.method);
      record(parts, door, http, requestId, outcome, answered.status, performance.now() - started);
    },
    (error: unknown) => {
      parts.onUnexpectedError(error);
      response.destroy();
    },
  );
}

function record(
  parts: ListenerParts,
  door: Door,
  http: HttpRequest,
  requestId: string,
  outcome: Outcome,
  status: number,
  durationMs: number,
): void {
  const { error, ...known } = outcome;
  const userAgent = http.headers['user-agent'];
  parts.log.add({
    requestId,
    time: new Date(parts.now()).toISOString(),
    door: door.name,
    method: http.method,
    uri: redactUri(http.path, http.query),
    ...known,
    ...(userAgent !== undefined && { userAgent }),
    status,
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    durationMs: Math.round(durationMs * 1000) / 1000,
  });
}

const UNREADABLE: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request line and headers are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive'],
};

/** What cannot even be parsed as HTTP still gets a modelled error, on a connection that is then closed. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = UNREADABLE[error.code ?? ''] ?? ['400 Bad Request', 'The request is not valid HTTP'];
  const body = JSON.stringify({ __type: 'ValidationException', message, reason: 'CANNOT_PARSE' });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nx-amzn-errortype: ValidationException\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
