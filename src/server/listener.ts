import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest } from '../util/http';
import type { Ids } from '../util/ids';
import type { Door, Outcome, RequestHandler } from './door';
import { sendHttpResponse, toHttpRequest } from './http-adapter';
import { redactUri, type RequestLog } from './request-log';
import { renderUnreadable } from './unreadable';

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

// Clients that keep connections for later reuse them after pauses longer than Node's five seconds.
const KEEP_ALIVE_MS = 65_000;
// How long a connection that is to be closed may go on sending; closing at once would reset it and lose the answer.
const LINGER_MS = 1_000;
// How long the requests under way have to finish when the server stops.
const GRACE_MS = 5_000;
const SWEEP_MS = 20;

/** The one HTTP server: offers a request to each door in turn, then to the fallback (DESIGN D2). */
export function createListener(parts: ListenerParts): Server {
  // What was last answered on a connection, so that a parse error is not written into the middle of it.
  const answered = new WeakMap<Duplex, ServerResponse>();
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    const requestId = parts.ids.uuid();
    answered.set(message.socket, response);
    response.setHeader('x-amzn-requestid', requestId);
    response.setHeader('date', new Date(parts.now()).toUTCString());
    const http = toHttpRequest(message, 'http');
    for (const door of parts.doors) {
      const handle = door.accept(http);
      if (handle) return answer(parts, door, http, handle, requestId, response);
    }
    parts.fallback(message, response);
  };
  const server = createServer({ requireHostHeader: false, keepAliveTimeout: KEEP_ALIVE_MS }, onRequest);
  // An `Expect` that is not understood is ignored instead of answered outside the doors.
  server.on('checkExpectation', onRequest);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = answered.get(socket);
    const amidAnswer = response?.headersSent === true && !response.writableFinished;
    if (error.code === 'ECONNRESET' || amidAnswer) socket.destroy();
    else if (socket.writable) refuse(parts, error, socket);
  });
  return server;
}

/** Stops listening, lets the requests under way finish within a grace period, and closes all connections. */
export async function closeListener(server: Server): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearInterval(sweep);
  clearTimeout(deadline);
}

function refuse(parts: ListenerParts, error: NodeJS.ErrnoException, socket: Duplex): void {
  socket.end(renderUnreadable(error.code, parts.ids.uuid(), parts.now()));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
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
  handle(requestId, outcome)
    .then((answered) => {
      sendHttpResponse(answered, response, http.method);
      // What the handler left unread is read past: clients listen when they have sent everything.
      http.body.unpipe().resume();
      record(parts, door, http, requestId, outcome, answered.status, performance.now() - started);
    })
    .catch((error: unknown) => {
      if (!http.body.readableAborted) parts.onUnexpectedError(error);
      response.destroy();
    });
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
