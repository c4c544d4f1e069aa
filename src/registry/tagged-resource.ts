import { packageGroupArn, parseArn, partitionOf } from '../util/arn';
import { getDomain } from './domains';
import { domainNotFound, packageGroupArnNotFound, repositoryNotFound, untaggableArn } from './errors';
import { packageGroupKey } from './keys';
import { getRepository } from './repositories';
import type { ReadTransaction } from './store';
import type { TaggedResource } from './tags';

/**
 * Finds the domain, repository or package group that an ARN names, for a request made to `region`.
 * @throws ValidationException for an ARN that names nothing taggable (TAG-015, DOM-119)
 * @throws ResourceNotFoundException for one that does not exist, or of another region (TAG-016)
 */
export async function getTaggedResource(
  tx: ReadTransaction,
  resourceArn: string,
  region: string,
): Promise<TaggedResource> {
  const { kind, domain, rest, ...named } = parseTaggableArn(resourceArn, partitionOf(region));
  const id = { ...named, domain };
  const isHere = id.region === region;
  if (kind === 'repository') {
    const repositoryId = { ...id, repository: rest };
    if (!isHere) throw repositoryNotFound(repositoryId);
    await getRepository(tx, repositoryId);
    return { arn: resourceArn, name: rest, type: 'repository' };
  }
  if (isHere) await getDomain(tx, id);
  if (kind === 'package-group') {
    const pattern = rest.replace(/%2a|%24|%25/g, decodeURIComponent);
    // Another spelling of the same pattern is not the group's ARN (PG-402).
    const exists =
      packageGroupArn(id, pattern) === resourceArn && (await tx.get(packageGroupKey(id, pattern)));
    if (!isHere || !exists) throw packageGroupArnNotFound(resourceArn);
    return { arn: resourceArn, name: pattern };
  }
  if (!isHere) throw domainNotFound(id);
  return { arn: resourceArn, name: domain, type: 'domain' };
}

interface TaggableArn {
  readonly kind: 'domain' | 'repository' | 'package-group';
  readonly region: string;
  readonly domainOwner: string;
  readonly domain: string;
  /** What follows the domain: a repository's name, or a package group's encoded pattern. */
  readonly rest: string;
}

function parseTaggableArn(text: string, partition: string): TaggableArn {
  const arn = parseArn(text);
  if (
    arn?.service !== 'codeartifact' ||
    arn.partition !== partition ||
    arn.region === '' ||
    !/^\d{12}$/.test(arn.account)
  ) {
    throw untaggableArn(text);
  }
  const { region, account: domainOwner, resource } = arn;
  const [, kind, domain = '', rest = ''] =
    /^(domain)\/([^/]+)$/.exec(resource) ??
    /^(repository)\/([^/]+)\/([^/]+)$/.exec(resource) ??
    /^(package-group)\/([^/]+)(\/.+)$/.exec(resource) ??
    [];
  if (kind !== 'domain' && kind !== 'repository' && kind !== 'package-group') throw untaggableArn(text);
  return { kind, region, domainOwner, domain, rest };
}
