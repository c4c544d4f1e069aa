import type { Caller } from '../../auth/types';
import { AccessDeniedException, ValidationException } from '../../errors';
import { getDomain } from '../../registry/domains';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';

const LONGEST_SECONDS = 43_200;
const SHORTEST_SECONDS = 900;
const UNKNOWN_SESSION_SECONDS = 3600;

/** A token for one domain; earlier ones stay valid until they expire (AUTH-064, AUTH-065). */
export const getAuthorizationToken = defineOperation('GetAuthorizationToken', async (input, ctx) => {
  if (ctx.caller.principalArn.endsWith(':root')) {
    throw new AccessDeniedException('Root users cannot call GetAuthorizationToken.'); // AUTH-063
  }
  const issued = Math.floor(ctx.now / 1000);
  const expires = toExpiration(input.durationSeconds, issued, ctx.caller);
  const id = toDomainId(input, ctx);
  await ctx.store.read((tx) => getDomain(tx, id));
  const { principalArn, account, session } = ctx.caller;
  const claims = { principalArn, account, ...id, issued, expires, ...(session && { session }) };
  const authorizationToken = ctx.tokens.mint(claims);
  return { authorizationToken, expiration: new Date(expires * 1000) };
});

/** Seconds since the epoch; 1 to 899 pass the model but not the service (AUTH-053). */
function toExpiration(seconds: number | undefined, issued: number, caller: Caller): number {
  if (seconds === 0) return toSessionExpiration(issued, caller);
  if (seconds !== undefined && seconds < SHORTEST_SECONDS) {
    throw new ValidationException(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: ` +
        `Member must be 0 or have value greater than or equal to ${SHORTEST_SECONDS}`,
      'FIELD_VALIDATION_FAILED',
    );
  }
  return issued + (seconds ?? LONGEST_SECONDS);
}

/** Zero asks for the life of the caller's session; long-term keys have none and get the longest (AUTH-054, AUTH-134). */
function toSessionExpiration(issued: number, caller: Caller): number {
  if (!caller.temporary) return issued + LONGEST_SECONDS;
  if (caller.sessionExpires === undefined) return issued + UNKNOWN_SESSION_SECONDS;
  return Math.floor(caller.sessionExpires / 1000);
}
