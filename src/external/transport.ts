import type { Readable } from 'node:stream';
import type { HttpClient } from './http-client';
import { RemoteFailure } from './remote-failure';

/** An answer as it is consumed: redirects followed, content decoded. The body is empty unless the status is 200. */
export interface RemoteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

export type ConsumeAnswer<T> = (answer: RemoteAnswer) => Promise<T>;

/** What stands behind a connection: the network, a recording, or nothing. */
export interface Transport {
  /** Where the connection leads, with a final slash; undefined when nowhere. */
  address(): Promise<string | undefined>;
  /**
   * GETs a URL and gives the answer to `consume`, a second time when the first one broke off.
   * @throws RemoteFailure when there is no answer; what `consume` throws
   */
  get<T>(url: string, headers: Readonly<Record<string, string>>, consume: ConsumeAnswer<T>): Promise<T>;
}

/** Asks the network. */
export function createLiveTransport(client: HttpClient, findAddress: () => string | undefined): Transport {
  return {
    address: async () => findAddress(),
    get: (url, headers, consume) => client.get(url, headers, consume),
  };
}

/** Asks nobody (EXT-051). */
export const offTransport: Transport = {
  address: () => Promise.resolve(undefined),
  get: () => Promise.reject(new RemoteFailure('off', 'the connection is switched off')),
};
