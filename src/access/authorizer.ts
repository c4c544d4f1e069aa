import { AccessDeniedException } from '../errors';
import { compilePolicy, type Policy } from '../policy/compile-policy';
import { describeDenial } from '../policy/describe-denial';
import { evaluate, type AttachedPolicy, type Decision } from '../policy/evaluate';
import { policyKey, repositoryKey } from '../registry/keys';
import type { PolicyRecord, TagRecord } from '../registry/records';
import type { ReadTransaction, Store } from '../registry/store';
import { listTags } from '../registry/tags';
import { domainArn, repositoryArn } from '../util/arn';
import type { Permission } from './permission';
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
  const compiled = new WeakMap<PolicyRecord, Policy>();
  const ofSessions = new Map<string, Policy>();

  async function findPolicy(tx: ReadTransaction, arn: string, name: string): Promise<AttachedPolicy[]> {
    const record = await tx.get(policyKey(arn));
    if (!record) return [];
    const policy = compiled.get(record) ?? compilePolicy(record.document);
    compiled.set(record, policy);
    return [{ name, policy }];
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
    { domain, repository, skips, resources, isTaggable }: Permission,
    identity: Identity,
  ) {
    if (!domain) return { resource: [], accounts: [], tags: [] };
    const id = repository === undefined ? undefined : { ...domain, repository };
    const resource = [
      ...(skips === 'domain' ? [] : await findPolicy(tx, domainArn(domain), 'domain policy')),
      ...(!id || skips === 'repository' ? [] : await findPolicy(tx, repositoryArn(id), 'repository policy')),
    ];
    const administrator = id && (await tx.get(repositoryKey(id)))?.administratorAccount;
    const asksForTags = [...resource, ...identity.policies, identity.boundary].some(
      (attached) => attached?.policy.mentionsResourceTags,
    );
    const tags: TagRecord[] = isTaggable && asksForTags ? await listTags(tx, resources[0]) : [];
    return { resource, accounts: [domain.domainOwner, administrator], tags };
  }

  async function decide(facts: RequestFacts, permission: Permission, own?: OwnPolicies): Promise<AccessNote> {
    const { caller } = facts;
    const identity = principals.find(caller) ?? NOBODY;
    const found = await store.read((tx) => gather(tx, permission, identity));
    const accounts = own ? [own.account] : found.accounts;
    const context = createRequestContext({
      ...{ facts, permission, principalTags: identity.tags, resourceTags: found.tags },
      organization: principals.findOrganization(caller.account),
    });
    const decision = evaluate(
      {
        principal: { account: caller.account, arn: caller.principalArn },
        isRoot: caller.principalArn.endsWith(':root'),
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

/** IAM-110. */
export function accessDenied(
  { caller }: Pick<RequestFacts, 'caller'>,
  note: AccessNote,
): AccessDeniedException {
  return new AccessDeniedException(describeDenial(caller.principalArn, note.action, note.resource, note));
}
