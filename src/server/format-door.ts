import type { Authorizer } from '../access/authorizer';
import type { FindStaticCaller } from '../access/static-tokens';
import type { AuditNotes } from '../audit/audited-request';
import { findPresentedToken } from '../auth/presented-token';
import type { Caller, TokenAuthority, TokenClaims } from '../auth/types';
import { ServiceError } from '../errors';
import type { Faults } from '../faults/faults';
import type { PackageHistory } from '../faults/package-history';
import { isFromInstance } from '../external/loop-marker';
import type { FormatAction, FormatContext, FormatRoute, PackageFormat } from '../formats/format';
import { createTemplateRouter, type TemplateRouter } from '../protocol/uri-template';
import { repositoryNotFound } from '../registry/errors';
import type { PackageCoordinate } from '../registry/ports';
import { domainKey, repositoryKey } from '../registry/keys';
import type { FormatName, RepositoryId } from '../registry/records';
import type { HttpRequest, HttpResponse } from '../util/http';
import { parseEndpointAddress, type EndpointAddress } from './addressing';
import { createPackageFaults, handleWithFaults, toDisplayName } from './request-faults';
import { toServiceError, withDecision, type Door, type Outcome } from './door';
import { createReadPermissions, toPermission } from './format-permissions';
import { redactUri } from './request-log';
import type { Charge, Throttle } from './throttle';

export interface FormatDoorParts {
  readonly formats: ReadonlyMap<FormatName, PackageFormat>;
  readonly tokens: TokenAuthority;
  /** Undefined: a token must be presented. Otherwise who a caller without one is. */
  readonly anonymous: Caller | undefined;
  /** Absent: policies are kept, and not evaluated. */
  readonly authorizer?: Authorizer | undefined;
  /** Whether there still is the principal of a token (AUTH-105). */
  readonly isKnown: (caller: Caller) => boolean;
  /** Who a token of the configuration belongs to (AUTH-136). */
  readonly findStaticCaller: FindStaticCaller;
  /** Absent: no rate is enforced. */
  readonly throttle?: Throttle | undefined;
  readonly faults?: Faults;
  /** What a package was before its last change; absent where no fault asks for that. */
  readonly history?: PackageHistory;
  readonly shared: Omit<FormatContext, 'now'>;
  /** Id of this emulator; a request of its own that comes back is refused (EXT-053). */
  readonly instance: string;
  now(): number;
  onUnexpectedError(error: unknown): void;
}

