import type { Caller } from '../auth/types';
import type { ConditionContext } from '../policy/condition-context';
import { parseArn } from '../util/arn';
import { toUniqueId } from '../util/unique-id';
import type { Permission } from './permission';

/** What a door knows of a request beside what it asks for. */
export interface RequestFacts {
  readonly caller: Caller;
  readonly sourceIp: string;
  readonly isSecure: boolean;
  /** Milliseconds. */
  readonly now: number;
}

/** What else condition keys tell. */
export interface ContextParts {
  readonly facts: RequestFacts;
  readonly permission: Permission;
  /** Of the user or role. */
  readonly principalTags: Readonly<Record<string, string>>;
  readonly organization: { readonly id: string; readonly path: string } | undefined;
  readonly resourceTags: readonly { readonly key: string; readonly value: string }[];
}

type Tags = readonly { readonly key: string; readonly value: string }[];

/** The condition keys of a request, worked out as they are asked for (IAM-091 … IAM-098). */
export function createRequestContext(parts: ContextParts): ConditionContext {
  // Many statements ask for the same keys; most requests ask for none, or for one.
  let known: Map<string, readonly string[]> | undefined;
  return (key) => {
    const before = known?.get(key);
    if (before) return before;
    const value = find(key, parts) ?? ABSENT;
    const values = typeof value === 'string' ? [value] : value;
    (known ??= new Map<string, readonly string[]>()).set(key, values);
    return values;
  };
}

const ABSENT: readonly string[] = [];

function find(key: string, parts: ContextParts): string | readonly string[] | undefined {
  const { facts, permission, principalTags, organization, resourceTags } = parts;
  const { caller, now } = facts;
  const { session } = caller;
  const own = permission.context;
  if (own && Object.hasOwn(own, key)) return own[key];
  const slash = key.indexOf('/');
  if (slash > 0) {
    const tag = key.slice(slash + 1);
    switch (key.slice(0, slash)) {
      case 'aws:principaltag':
        return findMember(session?.tags, tag) ?? findMember(principalTags, tag);
      case 'aws:requesttag':
        return findTag(permission.requestTags ?? [], tag);
      case 'aws:resourcetag':
        return findTag(resourceTags, tag);
      default:
        return undefined;
    }
  }
  switch (key) {
    case 'aws:principalarn':
      return session?.roleArn ?? caller.principalArn;
    case 'aws:principalaccount':
      return caller.account;
    case 'aws:principaltype':
      return toPrincipalType(caller.principalArn);
    case 'aws:principalorgid':
      return organization?.id;
    case 'aws:principalorgpaths':
      return organization && [organization.path];
    case 'aws:userid':
      return toUserId(caller);
    case 'aws:username':
      return findUserName(caller.principalArn);
    case 'aws:sourceip':
      return facts.sourceIp;
    case 'aws:securetransport':
      return String(facts.isSecure);
    case 'aws:currenttime':
      return new Date(now).toISOString();
    case 'aws:epochtime':
      return String(Math.floor(now / 1000));
    case 'aws:requestedregion':
      return caller.region;
    case 'aws:tokenissuetime':
      return session && new Date(session.issued).toISOString();
    case 'aws:multifactorauthpresent':
      return session && String(session.isMfaAuthenticated ?? false);
    case 'aws:resourceaccount':
      return permission.domain?.domainOwner;
    case 'aws:viaawsservice':
      return 'false';
    case 'aws:tagkeys':
      return permission.tagKeys ?? permission.requestTags?.map((tag) => tag.key);
    default:
      return undefined;
  }
}

/** Keys of tags match whatever their case in the name of a condition key (IAM-095). */
function findTag(tags: Tags, lowered: string): string | undefined {
  return tags.find(({ key }) => key.toLowerCase() === lowered)?.value;
}

function findMember(tags: Readonly<Record<string, string>> = {}, lowered: string): string | undefined {
  for (const key of Object.keys(tags)) if (key.toLowerCase() === lowered) return tags[key];
  return undefined;
}

function toPrincipalType(arn: string): string {
  const { service, resource = '' } = parseArn(arn) ?? {};
  if (service === 'sts') return 'AssumedRole';
  return resource === 'root' ? 'Account' : 'User';
}

function findUserName(arn: string): string | undefined {
  return /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
}

/** The unique id of a caller, as STS and `aws:userid` tell it. */
export function toUserId({ principalArn, account, session }: Caller): string {
  const { service, partition = 'aws', resource = '' } = parseArn(principalArn) ?? {};
  if (resource === 'root') return account;
  if (service !== 'sts') return toUniqueId('AIDA', principalArn);
  const [, role = '', name = ''] = resource.split('/');
  const roleArn = session?.roleArn ?? `arn:${partition}:iam::${account}:role/${role}`;
  return `${toUniqueId('AROA', roleArn)}:${name}`;
}
