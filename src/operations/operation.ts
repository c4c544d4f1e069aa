import type { Caller, TokenAuthority } from '../auth/types';
import type { InputOf, OperationName, OutputOf } from '../protocol/types';
import type { BlobStore, FormatRules, Limits } from '../registry/ports';
import type { FormatName, RepositoryId } from '../registry/records';
import type { Store } from '../registry/store';
import type { Ids } from '../util/ids';

/** Everything a handler may use; made anew for each request. */
export interface OperationContext {
  readonly caller: Caller;
  /** When the request was received, milliseconds since the epoch. */
  readonly now: number;
  readonly ids: Ids;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly limits: Limits;
  readonly tokens: TokenAuthority;
  readonly formats: ReadonlyMap<FormatName, FormatRules>;
  /** The URL of a repository endpoint as this caller can reach it, ending in `/` (DESIGN D7). */
  repositoryEndpoint(id: RepositoryId, format: FormatName): string;
}

/** One operation of the service: its name decides route, decoding, validation and encoding. */
export interface Operation<N extends OperationName = OperationName> {
  readonly name: N;
  handle(input: InputOf<N>, ctx: OperationContext): Promise<OutputOf<N>>;
}

/** Declares an operation; the only thing written by hand about it. */
export function defineOperation<N extends OperationName>(
  name: N,
  handle: Operation<N>['handle'],
): Operation<N> {
  return { name, handle };
}
