import { AccessDeniedException } from '../errors';
import { compilePolicy, type Policy } from '../policy/compile-policy';
import type { ConditionContext } from '../policy/condition-context';
import { describeDenial } from '../policy/describe-denial';
import { evaluate, type AttachedPolicy, type Decision } from '../policy/evaluate';
import type { PolicyRecord } from '../registry/records';
import type { ReadTransaction, Store } from '../registry/store';
import { listTags } from '../registry/tags';
import type { Asker, Gathered } from './decision-memory';
import type { Permission } from './permission';
import { createPlaces, type Place } from './place';
import type { Identity, Principals } from './principals';
import { createRequestContext, type RequestFacts } from './request-context';

/** How one permission was decided, for the request log and `explain`. */
export interface AccessNote {
  readonly action: string;
  readonly resource: string;
  readonly effect: Decision['effect'];
  /** The kind of policy that decided, and where one did the policy and its statement. */
  readonly decider: Decision['decider'];
  readonly statement?: string;
}

/** The one place that decides what a caller may do (IAM-121). */
export interface Authorizer {
  /**
   * Throws AccessDeniedException for the first permission that is not granted; where nothing is refused, all are only noted.
   * @param notes gets how each was decided
   */
  assertAllowed(facts: RequestFacts, permissions: readonly Permission[], notes: AccessNote[]): Promise<void>;
  /** Decides on one, refusing nothing. `own` are resource policies that are not in the store. */
  decide(facts: RequestFacts, permission: Permission, own?: OwnPolicies): Promise<AccessNote>;
}

/** The resource policy of something that is not in the store: a role's trust. */
export interface OwnPolicies {
  readonly policies: readonly AttachedPolicy[];
  readonly account: string;
}

const NOBODY: Identity = { policies: [], boundary: undefined, tags: {} };
const MAX_SESSION_POLICIES = 500;

/** @param refuses whether what is not granted is refused, or only noted (`warn`) */
export function createAuthorizer(store: Store, principals: Principals, refuses: boolean): Authorizer {
  // A record of the store never changes, so a policy is compiled once.
  const compiled = new WeakMap<PolicyRecord, AttachedPolicy>();
  const placeOf = createPlaces();
  const ofSessions = new Map<string, Policy>();

  function attach(record: PolicyRecord, name: string): AttachedPolicy {
    const known = compiled.get(record);
    if (known) return known;
    const attached = { name, policy: compilePolicy(record.document) };
    compiled.set(record, attached);
    return attached;
  }

  function toSessionPolicy(document: string): AttachedPolicy {
    if (ofSessions.size >= MAX_SESSION_POLICIES) ofSessions.clear();
    const policy = ofSessions.get(document) ?? compilePolicy(document);
    ofSessions.set(document, policy);
    return { name: 'session policy', policy };
  }

  /** The resource policies of a permission, whose resource it is, and its tags if any policy asks for them. */
  async function gather(
    tx: ReadTransaction,
    { domain, resources, isTaggable }: Permission,
    { domainPolicy, repositoryPolicy, repository }: Place,
    identity: Identity,
  ): Promise<Gathered> {
    if (!domain) return { resource: [], accounts: [], tags: [] };
    const resource: AttachedPolicy[] = [];
    const ofDomain = domainPolicy && (await tx.get(domainPolicy));
    if (ofDomain) resource.push(attach(ofDomain, 'domain policy'));
    const ofRepository = repositoryPolicy && (await tx.get(repositoryPolicy));
    if (ofRepository) resource.push(attach(ofRepository, 'repository policy'));
    const administrator = repository && (await tx.get(repository))?.administratorAccount;
    const tags = isTaggable && asksForTags(resource, identity) ? await listTags(tx, resources[0]) : [];
    return { resource, accounts: [domain.domainOwner, administrator], tags };
  }

  async function decide(facts: RequestFacts, permission: Permission, own?: OwnPolicies): Promise<AccessNote> {
    const { caller } = facts;
    const { principalArn } = caller;
    const identity = principals.find(caller) ?? NOBODY;
    const place = placeOf(permission);
    // Policies of a session are its own, those of a trust are not in the store.
    const memory = caller.session || own ? undefined : place.memory;
    const principalTags = identity.tags;
    const organization = principals.findOrganization(caller.account);
    const asker: Asker = {
      principalArn,
      identity,
      revision: store.revision(),
      contextWith: (resourceTags) =>
        createRequestContext({ facts, permission, principalTags, organization, resourceTags }),
    };
    const known = memory?.recall(asker);
    if (known) return known;
    const found = await store.read((tx) => gather(tx, permission, place, identity));
    const accounts = own ? [own.account] : found.accounts;
    const decideAnew = (context: ConditionContext): AccessNote => {
      const decision = evaluate(
        {
          principal: { account: caller.account, arn: principalArn },
          isRoot: principalArn.endsWith(':root'),
          action: permission.action,
          resources: permission.resources,
          isOwnAccount: accounts.length === 0 || accounts.includes(caller.account),
          context,
        },
        {
          identity: identity.policies,
          resource: own?.policies ?? found.resource,
          boundary: identity.boundary,
          session: caller.session?.policies.map(toSessionPolicy) ?? [],
        },
      );
      return { action: permission.action, resource: permission.resources[0], ...decision };
    };
    return memory ? memory.decide(asker, found, decideAnew) : decideAnew(asker.contextWith(found.tags));
  }

  return {
    decide,
    async assertAllowed(facts, permissions, notes) {
      for (const permission of permissions) {
        const note = await decide(facts, permission);
        notes.push(note);
        if (refuses && note.effect !== 'allow') throw accessDenied(facts, note);
      }
    },
  };
}

function asksForTags(resource: readonly AttachedPolicy[], { policies, boundary }: Identity): boolean {
  const asks = ({ policy }: AttachedPolicy): boolean => policy.mentionsResourceTags;
  return resource.some(asks) || policies.some(asks) || (boundary !== undefined && asks(boundary));
}

/** IAM-110. */
export function accessDenied(
  { caller }: Pick<RequestFacts, 'caller'>,
  note: AccessNote,
): AccessDeniedException {
  return new AccessDeniedException(describeDenial(caller.principalArn, note.action, note.resource, note));
}
