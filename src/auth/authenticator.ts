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
import type { Authenticator, AuthenticatorOptions, AuthMode, Caller, Credential, SigningName } from './types';
import { assertNotChunked, assertSignature } from './verify-signature';

/** The key that everybody may use until they configure their own (DESIGN D6, AUTH-135). */
const toBuiltIn = (account: string): Credential => ({
  accessKeyId: 'test',
  secretAccessKey: 'test',
  account,
  principalArn: `arn:aws:iam::${account}:user/test`,
});

function isStrict(mode: AuthMode): boolean {
  return mode === 'strict' || mode === 'iam';
}

/**
 * Credentials by access key, the built-in one among them. Where everybody must be known, configuring one's own keys
 * takes that one away, because everybody knows it.
 */
function toCredentialMap(
  { mode, account }: AuthenticatorOptions,
  configured: readonly Credential[],
): ReadonlyMap<string, Credential> {
  const builtIn = isStrict(mode) && configured.length > 0 ? [] : [toBuiltIn(account)];
  return new Map([...builtIn, ...configured].map((each) => [each.accessKeyId, each]));
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
  const { accessKeyId, sessionExpires, session, account = defaultAccount } = credential;
  return {
    account,
    region,
    principalArn: credential.principalArn ?? `arn:aws:iam::${account}:user/${accessKeyId}`,
    accessKeyId,
    temporary: credential.sessionToken !== undefined,
    ...(sessionExpires !== undefined && { sessionExpires }),
    ...(session && { session }),
  };
}

type FindKnown = (accessKeyId: string, sessionToken: string | undefined) => Credential | undefined;

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
  const header = http.headers['x-amz-security-token'];
  const sessionToken = typeof header === 'string' ? header : undefined;
  const known = findKnown(scope.accessKeyId, sessionToken);
  if (known !== undefined) return toKnownCaller(known, region, options.account);
  return toLocalCaller({ accessKeyId: scope.accessKeyId, region, sessionToken }, options.account, now);
}

/**
 * Makes the authenticator of the API plane. `lenient` lets unknown keys and unsigned requests pass, `strict` neither,
 * `off` only reads account and region (DESIGN D6, AUTH-133).
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { account, clockSkewSeconds } = options;
  const strict = isStrict(options.mode);
  const keys = createSigningKeys();
  const defaultCaller = toDefaultCaller(account, options.region);
  let credentials = toCredentialMap(options, options.credentials);

  const findKnown: FindKnown = (accessKeyId, sessionToken) =>
    credentials.get(accessKeyId) ??
    (sessionToken === undefined ? undefined : options.findSession?.(accessKeyId, sessionToken));

  // The order of the checks is AUTH-027.
  function verify(http: HttpRequest, body: Buffer | undefined, now: number, service: SigningName): Caller {
    const presented = parsePresentedSignature(http);
    if (presented === undefined) {
      if (strict) throw new MissingAuthenticationTokenException();
      return defaultCaller;
    }
    if (options.isClockMoved?.() !== true) assertCurrent(presented, now, clockSkewSeconds);
    assertScope(presented, service);
    const { accessKeyId, region } = presented.scope;
    const known = findKnown(accessKeyId, presented.sessionToken);
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
    authenticate: (http, body, now, service = 'codeartifact') =>
      options.mode === 'off' ? identify(options, findKnown, http, now) : verify(http, body, now, service),
    replaceCredentials(replacement) {
      credentials = toCredentialMap(options, replacement);
      keys.clear();
    },
  };
}
