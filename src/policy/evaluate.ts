import { strongest, type Naming, type Principal } from './compile-principal';
import type { Policy, Statement } from './compile-policy';
import type { ConditionContext } from './condition-context';

/** A policy and what reports call it. */
export interface AttachedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** Every policy that applies to a request (IAM-070). */
export interface ApplicablePolicies {
  readonly identity: readonly AttachedPolicy[];
  /** Of the domain and of the repository. */
  readonly resource: readonly AttachedPolicy[];
  /** What the identity's policies may grant at most; absent without a boundary (IAM-082). */
  readonly boundary?: AttachedPolicy | undefined;
  /** Of the session; empty without any. */
  readonly session: readonly AttachedPolicy[];
}

export interface AccessRequest {
  readonly principal: Principal;
  readonly isRoot: boolean;
  /** `codeartifact:DescribeDomain` */
  readonly action: string;
  /** ARNs of which a statement must match one (IAM-014); `*` for actions on no resource (IAM-013). */
  readonly resources: readonly string[];
  /** Whether the account of the principal owns the resource, or administers the repository (IAM-074, IAM-075). */
  readonly isOwnAccount: boolean;
  readonly context: ConditionContext;
}

/** Which kind of policy decided. */
export type Decider = 'identity' | 'resource' | 'boundary' | 'session';

export interface Decision {
  readonly effect: 'allow' | 'explicit deny' | 'implicit deny';
  readonly decider: Decider;
  /** Policy and statement that decided, where one did: `domain policy/Sid`. */
  readonly statement?: string;
}

/**
 * Decides on one action (IAM-072 … IAM-082): an explicit deny anywhere wins; in the own account an allow by the identity
 * or by a resource policy that names the principal itself is enough; from another account both are needed.
 */
export function evaluate(request: AccessRequest, policies: ApplicablePolicies): Decision {
  const { identity, resource, boundary, session } = policies;
  const denied =
    findDeny(request, identity, 'identity') ??
    findDeny(request, resource, 'resource') ??
    findDeny(request, boundary ? [boundary] : [], 'boundary') ??
    findDeny(request, session, 'session');
  if (denied) return denied;
  const byIdentity = request.isRoot ? 'root' : findAllow(request, identity);
  const grant = findGrant(request, resource);
  if (request.isOwnAccount && grant?.naming === 'named') return allow('resource', grant.statement);
  const limit = findLimit(request, boundary, session);
  if (!limit && request.isOwnAccount && grant && grant.naming !== 'account') {
    return allow('resource', grant.statement);
  }
  if (!request.isOwnAccount && !grant) return deny('resource');
  if (byIdentity === undefined) return deny('identity');
  return limit ? deny(limit) : allow('identity', byIdentity);
}

function allow(decider: Decider, statement: string): Decision {
  return { effect: 'allow', decider, statement };
}

function deny(decider: Decider): Decision {
  return { effect: 'implicit deny', decider };
}

/** What keeps an allowance from taking effect: a boundary or a session policy that does not allow it as well. */
function findLimit(
  request: AccessRequest,
  boundary: AttachedPolicy | undefined,
  session: readonly AttachedPolicy[],
): Decider | undefined {
  if (boundary && findAllow(request, [boundary]) === undefined) return 'boundary';
  return session.length > 0 && findAllow(request, session) === undefined ? 'session' : undefined;
}

function findDeny(
  request: AccessRequest,
  policies: readonly AttachedPolicy[],
  decider: Decider,
): Decision | undefined {
  for (const { name, policy } of policies) {
    for (const statement of policy.statementsOf(request.action)) {
      if (statement.effect === 'Deny' && applies(statement, request)) {
        return { effect: 'explicit deny', decider, statement: toName(name, statement) };
      }
    }
  }
  return undefined;
}

function findAllow(request: AccessRequest, policies: readonly AttachedPolicy[]): string | undefined {
  for (const { name, policy } of policies) {
    for (const statement of policy.statementsOf(request.action)) {
      if (statement.effect === 'Allow' && applies(statement, request)) return toName(name, statement);
    }
  }
  return undefined;
}

interface Grant {
  readonly naming: Naming;
  readonly statement: string;
}

/** The allowance of a resource policy that names the principal most closely. */
function findGrant(request: AccessRequest, policies: readonly AttachedPolicy[]): Grant | undefined {
  let best: Grant | undefined;
  for (const { name, policy } of policies) {
    for (const statement of policy.statementsOf(request.action)) {
      if (statement.effect !== 'Allow' || !applies(statement, request)) continue;
      const naming = statement.namesPrincipal?.(request.principal);
      if (naming === undefined || naming === best?.naming) continue;
      if (strongest([naming, best?.naming]) === naming) best = { naming, statement: toName(name, statement) };
    }
  }
  return best;
}

function applies({ namesPrincipal, coversResource, holds }: Statement, request: AccessRequest): boolean {
  const { principal, resources, context } = request;
  return (
    (namesPrincipal === undefined || namesPrincipal(principal) !== undefined) &&
    coversResource(resources, context) &&
    holds(context)
  );
}

function toName(policy: string, { sid }: Statement): string {
  return sid ? `${policy}/${sid}` : policy;
}
