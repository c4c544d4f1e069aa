import type { HttpRequest } from '../util/http';
import { assertCurrent, assertScope, isRegion } from './assert-scope';
import {
  ExpiredTokenException,
  MissingAuthenticationTokenException,
  UnrecognizedClientException,
} from './errors';
import { toDefaultCaller, toLocalCaller } from './local-caller';
import { findCredential, parsePresentedSignature, type PresentedSignature } from './presented-signature';
import { createSigningKeys, equalsInConstantTime } from './sigv4';
import type { Caller } from './types';
import { assertNotChunked, assertSignature } from './verify-signature';

/** An access key whose signatures can be verified. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Makes the credentials temporary: requests must carry it. */
  readonly sessionToken?: string;
  /** When temporary credentials expire, milliseconds. */
  readonly sessionExpires?: number;
  /** Twelve digits; the default account if left out. */
  readonly account?: string;
  /** `arn:aws:iam::<account>:user/<accessKeyId>` if left out. */
  readonly principalArn?: string;
}

export interface AuthenticatorOptions {
  /** How far signatures are checked (DESIGN D6): not at all, for configured keys only, or for every request. */
  readonly mode: 'off' | 'lenient' | 'strict';
  /** Whom requests belong to that say nothing else (AUTH-132, AUTH-133). */
  readonly account: string;
  readonly region: string;
  /** 0 switches the check of the clock off (AUTH-014). */
  readonly clockSkewSeconds: number;
  readonly credentials: readonly Credential[];
}

/** Decides who sent a request of the API plane. */
export interface Authenticator {
  /** Whom a request without any identity comes from (AUTH-133). */
  readonly defaultCaller: Caller;
  /**
   * Who sent the request; `body` undefined means that it has yet to be streamed, so only its announced hash is
   * verified (AUTH-008). Throws one of the errors in `auth/errors`, or ValidationException for aws-chunked bodies.
   */
  authenticate(http: HttpRequest, body: Buffer | undefined, now: number): Caller;
  /** Replaces every configured access key, effective with the next request (AUTH-142). */
  replaceCredentials(credentials: readonly Credential[]): void;
}

/** Throws unless the session token that came with a configured key is its own and has not expired. */
function assertSession(
  { sessionToken, sessionExpires }: Credential,
  presented: PresentedSignature,
  now: number,
  strict: boolean,
): void {
  if (sessionToken === undefined) {
    // People carry AWS_SESSION_TOKEN=test over from other emulators; lenient lets a needless token pass.
    if (presented.sessionToken !== undefined && strict) throw new UnrecognizedClientException();
  } else if (!equalsInConstantTime(presented.sessionToken ?? '', sessionToken)) {
    throw new UnrecognizedClientException();
  }
  if (sessionExpires !== undefined && now >= sessionExpires) throw new ExpiredTokenException();
}

function toKnownCaller(credential: Credential, region: string, defaultAccount: string): Caller {
  const { accessKeyId, sessionExpires, account = defaultAccount } = credential;
  return {
    account,
    region,
    principalArn: credential.principalArn ?? `arn:aws:iam::${account}:user/${accessKeyId}`,
    accessKeyId,
    temporary: credential.sessionToken !== undefined,
    ...(sessionExpires !== undefined && { sessionExpires }),
  };
}

type FindKnown = (accessKeyId: string) => Credential | undefined;

/** Mode `off`: whatever can be read of the caller's identity, unchecked. */
function identify(
  options: AuthenticatorOptions,
  findKnown: FindKnown,
  http: HttpRequest,
  now: number,
): Caller {
  const scope = findCredential(http);
  if (scope === undefined) return toDefaultCaller(options.account, options.region);
  const region = isRegion(scope.region) ? scope.region : options.region;
  const known = findKnown(scope.accessKeyId);
  if (known !== undefined) return toKnownCaller(known, region, options.account);
  const header = http.headers['x-amz-security-token'];
  const sessionToken = typeof header === 'string' ? header : undefined;
  return toLocalCaller({ accessKeyId: scope.accessKeyId, region, sessionToken }, options.account, now);
}

/**
 * Makes the authenticator of the API plane. `lenient` lets unknown keys and unsigned requests pass, `strict` neither,
 * `off` only reads account and region (DESIGN D6, AUTH-133).
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { account, clockSkewSeconds } = options;
  const strict = options.mode === 'strict';
  const keys = createSigningKeys();
  const toMap = (list: readonly Credential[]) => new Map(list.map((each) => [each.accessKeyId, each]));
  let credentials = toMap(options.credentials);
  const defaultCaller = toDefaultCaller(account, options.region);

  // The order of the checks is AUTH-027.
  function verify(http: HttpRequest, body: Buffer | undefined, now: number): Caller {
    const presented = parsePresentedSignature(http);
    if (presented === undefined) {
      if (strict) throw new MissingAuthenticationTokenException();
      return defaultCaller;
    }
    assertCurrent(presented, now, clockSkewSeconds);
    assertScope(presented);
    const { accessKeyId, region } = presented.scope;
    const known = credentials.get(accessKeyId);
    if (known === undefined && strict) throw new UnrecognizedClientException();
    if (known !== undefined) assertSession(known, presented, now, strict);
    assertNotChunked(http);
    if (known === undefined) {
      return toLocalCaller({ accessKeyId, region, sessionToken: presented.sessionToken }, account, now);
    }
    assertSignature(http, body, presented, known.secretAccessKey, keys);
    return toKnownCaller(known, region, account);
  }

  return {
    defaultCaller,
    authenticate: (http, body, now) =>
      options.mode === 'off'
        ? identify(options, (accessKeyId) => credentials.get(accessKeyId), http, now)
        : verify(http, body, now),
    replaceCredentials(replacement) {
      credentials = toMap(replacement);
      keys.clear();
    },
  };
}
