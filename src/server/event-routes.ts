import type { Request, Response, Router } from 'express';
import { matchesEvent, type EventFilter, type LoggedEvent } from '../events/event-log';
import type { EventFeed } from '../events/event-feed';
import { toWholeNumber } from './whole-number';

const HEARTBEAT_MS = 15_000;
const DEFAULT_LIMIT = 1_000;

/** Adds the routes that show events: as JSON, or as a stream of server-sent events (EVT-071, EVT-072). */
export function addEventRoutes(router: Router, { log, deliveries }: EventFeed): void {
  router.get('/_codeartifact/events', (request, response) => {
    // No proxy or browser may keep what is different at every look.
    response.set('cache-control', 'no-store');
    if (request.accepts(['json', 'text/event-stream']) === 'text/event-stream') stream(request, response);
    else list(request, response);
  });
  router.delete('/_codeartifact/events', (_request, response) => {
    log.clear();
    response.json({ status: 'ok' });
  });
  router.get('/_codeartifact/events/targets', (_request, response) => {
    response.json({ targets: deliveries() });
  });

  function list(request: Request, response: Response): void {
    const after = toWholeNumber(request.query.after, 0);
    const limit = toWholeNumber(request.query.limit, DEFAULT_LIMIT);
    if (after === undefined || limit === undefined) {
      response.status(400).json({ message: "'after' and 'limit' must be whole numbers" });
      return;
    }
    response.json(log.list(toFilter(request), after, limit));
  }

  /** What is in the log first, if the client says how far it got, then everything as it happens. */
  function stream(request: Request, response: Response): void {
    const filter = toFilter(request);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': events\n\n');
    const send = (logged: LoggedEvent): void => {
      if (matchesEvent(logged.event, filter)) response.write(toMessage(logged));
    };
    const after = toWholeNumber(request.get('last-event-id') ?? request.query.after, undefined);
    if (after !== undefined) log.since(after).forEach(send);
    const stop = log.listen(send);
    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS).unref();
    response.once('close', () => {
      stop();
      clearInterval(heartbeat);
    });
  }
}

function toMessage({ cursor, event }: LoggedEvent): string {
  return `id: ${cursor}\nevent: ${event['detail-type']}\ndata: ${JSON.stringify(event)}\n\n`;
}

const MEMBERS = ['account', 'domain', 'repository', 'format', 'package', 'operationType'] as const;

function toFilter({ query }: Request): EventFilter {
  const given = MEMBERS.map((member) => [member, query[member]] as const);
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string'));
}