/** The package managers' endpoints: every step of a request, in order (AUTH-100 … AUTH-107). */
export function createFormatDoor(parts: FormatDoorParts): Door {
  const routers = new Map<FormatName, TemplateRouter<FormatRoute>>();
  const toReadPermission = createReadPermissions();
  const routerOf = (format: PackageFormat): TemplateRouter<FormatRoute> => {
    const router = routers.get(format.name) ?? createTemplateRouter(format.routes);
    routers.set(format.name, router);
    return router;
  };

  async function answer(
    http: HttpRequest,
    address: EndpointAddress,
    format: PackageFormat,
    outcome: Outcome,
  ): Promise<HttpResponse> {
    if (isFromInstance(http, parts.instance)) throw loopDetected();
    const now = parts.now();
    const caller = callerOf(http, address, format, parts, now);
    parts.throttle?.(toCharges(http, format, caller));
    if (caller === undefined) throw unauthorized();
    outcome.account = caller.caller.account;
    outcome.region = caller.caller.region;
    outcome.principal = caller.caller.principalArn;
    const repository = toRepositoryId(address, caller.caller.region);
    outcome.domain = address.domain;
    outcome.repository = address.repository;
    const { audit } = outcome;
    if (audit) noteCaller(audit, caller, repository, address);
    const exists = await isReachable(parts, repository, caller.claims);
    if (format.routes.length === 0) throw noEndpoint(format.name);
    const { route, labels } = findRoute(routerOf(format), http.method, address.path);
    if (route.action !== undefined) outcome.action = route.action;
    const facts = {
      caller: caller.caller,
      now,
      sourceIp: http.remoteAddress,
      isSecure: http.scheme === 'https',
    };
    const access = parts.authorizer && (outcome.access = []);
    // Who may not read a repository is not told that it is not there.
    if (access && (route.action !== undefined || !exists)) {
      await parts.authorizer?.assertAllowed(facts, [toReadPermission(repository)], access);
    }
    if (!exists) throw repositoryNotFound(repository);
    const faults = parts.faults?.isActive
      ? createPackageFaults(parts.faults, { method: http.method, path: address.path }, outcome)
      : undefined;
    const authorize = async (action: FormatAction, coordinate: PackageCoordinate): Promise<void> => {
      outcome.action = action;
      outcome.package = toDisplayName(format, coordinate);
      if (audit) audit.package = coordinate;
      if (access) {
        await parts.authorizer?.assertAllowed(
          facts,
          [toPermission(action, repository, coordinate, format)],
          access,
        );
      }
      faults?.onPackage(false);
    };
    // What is new goes first: to add to a copy is several times as dear, and each would be of another hidden class.
    const context: FormatContext = {
      now,
      onPackage(named) {
        outcome.package = named.displayName;
        if (audit) audit.package = named;
        faults?.onPackage(named.version === undefined);
      },
      onOrigin: (origin) => void (outcome.from = origin),
      ...parts.shared,
    };
    const request = {
      http,
      labels,
      repository,
      endpoint: address.endpoint,
      caller: caller.caller,
      authorize,
    };
    if (!faults) return route.handle(request, context);
    return handleWithFaults(route, request, context, { faults, outcome, history: parts.history });
  }

  return {
    name: 'package',
    accept(http) {
      const address = parseEndpointAddress(http);
      const format = address && parts.formats.get(address.format);
      if (address === undefined || format === undefined) return undefined;
      return async (requestId, outcome) => {
        outcome.format = format.name;
        try {
          return await answer(http, address, format, outcome);
        } catch (thrown) {
          outcome.error = toServiceError(thrown, http, (unexpected) => parts.onUnexpectedError(unexpected));
          return withDecision(renderError(outcome.error, address, format, requestId), outcome);
        }
      };
    },
  };
}

/** QUOTA-014 … QUOTA-017; a format may count what is asked for at once (QUOTA-020). */
function toCharges(
  http: HttpRequest,
  { countRequests }: PackageFormat,
  identified: Identified | undefined,
): Charge[] {
  if (!identified) return [{ rate: 'requestsWithoutToken', subject: http.remoteAddress }];
  const count = countRequests?.(http) ?? 1;
  const isRead = http.method === 'GET' || http.method === 'HEAD';
  return [
    { rate: 'requestsPerToken', subject: findPresentedToken(http) ?? http.remoteAddress, count },
    { rate: isRead ? 'reads' : 'writes', subject: identified.caller.account, count },
  ];
}

/** What a record tells of a request before its route is known (TRAIL-006, TRAIL-012). */
function noteCaller(
  audit: AuditNotes,
  { caller, claims }: Identified,
  repository: RepositoryId,
  { format, path }: EndpointAddress,
): void {
  audit.caller = caller;
  audit.repository = repository;
  audit.requestUri = redactUri(`/${format}${path}`, '');
  if (claims) audit.sessionBegan = claims.issued * 1000;
}

interface Identified {
  readonly caller: Caller;
  readonly claims: TokenClaims | undefined;
}

