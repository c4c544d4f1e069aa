import type { PublishRequest } from '../fixtures/built-package';

/** A request that a seed makes of one of the doors. */
export interface SeedRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Raw, as it stands on the wire. */
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Whose request it is. */
export interface SeedCaller {
  readonly account: string;
  readonly region: string;
}

/** Sends a request and gives the JSON of the answer, undefined for any other. Rejects with what the door refused it with. */
export type SendSeedRequest = (caller: SeedCaller, request: SeedRequest) => Promise<unknown>;

/** A request of the API: members of the query by their wire names, and of the body. */
export function toApiRequest(
  method: SeedRequest['method'],
  path: string,
  query: Readonly<Record<string, string>>,
  body?: object,
): SeedRequest {
  return {
    method,
    path: `/v1/${path}`,
    query: renderQuery(query),
    ...(body && { body: Buffer.from(JSON.stringify(body)), headers: { 'content-type': 'application/json' } }),
  };
}

/** Percent-encoded as signatures want it, so that no character means anything else. */
export function renderQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** A request to a repository's endpoint. */
export function toEndpointRequest(endpoint: string, { path, ...request }: PublishRequest): SeedRequest {
  return { ...request, path: endpoint + path };
}
