import type { HttpRequest } from '../util/http';

const SCHEME_ALONE = /^(?:bearer|basic|aws4-.*)$/i;

function readPassword(encoded: string): string | undefined {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1).trim();
}

/**
 * The authorization token that a package manager presents: as Bearer, as the password of any Basic user, or bare as
 * cargo sends it (AUTH-080, AUTH-081). Undefined when there is none; a signature is none (AUTH-096), and nothing
 * else of a request can carry one (AUTH-095).
 */
export function findPresentedToken(http: Pick<HttpRequest, 'headers'>): string | undefined {
  const value = http.headers.authorization?.trim();
  if (!value) return undefined;
  const end = value.search(/\s/);
  if (end < 0) return SCHEME_ALONE.test(value) ? undefined : value;
  const scheme = value.slice(0, end);
  const rest = value.slice(end).trimStart();
  if (/^bearer$/i.test(scheme)) return rest;
  return (/^basic$/i.test(scheme) && readPassword(rest)) || undefined;
}