function callerOf(
  http: HttpRequest,
  address: EndpointAddress,
  format: PackageFormat,
  parts: FormatDoorParts,
  now: number,
): Identified | undefined {
  const isBare = /^\S+$/.test(http.headers.authorization?.trim() ?? '');
  const token = format.refusesBareTokens && isBare ? undefined : findPresentedToken(http);
  const claims = token === undefined ? undefined : parts.tokens.read(token, now);
  const known = token === undefined || claims ? undefined : parts.findStaticCaller(token, address, now);
  if (known) return { caller: known, claims: undefined };
  if (claims && isFor(claims, address)) {
    const { account, region, principalArn, session } = claims;
    const caller = { account, region, principalArn, temporary: false, ...(session && { session }) };
    if (!parts.isKnown(caller)) return undefined;
    // Without authentication a token only says who is calling; what it is good for is not looked at.
    return { caller, claims: parts.anonymous === undefined ? claims : undefined };
  }
  if (parts.anonymous === undefined) return undefined;
  return {
    caller: { ...parts.anonymous, region: address.region ?? parts.anonymous.region },
    claims: undefined,
  };
}

/** A token serves one domain of one owner in one region (AUTH-104). */
function isFor(claims: TokenClaims, address: EndpointAddress): boolean {
  return (
    claims.domain === address.domain &&
    claims.domainOwner === address.domainOwner &&
    (address.region === undefined || address.region === claims.region)
  );
}

function toRepositoryId(address: EndpointAddress, region: string): RepositoryId {
  const { domainOwner, domain, repository } = address;
  return { region, domainOwner, domain, repository };
}

/**
 * Whether the repository of a request exists. A token dies with its domain, and does not come back with a namesake
 * (DOM-068, AUTH-107).
 */
async function isReachable(
  parts: FormatDoorParts,
  id: RepositoryId,
  claims: TokenClaims | undefined,
): Promise<boolean> {
  return parts.shared.store.read(async (tx) => {
    const domain = await tx.get(domainKey(id));
    const stale = domain && claims && claims.issued < Math.floor(domain.createdTime / 1000);
    if (claims && (!domain || stale)) throw unauthorized();
    return (await tx.get(repositoryKey(id))) !== undefined;
  });
}

function findRoute(
  router: TemplateRouter<FormatRoute>,
  method: string,
  path: string,
): { route: FormatRoute; labels: Readonly<Record<string, string>> } {
  const match = router.match(method, path);
  if (match.route) return match;
  if (match.allowed.length === 0) throw new ServiceError('NotFound', 404, 'Not Found');
  throw new ServiceError('MethodNotAllowed', 405, 'Method Not Allowed', { allow: match.allowed.join(', ') });
}

function loopDetected(): ServiceError {
  return new ServiceError('LoopDetected', 508, 'An external connection of this emulator leads back to it.');
}

function unauthorized(): ServiceError {
  return new ServiceError('Unauthorized', 401, 'The authorization token is missing, invalid or expired.');
}

function noEndpoint(format: FormatName): ServiceError {
  return new ServiceError(
    'NotFound',
    404,
    `Packages of format ${format} have no endpoint; use GetPackageVersionAsset.`,
  );
}

/** The format decides the body, the door everything around it. */
function renderError(
  error: ServiceError,
  address: EndpointAddress,
  format: PackageFormat,
  requestId: string,
): HttpResponse {
  const { contentType, body, headers: own } = format.renderError(error);
  const headers: Record<string, string | readonly string[]> = {
    ...own,
    'content-type': contentType,
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
  };
  if (error.statusCode === 401) {
    // Two lines, Bearer first: npm reads the first, and Maven fails on a combined one (AUTH-101, NPM-031).
    const realm = `realm="${`${address.domain}/${address.repository}`.replace(/[^\x20-\x7e]|["\\]/g, '?')}"`;
    headers['www-authenticate'] = [`Bearer ${realm}`, `Basic ${realm}`];
  }
  if (typeof error.members.allow === 'string') headers.allow = error.members.allow;
  const { retryAfterSeconds } = error.members;
  if (typeof retryAfterSeconds === 'number') headers['retry-after'] = String(retryAfterSeconds); // QUOTA-051
  return { status: error.statusCode, headers, body };
}
