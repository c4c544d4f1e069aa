import { policyKey, repositoryKey } from '../registry/keys';
import type { PolicyRecord, RepositoryRecord } from '../registry/records';
import type { Key } from '../registry/store';
import { domainArn, repositoryArn } from '../util/arn';
import { createDecisionMemory, type DecisionMemory } from './decision-memory';
import type { Permission } from './permission';

/** Where the records are that decide about a permission, none for those that do not count; and what was decided before. */
export interface Place {
  readonly domainPolicy: Key<PolicyRecord> | undefined;
  readonly repositoryPolicy: Key<PolicyRecord> | undefined;
  readonly repository: Key<RepositoryRecord> | undefined;
  readonly memory: DecisionMemory;
}

const MAX_REMEMBERED = 1_000;

/** Finds places: the same one for permissions that differ in nothing, as most do that are asked for. */
export function createPlaces(): (permission: Permission) => Place {
  const lasting = new WeakMap<Permission, Place>();
  const known = new Map<string, Place>();
  const findByText = (permission: Permission): Place => {
    const key = toText(permission);
    const found = key === undefined ? undefined : known.get(key);
    if (found) return found;
    const place = toPlace(permission);
    if (known.size >= MAX_REMEMBERED) known.clear();
    if (key !== undefined) known.set(key, place);
    return place;
  };
  return (permission) => {
    if (!permission.isLasting) return findByText(permission);
    const found = lasting.get(permission);
    if (found) return found;
    const place = findByText(permission);
    lasting.set(permission, place);
    return place;
  };
}

/** Undefined for a permission that has something of its request in it. */
function toText(permission: Permission): string | undefined {
  const { action, resources, domain, repository, skips, requestTags, tagKeys, context } = permission;
  if (resources.length > 1 || requestTags || tagKeys || context) return undefined;
  const names = domain ? `${domain.region}/${domain.domainOwner}/${domain.domain}/${repository}` : '';
  return `${action} ${skips} ${names} ${resources[0]}`;
}

function toPlace({ domain, repository, skips }: Permission): Place {
  const id = !domain || repository === undefined ? undefined : { ...domain, repository };
  return {
    domainPolicy: !domain || skips === 'domain' ? undefined : policyKey(domainArn(domain)),
    repositoryPolicy: !id || skips === 'repository' ? undefined : policyKey(repositoryArn(id)),
    repository: id && repositoryKey(id),
    memory: createDecisionMemory(),
  };
}
