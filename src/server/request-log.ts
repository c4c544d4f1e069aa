/** One request as `GET /_codeartifact/requests` shows it. */
export interface RequestLogEntry {
  readonly requestId: string;
  /** ISO 8601. */
  readonly time: string;
  readonly door: 'api' | 'package';
  readonly method: string;
  /** Path and query, without secrets. */
  readonly uri: string;
  /** The operation, or the permission that the package manager's request needs. */
  readonly action?: string;
  readonly format?: string;
  readonly account?: string;
  readonly region?: string;
  readonly principal?: string;
  readonly userAgent?: string;
  readonly status: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly durationMs: number;
}

/** The last requests of both doors, oldest first. */
export class RequestLog {
  private entries: RequestLogEntry[] = [];

  /** @param onEntry is told of every request as it is added */
  constructor(
    private readonly onEntry: (entry: RequestLogEntry) => void,
    private readonly capacity = 1000,
  ) {}

  add(entry: RequestLogEntry): void {
    this.entries.push(entry);
    this.onEntry(entry);
    // Cut in one go now and then instead of shifting at every request.
    if (this.entries.length >= this.capacity * 2) this.entries = this.entries.slice(-this.capacity);
  }

  list(): readonly RequestLogEntry[] {
    return this.entries.slice(-this.capacity);
  }

  clear(): void {
    this.entries = [];
  }
}

const SECRETS = /(X-Amz-(?:Signature|Security-Token|Credential)=)[^&]*|eyJ2ZXIi[A-Za-z0-9_\-.]*/gi;

/** Takes signatures and tokens out of a path and query (npm logout, for one, sends its token in the path). */
export function redactUri(path: string, query: string): string {
  const uri = query === '' ? path : `${path}?${query}`;
  return uri.replace(SECRETS, (_match, name: string | undefined) => `${name ?? ''}REDACTED`);
}
