import type { Caller } from '../auth/types';
import type { PackageCoordinate } from '../registry/ports';
import type { RepositoryId } from '../registry/records';

/** A package that a package manager's request is about, and its version where the request names one. */
export interface AuditedPackage extends PackageCoordinate {
  readonly version?: string;
}

/** What a door notes of a request while it answers it. Without a caller there is no record (TRAIL-017). */
export interface AuditNotes {
  caller?: Caller;
  /** When the caller's session or token began, milliseconds. */
  sessionBegan?: number;
  /** What an operation was given, under its API names. */
  input?: object;
  /** The repository of a package manager's request, and the path inside it behind the format's name (TRAIL-012). */
  repository?: RepositoryId;
  requestUri?: string;
  package?: AuditedPackage;
}

/** A request that was answered, with everything that a record tells. */
export interface AuditedRequest {
  readonly requestId: string;
  /** When the answer was sent, milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  readonly userAgent: string | undefined;
  readonly remoteAddress: string;
  /** The operation, or the permission that the package manager's request needs (TRAIL-010). */
  readonly action: string;
  readonly notes: AuditNotes & { readonly caller: Caller };
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  /** The answer of an operation; absent where it is no JSON. */
  readonly output?: string | undefined;
}

/** Whether a call only reads; GetAuthorizationToken counts as a write (TRAIL-013). */
export function isReadOnly(action: string): boolean {
  return /^(?:Get|List|Describe|ReadFrom)/.test(action) && action !== 'GetAuthorizationToken';
}
