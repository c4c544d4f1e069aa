import { awaitFirst } from '../util/await-first';
import { createLastItems } from '../util/last-items';
import type { EventEnvelope } from './envelope';

/** An event with its place in the log. */
export interface LoggedEvent {
  /** Grows with every event, and is never used twice. */
  readonly cursor: number;
  readonly event: EventEnvelope;
}

/** Members that an event must have; those left out may be anything (EVT-071). */
export interface EventFilter {
  readonly account?: string | undefined;
  readonly domain?: string | undefined;
  readonly repository?: string | undefined;
  readonly format?: string | undefined;
  readonly package?: string | undefined;
  readonly operationType?: string | undefined;
}

export interface EventPage {
  readonly events: readonly EventEnvelope[];
  /** Where to go on: the last event looked at, whether or not it was wanted. */
  readonly cursor: number;
}

const CAPACITY = 10_000;

type Listener = (logged: LoggedEvent) => void;

/** The last events, and whoever wants to be told of the next ones (EVT-070, EVT-071). */
export class EventLog {
  private readonly logged = createLastItems<LoggedEvent>(CAPACITY);
  private last = 0;
  private readonly listeners = new Set<Listener>();

  add(event: EventEnvelope): void {
    const logged = { cursor: ++this.last, event };
    this.logged.add(logged);
    for (const listener of this.listeners) listener(logged);
  }

  /** Events behind a cursor, oldest first. */
  since(after: number): readonly LoggedEvent[] {
    return this.logged.list().filter(({ cursor }) => cursor > after);
  }

  list(filter: EventFilter = {}, after = 0, limit = Infinity): EventPage {
    const events: EventEnvelope[] = [];
    let reached = after;
    for (const { cursor, event } of this.since(after)) {
      if (events.length === limit) break;
      reached = cursor;
      if (matchesEvent(event, filter)) events.push(event);
    }
    return { events, cursor: reached };
  }

  /** Tells of every event from now on, until the function that it gives is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * The first event that the predicate takes: of those that are in the log, else of those to come.
   * Rejects when none comes within `timeoutMs`.
   */
  waitFor(predicate: (event: EventEnvelope) => boolean, timeoutMs = 5_000): Promise<EventEnvelope> {
    const known = this.since(0).map(({ event }) => event);
    const listen = (tell: (event: EventEnvelope) => void) => this.listen(({ event }) => tell(event));
    return awaitFirst({ known, listen }, predicate, timeoutMs, `no such event within ${timeoutMs} ms`);
  }

  clear(): void {
    this.logged.clear();
  }
}

/** Whether an event is one of those that are wanted. */
export function matchesEvent({ account, detail }: EventEnvelope, filter: EventFilter): boolean {
  const has = (wanted: string | undefined, value: string): boolean =>
    wanted === undefined || wanted === value;
  return (
    has(filter.account, account) &&
    has(filter.domain, detail.domainName) &&
    has(filter.repository, detail.repositoryName) &&
    has(filter.format, detail.packageFormat) &&
    has(filter.package, detail.packageName) &&
    has(filter.operationType, detail.operationType)
  );
}
