import { createAuthorizer, type Authorizer } from './access/authorizer';
import type { PrincipalOption } from './access/access-options';
import type { Principals } from './access/principals';
import { createStaticTokens } from './access/static-tokens';
import { createAuthenticator } from './auth/authenticator';
import { createTokenAuthority } from './auth/authorization-token';
import { toDefaultCaller } from './auth/local-caller';
import { createSessionAuthority } from './auth/session-authority';
import type { Credential } from './auth/types';
import type { Faults } from './faults/faults';
import type { PackageHistory } from './faults/package-history';
import { packageFormats as formats } from './formats';
import { DocumentCache } from './formats/document-cache';
import { operations } from './operations';
import type { EmulatorConfig } from './options';
import type { Protocol } from './protocol/model';
import type { ResolverPorts } from './registry/resolve-version';
import { createApiDoor } from './server/api-door';
import type { Door } from './server/door';
import { createFormatDoor } from './server/format-door';
import { createStsDoor } from './server/sts-door';
import { createThrottle } from './server/throttle';
import type { Ids } from './util/ids';
import { createSingleFlight } from './util/single-flight';

const DOCUMENT_CACHE_BYTES = 64 * 1024 * 1024;

/** What the doors stand on. */
export interface DoorParts extends Pick<ResolverPorts, 'store' | 'blobs' | 'publicSources'> {
  readonly ids: Ids;
  readonly tokenKey: Buffer;
  readonly protocol: Protocol;
  readonly instance: string;
  readonly principals: Principals;
  readonly faults: Faults;
  readonly history: PackageHistory;
  onUnexpectedError(error: unknown): void;
}

/** The doors in the order in which they are offered a request (DESIGN D2). */
export interface Doors {
  readonly doors: readonly Door[];
  /** Absent: policies are not evaluated. */
  readonly authorizer: Authorizer | undefined;
  /** Replaces everybody who is configured, effective with the next request (AUTH-142). */
  readonly replacePrincipals: (principals: readonly PrincipalOption[]) => void;
}

/** Puts together both doors, the token service's, and what decides who may pass. */
export function createDoors(config: EmulatorConfig, parts: DoorParts): Doors {
  const { account, region, limits, clock, endpointStyle, endpointSuffix } = config;
  const { store, blobs, ids, tokenKey, protocol, publicSources, instance, principals, faults } = parts;
  const onUnexpectedError = (error: unknown): void => parts.onUnexpectedError(error);
  const tokens = createTokenAuthority(tokenKey, (length) => ids.bytes(length));
  const sessions = createSessionAuthority(tokenKey, (length) => ids.bytes(length));
  const toCredentials = (): Credential[] => [
    ...config.credentials.map((credential) => ({ account, ...credential })),
    ...principals.credentials(),
  ];
  const authenticator = createAuthenticator({
    mode: config.auth,
    account,
    region,
    clockSkewSeconds: config.clockSkewSeconds,
    isClockMoved: () => clock.isMoved(),
    credentials: toCredentials(),
    findSession: (accessKeyId, sessionToken) => sessions.find(accessKeyId, sessionToken),
  });
  const refuses = config.auth === 'iam';
  const authorizer =
    refuses || config.auth === 'warn' ? createAuthorizer(store, principals, refuses) : undefined;
  const now = (): number => clock.now();
  const throttle = createThrottle(config.throttle, now);
  const api = createApiDoor({
    protocol,
    authenticator,
    operations,
    addressing: { endpointStyle, endpointSuffix },
    authorizer,
    throttle,
    faults,
    shared: { ids, store, blobs, limits, tokens, formats },
    now,
    onUnexpectedError,
  });
  const documents = new DocumentCache(DOCUMENT_CACHE_BYTES);
  const postpone = createPostpone(config, onUnexpectedError);
  const singleFlight = createSingleFlight();
  const packages = createFormatDoor({
    formats,
    tokens,
    anonymous: config.auth === 'off' ? toDefaultCaller(account, region) : undefined,
    shared: { store, blobs, limits, documents, publicSources, singleFlight, ...(postpone && { postpone }) },
    instance,
    authorizer,
    isKnown: (caller) => !refuses || principals.find(caller) !== undefined,
    findStaticCaller: createStaticTokens(config.access.staticTokens ?? [], region),
    throttle,
    faults,
    history: parts.history,
    now,
    onUnexpectedError,
  });
  const sts = createStsDoor({
    authenticator,
    sessions,
    principals,
    authorizer,
    refuses,
    faults,
    now,
    onUnexpectedError,
  });
  return {
    doors: [api, packages, sts],
    authorizer,
    replacePrincipals(replacement) {
      principals.replace(replacement);
      authenticator.replaceCredentials(toCredentials());
    },
  };
}

/** Retention is put off by the emulator's clock; what is still due at the end is dropped. */
function createPostpone(
  { retentionDelaySeconds, clock }: EmulatorConfig,
  onError: (error: unknown) => void,
): ResolverPorts['postpone'] {
  if (retentionDelaySeconds === 0) return undefined;
  return (work) => clock.after(retentionDelaySeconds, () => work().catch(onError));
}
