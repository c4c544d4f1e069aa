import type { Caller } from '../auth/types';
import { parseArn } from '../util/arn';
import type { StaticTokenOption } from './access-options';
import { readTime } from './read-principal';

/** Where a token is presented. */
interface Address {
  readonly domain: string;
  readonly domainOwner: string;
  readonly region?: string;
}

/** Who a token of the configuration belongs to; undefined for one that is unknown, expired or of another domain. */
export type FindStaticCaller = (token: string, address: Address, now: number) => Caller | undefined;

/**
 * The tokens of the configuration (AUTH-136).
 * @param defaultRegion of requests whose address does not tell
 * @throws RangeError naming the offending place (AUTH-141)
 */
export function createStaticTokens(
  options: readonly StaticTokenOption[],
  defaultRegion: string,
): FindStaticCaller {
  const known = new Map(options.map((option, index) => [option.token, readToken(option, index)]));
  return (token, { domain, domainOwner, region = defaultRegion }, now) => {
    const found = known.get(token);
    if (!found || now >= found.expires) return undefined;
    const isHere = found.domain === undefined || found.domain === `${domainOwner}/${domain}`;
    const { account, principalArn } = found;
    return isHere ? { account, region, principalArn, temporary: false } : undefined;
  };
}

function readToken({ token, principal, domain, expires }: StaticTokenOption, index: number) {
  const at = `staticTokens[${index}]`;
  const account = parseArn(principal)?.account;
  if (!account || !/^\d{12}$/.test(account))
    throw new RangeError(`${at}.principal: '${principal}' is no principal`);
  if (!/^[\w.~+/=-]+$/.test(token))
    throw new RangeError(`${at}.token has characters that no client could send`);
  return {
    account,
    principalArn: principal,
    domain: domain === undefined || domain.includes('/') ? domain : `${account}/${domain}`,
    expires: readTime(expires, `${at}.expires`) ?? Infinity,
  };
}
