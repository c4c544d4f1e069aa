import type { AccessNote } from '../access/authorizer';
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
  readonly format?: string;
  readonly account?: string;
  readonly region?: string;
  readonly principal?: string;
  /** How each permission was decided, in modes `iam` and `warn`. */
  readonly access?: readonly AccessNote[];
  readonly userAgent?: string;
  readonly status: number;
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

  /** @param onEntry is told of every request as it is added */
  constructor(private readonly onEntry?: (entry: RequestLogEntry) => void) {}

  add(request: AnsweredRequest): void {
    this.requests.add(request);
    this.onEntry?.(toEntry(request));
  }

  list(): readonly RequestLogEntry[] {
    return this.requests.list().map(toEntry);
  }

  clear(): void {
    this.requests.clear();
  }
}

function toEntry({ requestId, time, door, method, path, query, ...rest }: AnsweredRequest): RequestLogEntry {
  const { userAgent, status, durationMs } = rest;
  const { error, ...known } = rest.outcome;
  return {
    requestId,
    time: new Date(time).toISOString(),
    door,
    method,
    uri: redactUri(path, query),
    ...known,
    ...(userAgent !== undefined && { userAgent }),
    status,
    ...(error && { errorCode: error.code, errorMessage: redactSecrets(error.message) }),
    durationMs: Math.round(durationMs * 1000) / 1000,
  };
}

/** A path and query without the signatures and tokens in them. */
export function redactUri(path: string, query: string): string {
  return redactSecrets(query === '' ? path : `${path}?${query}`);
}
