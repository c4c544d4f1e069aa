import { signPost } from '../auth/sign-post';
import type { FormatName } from '../registry/records';
import { renderRepositoryEndpoint, type AddressingOptions } from '../server/addressing';
import type { ClientIdentity, ClientTarget } from './emulator-client';

/** Who a token is for, and of whose domain. */
export interface TokenRequest extends ClientIdentity {
  /** The caller's own account by default. */
  readonly domainOwner?: string;
  /** 0, or 900 to 43,200; as long as possible by default. */
  readonly durationSeconds?: number;
}

/**
 * Calls GetAuthorizationToken as a client does, so that the request log and the faults know of it.
 * @param now milliseconds, by the clock that signatures are checked against
 * @throws Error that begins with the code of the service's error
 */
export async function fetchToken(
  { url, region, credentials }: ClientTarget,
  domain: string,
  { account, region: own = region, domainOwner, durationSeconds }: TokenRequest,
  now: number,
): Promise<string> {
  const address = new URL('/v1/authorization-token', url);
  address.searchParams.set('domain', domain);
  if (domainOwner !== undefined) address.searchParams.set('domain-owner', domainOwner);
  if (durationSeconds !== undefined) address.searchParams.set('duration', String(durationSeconds));
  const key = account === undefined ? credentials : { accessKeyId: account, secretAccessKey: 'any' };
  const request = { url: address, headers: {}, body: '', service: 'codeartifact', region: own };
  const answer = await fetch(address, { method: 'POST', headers: signPost(request, key, now) });
  const body = (await answer.json()) as Readonly<Record<string, unknown>>; // every answer is an object
  const { authorizationToken, message } = body;
  if (typeof authorizationToken === 'string') return authorizationToken;
  throw new Error(`${answer.headers.get('x-amzn-errortype')}: ${String(message)}`);
}

/** Which repository's endpoint is meant, besides its names. */
export interface EndpointRequest {
  /** The emulator's account by default. */
  readonly domainOwner?: string;
  readonly region?: string;
}

/** The endpoint of a repository as GetRepositoryEndpoint answers it, ending in `/`; whether there is one is not asked. */
export function toEndpoint(
  { url, region, accountId }: ClientTarget & { readonly accountId: string },
  { domain, repository, format }: Readonly<Record<'domain' | 'repository', string>> & { format: FormatName },
  { domainOwner = accountId, region: own = region }: EndpointRequest,
  addressing: AddressingOptions,
): string {
  const http = { scheme: 'http', authority: new URL(url).host } as const;
  return renderRepositoryEndpoint(http, { region: own, domainOwner, domain, repository }, format, addressing);
}
