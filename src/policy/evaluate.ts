import { strongest, type Naming, type Principal } from './compile-principal';
import type { Policy, Statement, Statements } from './compile-policy';
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
  const { action, resources } = request;
  const key = resources.length === 1 ? (resources[0] ?? '') : resources.join(' ');
  const look = ({ name, policy }: AttachedPolicy): Found => {
    const { allow, deny } = policy.find(action, resources, key);
    return { name, allow, deny };
  };
  const identity = policies.identity.map(look);
  const resource = policies.resource.map(look);
  const boundary = policies.boundary && [look(policies.boundary)];
  const session = policies.session.map(look);
  const denied =
    findDeny(request, identity, 'identity') ??
    findDeny(request, resource, 'resource') ??
    findDeny(request, boundary ?? [], 'boundary') ??
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

/** The statements of a policy that may speak of the request. */
interface Found extends Statements {
  readonly name: string;
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
  boundary: readonly Found[] | undefined,
  session: readonly Found[],
): Decider | undefined {
  if (boundary && findAllow(request, boundary) === undefined) return 'boundary';
  return session.length > 0 && findAllow(request, session) === undefined ? 'session' : undefined;
}

function findDeny(
  request: AccessRequest,
  policies: readonly Found[],
  decider: Decider,
): Decision | undefined {
  for (const { name, deny } of policies) {
    for (const statement of deny) {
      if (applies(statement, request)) {
        return { effect: 'explicit deny', decider, statement: toName(name, statement) };
      }
    }
  }
  return undefined;
}

function findAllow(request: AccessRequest, policies: readonly Found[]): string | undefined {
  for (const { name, allow } of policies) {
    for (const statement of allow) {
      if (applies(statement, request)) return toName(name, statement);
    }
  }
  return undefined;
}

interface Grant {
  readonly naming: Naming;
  readonly statement: string;
}

/** The allowance of a resource policy that names the principal most closely. */
function findGrant(request: AccessRequest, policies: readonly Found[]): Grant | undefined {
  let best: Grant | undefined;
  for (const { name, allow } of policies) {
    for (const statement of allow) {
      if (!applies(statement, request)) continue;
      const naming = statement.namesPrincipal?.(request.principal);
      if (naming === undefined || naming === best?.naming) continue;
      if (strongest([naming, best?.naming]) === naming) best = { naming, statement: toName(name, statement) };
    }
  }
  return best;
}

function applies(statement: Statement, { principal, resources, context }: AccessRequest): boolean {
  return (
    (statement.namesPrincipal === undefined || statement.namesPrincipal(principal) !== undefined) &&
    (!statement.hasVariableResource || statement.coversResource(resources, context)) &&
    statement.holds(context)
  );
}

function toName(policy: string, { sid }: Statement): string {
  return sid ? `${policy}/${sid}` : policy;
}
