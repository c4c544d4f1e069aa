import type { SeedCaller, SendSeedRequest } from './seed-request';

/** Where in a seed something stands, and how it is done. */
export interface SeedPlace {
  /** `domains[0].repositories[1]`. */
  readonly at: string;
  readonly caller: SeedCaller;
  readonly send: SendSeedRequest;
  /** Where paths begin; undefined where they are not allowed. */
  readonly directory: string | undefined;
}
