import type { AccessNote } from '../access/authorizer';
import type { VersionOrigin } from '../registry/resolve-version';
import { createLastItems } from '../util/last-items';
import { redactSecrets } from '../util/redact';
import type { Door, Outcome } from './door';

/** One request as `GET /_codeartifact/requests` shows it. */
export interface RequestLogEntry {
  readonly requestId: string;
  /** ISO 8601. */
  readonly time: string;
  readonly door: 'api' | 'package' | 'sts';
  readonly method: string;
  /** Path and query, without secrets. */
  readonly uri: string;
  /** The operation, or the permission that the package manager's request needs. */
  readonly action?: string;
  readonly domain?: string;
  readonly repository?: string;
  readonly format?: string;
  /** As its users write it: `@scope/name`, `group:artifact`. */
  readonly package?: string;
  /** Where an asset came from: the repository that had its version, or the external connection of that repository. */
  readonly from?: VersionOrigin;
  readonly account?: string;
  readonly region?: string;
  readonly principal?: string;
  /** How each permission was decided, in modes `iam` and `warn`. */
  readonly access?: readonly AccessNote[];
  readonly userAgent?: string;
  /** 0 where a fault reset the connection. */
  readonly status: number;
  /** What went wrong because a fault was asked for: `error`, `latencyMs` … */
  readonly faults?: readonly string[];
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly durationMs: number;
}

/** A request that was answered, as the listener knows it. */
export interface AnsweredRequest {
  readonly requestId: string;
  /** When the answer was sent, milliseconds since the epoch. */
  readonly time: number;
  readonly door: Door['name'];
  readonly method: string;
  /** Raw, secrets included. */
  readonly path: string;
  readonly query: string;
  readonly userAgent: string | undefined;
  readonly outcome: Outcome;
  readonly status: number;
  readonly durationMs: number;
}

const CAPACITY = 1000;

/** The last requests of both doors, oldest first. They are made presentable only when somebody looks at them (D11). */
export class RequestLog {
  private readonly requests = createLastItems<AnsweredRequest>(CAPACITY);
  private readonly listeners = new Set<(entry: RequestLogEntry) => void>();

  add(request: AnsweredRequest): void {
    this.requests.add(request);
    if (this.listeners.size === 0) return;
    const entry = toEntry(request);
    for (const listener of this.listeners) listener(entry);
  }

  list(): readonly RequestLogEntry[] {
    return this.requests.list().map(toEntry);
  }

  /** Tells of every request from now on, until the function that it gives is called. */
  listen(listener: (entry: RequestLogEntry) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  clear(): void {
    this.requests.clear();
  }
}

function toEntry({ requestId, time, door, method, path, query, ...rest }: AnsweredRequest): RequestLogEntry {
  const { userAgent, status, durationMs } = rest;
  const { error, fault, ...known } = rest.outcome;
  return {
    requestId,
    time: new Date(time).toISOString(),
    door,
    method,
    uri: redactUri(path, query),
    ...known,
    ...redactNames(known),
    ...(userAgent !== undefined && { userAgent }),
    status,
    ...(fault && { faults: fault.kinds }),
    ...(error && { errorCode: error.code, errorMessage: redactSecrets(error.message) }),
    durationMs: Math.round(durationMs * 1000) / 1000,
  };
}

/** A client's mistake can make a secret of any name in a path. */
function redactNames(outcome: Outcome): Pick<RequestLogEntry, 'domain' | 'repository' | 'package'> {
  const { domain, repository, package: name } = outcome;
  return {
    ...(domain !== undefined && { domain: redactSecrets(domain) }),
    ...(repository !== undefined && { repository: redactSecrets(repository) }),
    ...(name !== undefined && { package: redactSecrets(name) }),
  };
}

/** A path and query without the signatures and tokens in them. */
export function redactUri(path: string, query: string): string {
  return redactSecrets(query === '' ? path : `${path}?${query}`);
}
