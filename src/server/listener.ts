import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type httpsModule from 'node:https';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import type { AuditTrail } from '../audit/audit-trail';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { Ids } from '../util/ids';
import { deliverWithFault } from './deliver-with-fault';
import type { Door, Outcome, RequestHandler } from './door';
import { sendHttpResponse, toHttpRequest } from './http-adapter';
import type { Metrics } from './metrics';
import type { AnsweredRequest, RequestLog } from './request-log';
import { redactSecrets } from '../util/redact';
import { slowClientLimits, watchSlowClients, type SlowClientLimits } from './slow-clients';
import { createTurns } from './turns';
import { renderUnreadable } from './unreadable';
import { continueWhenRead } from './withheld-continue';

/** Handles what no door claims, Express among it. */
export type FallbackHandler = (message: IncomingMessage, response: ServerResponse) => void;

export interface ListenerParts {
  readonly doors: readonly Door[];
  /** PEM; with it https is served, without it http. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  readonly fallback: FallbackHandler;
  readonly ids: Ids;
  readonly log: RequestLog;
  readonly metrics?: Metrics;
  /** Absent: no audit trail is kept. */
  readonly trail?: AuditTrail | undefined;
  /** How patient it is; other numbers in tests. */
  readonly patience?: Partial<Patience>;
  now(): number;
  onUnexpectedError(error: unknown): void;
}

interface Patience extends SlowClientLimits {
  /** How long the head of a request may take, and how often that is looked at. */
  readonly headersTimeout: number;
  readonly connectionsCheckingInterval: number;
}

const PATIENCE: Patience = { ...slowClientLimits, headersTimeout: 30_000, connectionsCheckingInterval: 5000 };

// Clients that keep connections for later reuse them after pauses longer than Node's five seconds.
const KEEP_ALIVE_MS = 65_000;
// How long a connection that is to be closed may go on sending; closing at once would reset it and lose the answer.
const LINGER_MS = 1_000;
// How long the requests under way have to finish when the server stops.
const GRACE_MS = 5_000;
const SWEEP_MS = 20;

/** An HTTP server, or an HTTPS server: offers a request to each door in turn, then to the fallback (DESIGN D2). */
export function createListener(parts: ListenerParts): Server {
  // What was last answered on a connection, so that a parse error is not written into the middle of it.
  const answered = new WeakMap<Duplex, ServerResponse>();
  const renderDate = createDateRenderer();
  const inTurn = createTurns();
  const scheme = parts.tls ? 'https' : 'http';
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    const headers = { 'x-amzn-requestid': parts.ids.uuid(), date: renderDate(parts.now()) };
    answered.set(message.socket, response);
    const http = toHttpRequest(message, scheme);
    for (const door of parts.doors) {
      const handle = door.accept(http);
      if (handle) return inTurn(() => answer(parts, door, http, handle, headers, response));
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    parts.fallback(message, response);
  };
  const { headersTimeout, connectionsCheckingInterval, ...limits } = { ...PATIENCE, ...parts.patience };
  const options = {
    ...{ requireHostHeader: false, keepAliveTimeout: KEEP_ALIVE_MS },
    // A whole request may take as long as it likes, if only it gets on.
    ...{ headersTimeout, connectionsCheckingInterval, requestTimeout: 0 },
  };
  const server = parts.tls
    ? loadHttps().createServer(
        { ...options, key: parts.tls.key, cert: parts.tls.cert, handshakeTimeout: headersTimeout },
        onRequest,
      )
    : createServer(options, onRequest);
  watchSlowClients(server, limits, (socket, response, isReceiving) => {
    if (!isReceiving || response.headersSent) socket.destroy();
    else refuse(parts, { code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket);
  });
  // An `Expect` that is not understood is ignored instead of answered outside the doors.
  server.on('checkExpectation', onRequest);
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(message, response);
    server.emit('request', message, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = answered.get(socket);
    const amidAnswer = response?.headersSent === true && !response.writableFinished;
    // What fails below HTTP, a handshake above all, leaves nothing to answer on.
    const isBelowHttp = error.code === 'ECONNRESET' || /^ERR_(?:SSL|TLS)_/.test(error.code ?? '');
    if (isBelowHttp || amidAnswer) socket.destroy();
    else if (socket.writable) refuse(parts, error, socket);
  });
  return server;
}

/** Only where https is served: it is dear to load. */
function loadHttps(): typeof httpsModule {
  return createRequire(__filename)('node:https') as typeof httpsModule; // Node's own
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

function refuse(
  parts: ListenerParts,
  { code }: { readonly code?: string | undefined },
  socket: Duplex,
): void {
  socket.end(renderUnreadable(code, parts.ids.uuid(), parts.now()));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** What every answer says, whoever gives it. */
type CommonHeaders = HttpResponse['headers'] & { readonly 'x-amzn-requestid': string };

function answer(
  parts: ListenerParts,
  door: Door,
  http: HttpRequest,
  handle: RequestHandler,
  headers: CommonHeaders,
  response: ServerResponse,
): void {
  const started = performance.now();
  const requestId = headers['x-amzn-requestid'];
  const outcome: Outcome = parts.trail ? { audit: {} } : {};
  handle(requestId, outcome)
    .then(async (answered) => {
      const { fault } = outcome;
      if (fault) await deliverWithFault(fault, answered, response, http.method, headers);
      else sendHttpResponse(answered, response, http.method, headers);
      // What the handler left unread is read past: clients listen when they have sent everything.
      http.body.unpipe().resume();
      const request: AnsweredRequest = {
        requestId,
        time: parts.now(),
        door: door.name,
        method: http.method,
        path: http.path,
        query: http.query,
        userAgent: http.headers['user-agent'],
        outcome,
        status: fault?.reset ? 0 : answered.status,
        durationMs: performance.now() - started,
      };
      if (parts.trail) audit(parts.trail, request, http, answered);
      parts.log.add(request);
      parts.metrics?.count(request);
    })
    .catch((error: unknown) => {
      if (!http.body.readableAborted) parts.onUnexpectedError(error);
      response.destroy();
    });
}

/** Requests of nobody in particular, and those that need no permission, have no record (TRAIL-017). */
function audit(
  trail: AuditTrail,
  { requestId, time, door, outcome }: AnsweredRequest,
  { method, headers, remoteAddress }: HttpRequest,
  { body }: HttpResponse,
): void {
  const { audit: notes, action, error } = outcome;
  // The request log has no use for it.
  delete outcome.audit;
  const caller = notes?.caller;
  if (!caller || action === undefined) return;
  trail.add({
    ...{ requestId, time, method, remoteAddress, action },
    userAgent: headers['user-agent'],
    notes: { ...notes, caller },
    error: error && { code: error.code, message: redactSecrets(error.message) },
    output: door === 'api' && typeof body === 'string' ? body : undefined,
  });
}

/** Gives the `Date` header for a time in milliseconds; its text is made once a second, not at every request. */
function createDateRenderer(): (now: number) => string {
  let second = NaN;
  let text = '';
  return (now) => {
    const current = Math.floor(now / 1000);
    if (current !== second) text = new Date(now).toUTCString();
    second = current;
    return text;
  };
}
