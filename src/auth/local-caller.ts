import type { Caller } from './types';

const ACCOUNT = /^\d{12}$/;
const TEMPORARY_PREFIX = 'ASIA';
/** How long a session lasts whose real end nobody here knows (AUTH-134). */
const ASSUMED_SESSION_MS = 3_600_000;

/** What a request that is not verified says about itself. */
export interface UnverifiedIdentity {
  readonly accessKeyId: string;
  readonly region: string;
  readonly sessionToken?: string | undefined;
}

/** Whom a request without any identity comes from (AUTH-133). Not the account's root, so AUTH-063 spares it. */
export function toDefaultCaller(account: string, region: string): Caller {
  return { account, region, principalArn: `arn:aws:iam::${account}:user/local`, temporary: false };
}

/** Who sends a request under a key that is not configured: twelve digits are their own account (AUTH-132). */
export function toLocalCaller(
  { accessKeyId, region, sessionToken }: UnverifiedIdentity,
  defaultAccount: string,
  now: number,
): Caller {
  const temporary = sessionToken !== undefined || accessKeyId.startsWith(TEMPORARY_PREFIX);
  const { account, principalArn } = toDefaultCaller(
    ACCOUNT.test(accessKeyId) ? accessKeyId : defaultAccount,
    region,
  );
  return {
    account,
    region,
    principalArn,
    accessKeyId,
    temporary,
    ...(temporary && { sessionExpires: now + ASSUMED_SESSION_MS }),
  };
}
