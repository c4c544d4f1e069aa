import type { CodeartifactClient, CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';
import type { PrincipalOption } from '../access/access-options';
import type { Principals } from '../access/principals';
import type { AuditTrail } from '../audit/audit-trail';
import type { EventLog } from '../events/event-log';
import type { FaultRule } from '../faults/fault-rule';
import type { FaultStatus } from '../faults/faults';
import type { EmulatorOptions } from '../options';
import type { FormatName } from '../registry/records';
import type { SeedSource } from '../seed/seed';
import type { Explained, ExplainQuestion } from '../server/explain';
import type { TrustFiles } from '../tls/trust-files';
import type { EndpointRequest, TokenRequest } from './emulator-access';
import type { ClientIdentity } from './emulator-client';
import type { EmulatorClock } from './emulator-clock';
import type { EmulatorRequests } from './emulator-requests';

/** What goes wrong, and how often it did. */
export interface EmulatorFaults {
  /** Adds rules behind the others. Throws a RangeError, and adds none, for what is none. */
  add(rules: FaultRule | readonly FaultRule[]): void;
  list(): readonly FaultStatus[];
  clear(): void;
}

/** A running emulator. */
export interface Emulator {
  /** Address of the API and, below it, of every repository endpoint; without a final slash. */
  readonly url: string;
  readonly port: number;
  /** With the option `tls`: the https address, and the files by which clients trust it unless it is by one of your own. */
  readonly tls: { readonly url: string; readonly port: number; readonly trust?: TrustFiles } | undefined;
  readonly region: string;
  readonly accountId: string;
  /** The first configured access key, else the built-in one. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /**
   * A client of the AWS SDK for this emulator, with any further configuration; needs `@aws-sdk/client-codeartifact` in your
   * project. It is yours to destroy.
   */
  client(
    as?: ClientIdentity,
    config?: Omit<CodeartifactClientConfig, 'endpoint' | 'credentials' | 'region'>,
  ): CodeartifactClient;
  /** An authorization token, as GetAuthorizationToken gives it; rejects with an Error that begins with the code of its error. */
  token(domain: string, request?: TokenRequest): Promise<string>;
  /** URL of a repository's endpoint, ending in `/`, as GetRepositoryEndpoint answers it; of format npm unless another is given. */
  endpoint(domain: string, repository: string, format?: FormatName, of?: EndpointRequest): string;
  /** What tokens, retention, events and the `Date` header go by (docs/testing.md). */
  readonly clock: EmulatorClock;
  /** What goes wrong (docs/testing.md). */
  readonly faults: EmulatorFaults;
  /** The last 1,000 requests of all doors, oldest first, and those to come. */
  readonly requests: EmulatorRequests;
  /** The last 10,000 events, and those to come. */
  readonly events: Pick<EventLog, 'list' | 'waitFor' | 'listen' | 'clear'>;
  /** The audit trail; undefined when the option `audit` is off. */
  readonly trail: Pick<AuditTrail, 'list' | 'summary' | 'clear'> | undefined;
  /**
   * Why a version is or is not to be had, step by step, as `GET /_codeartifact/explain` says it; nothing is retained. Rejects
   * with the service's ResourceNotFoundException or ValidationException.
   */
  explain(question: ExplainQuestion): Promise<Explained>;
  /** Who is configured, without what is secret. */
  principals(): ReturnType<Principals['list']>;
  /**
   * Replaces everybody who is configured, as the option `auth.principals` does, effective with the next request (AUTH-142).
   * Throws a RangeError for who is none, and changes nobody.
   */
  setPrincipals(principals: readonly PrincipalOption[]): void;
  /** What `GET /_codeartifact/ready` says: 503 after `false`, while whoever started the emulator still fills it. */
  setReady(ready: boolean): void;
  /**
   * Takes in a seed besides what is there, all of it or, when it rejects with a RangeError naming the place, nothing;
   * `reset` forgets it (docs/seeding.md).
   */
  seed(seed: SeedSource): Promise<void>;
  /**
   * Forgets all resources, the request log and the events, returns the clock and the faults to how they started, and takes
   * in the seed of the options again; snapshots stay.
   */
  reset(): Promise<void>;
  /** Keeps the present state under `name`, replacing a snapshot of that name. */
  snapshot(name: string): Promise<void>;
  /** Returns to the state kept under `name`; false when there is none. */
  restore(name: string): Promise<boolean>;
  /**
   * Leads the external connections elsewhere from now on, as the option `external` does; what came through them stays.
   * Rejects with a RangeError for an impossible setting.
   */
  setExternal(external: NonNullable<EmulatorOptions['external']>): Promise<void>;
  /** Finishes the requests under way, frees the port and removes temporary files. */
  close(): Promise<void>;
}
