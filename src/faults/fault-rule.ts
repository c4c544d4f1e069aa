/**
 * Which requests a fault is for; members left out may be anything. `*` stands for any text, but not in `door`, `account` and
 * `format`.
 */
export interface FaultFilter {
  readonly door?: 'api' | 'package' | 'sts';
  readonly account?: string;
  /** Of the API or the token service; or the permission of a package manager's request (`ReadFromRepository` …). */
  readonly operation?: string;
  /**
   * The path, below the repository for package managers (`/left-pad/-/*`), a method and a blank before it where that matters
   * (`PUT /*`).
   */
  readonly route?: string;
  readonly domain?: string;
  readonly repository?: string;
  readonly format?: string;
  /** As its users write it: `@scope/name`, `group:artifact`. */
  readonly package?: string;
}

/** An error that a fault answers with, in the shape of the door. */
export interface FaultError {
  readonly code: string;
  /** The modelled status by default; must be given for a code that the service's model does not have. */
  readonly status?: number;
  readonly message?: string;
  /** `Retry-After`; 1 by default for ThrottlingException. */
  readonly retryAfterSeconds?: number;
}

/** What goes wrong, at least one of it. */
export interface FaultKinds {
  readonly error?: FaultError;
  /** Real milliseconds before the answer. */
  readonly latencyMs?: number;
  /** The connection is reset: before anything is done (`true`, `before`), or when it is done and only the answer is lost. */
  readonly reset?: boolean | 'before' | 'after';
  /** The body breaks off half-way, or after so many bytes, and the connection with it. */
  readonly truncate?: boolean | number;
  /** One byte of the body is another: the one in the middle, or behind so many others. */
  readonly corrupt?: boolean | number;
  /**
   * A package's metadata document is that of before the package's last change since the rule was there. A rule with this
   * is for such documents only.
   */
  readonly stale?: boolean;
}

/** One fault: for which requests, how often, and what goes wrong (DESIGN D9, D10). */
export interface FaultRule extends FaultFilter, FaultKinds {
  /** The first request that it strikes, counted from 1 among those that it is for; it strikes once unless `times` says more. */
  readonly nth?: number;
  /** How often it strikes at most; without end by default. */
  readonly times?: number;
  /** How likely it strikes, above 0 and at most 1; repeatable with `seedIds`. */
  readonly probability?: number;
}
