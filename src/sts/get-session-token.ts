import type { SessionAuthority } from '../auth/session-authority';
import { AccessDeniedException } from '../errors';
import { renderCredential } from './render-credential';
import { readDuration, type StsElements, type StsRequest } from './sts-request';

const HOUR = 3600;

/** Temporary credentials of a user, who stays who they are; not for sessions. */
export function getSessionToken(request: StsRequest, sessions: SessionAuthority): StsElements {
  const { caller, now, parameters } = request;
  if (caller.temporary) {
    throw new AccessDeniedException('Cannot call GetSessionToken with session credentials');
  }
  const isRoot = caller.principalArn.endsWith(':root');
  const limits = { least: 900, most: isRoot ? HOUR : 36 * HOUR, usual: isRoot ? HOUR : 12 * HOUR };
  const expires = now + readDuration(request, limits) * 1000;
  const { principalArn, account } = caller;
  // A code cannot be checked here: that one was given counts.
  const isMfaAuthenticated = parameters.has('SerialNumber') && parameters.has('TokenCode');
  const session = { issued: now, policies: [], tags: {}, isMfaAuthenticated };
  return {
    Credentials: renderCredential(sessions.issue({ principalArn, account, session, expires }), expires),
  };
}
