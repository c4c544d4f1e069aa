import type { RequestLog, RequestLogEntry } from '../server/request-log';
import { awaitFirst } from '../util/await-first';

type FilterMember =
  'door' | 'action' | 'status' | 'principal' | 'account' | 'domain' | 'repository' | 'format' | 'package';

/** Members that a request must have; those left out may be anything. */
export type RequestFilter = { readonly [K in FilterMember]?: RequestLogEntry[K] };

/** Which requests are meant: by their members, or whatever a function says. */
export type RequestSelection = RequestFilter | ((entry: RequestLogEntry) => boolean);

/** The last 1,000 requests of all doors: called as a function it gives all of them, oldest first. */
export interface EmulatorRequests {
  (): readonly RequestLogEntry[];
  /** Those that are meant, oldest first. */
  list(selection?: RequestSelection): readonly RequestLogEntry[];
  /**
   * The first that is meant: of those that were answered already, else of those to come. Rejects when there is none within
   * `timeoutMs`, 5,000 by default.
   */
  waitFor(
    selection: RequestSelection,
    options?: { readonly timeoutMs?: number | undefined },
  ): Promise<RequestLogEntry>;
  /** Forgets them. */
  clear(): void;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/** Shows the request log to tests. */
export function createEmulatorRequests(log: RequestLog): EmulatorRequests {
  return Object.assign(() => log.list(), {
    list: (selection: RequestSelection = {}) => log.list().filter(toPredicate(selection)),
    waitFor: (selection: RequestSelection, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) =>
      awaitFirst(
        { known: log.list(), listen: (listener) => log.listen(listener) },
        toPredicate(selection),
        timeoutMs,
        `No such request within ${timeoutMs} ms: ${describeSelection(selection)}`,
      ),
    clear: () => log.clear(),
  });
}

function toPredicate(selection: RequestSelection): (entry: RequestLogEntry) => boolean {
  if (typeof selection === 'function') return selection;
  const wanted = Object.entries(selection).filter(([, value]) => value !== undefined);
  return (entry) => {
    const members: Readonly<Record<string, unknown>> = { ...entry };
    return wanted.every(([name, value]) => members[name] === value);
  };
}

function describeSelection(selection: RequestSelection): string {
  return typeof selection === 'function' ? 'of the function' : JSON.stringify(selection);
}
