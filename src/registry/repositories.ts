import { repositoryArn } from '../util/arn';
import { getDomain, getDomainUsage } from './domains';
import {
  quotaExceeded,
  repositoryAlreadyExists,
  repositoryNotFound,
  upstreamsBesideExternalConnection,
} from './errors';
import { administeredRepositoryKey, domainUsageKey, repositoryKey } from './keys';
import type { Limits } from './ports';
import type { RepositoryId, RepositoryRecord, TagRecord } from './records';
import type { ReadTransaction, WriteTransaction } from './store';
import { putTags } from './tags';
import { linkUpstreams, relinkUpstreams } from './upstream-links';

/**
 * The repository of this id.
 * @throws ResourceNotFoundException when its domain or the repository is missing, the domain first (REAL-012)
 */
export async function getRepository(tx: ReadTransaction, id: RepositoryId): Promise<RepositoryRecord> {
  const repository = await findRepository(tx, id);
  if (!repository) throw repositoryNotFound(id);
  return repository;
}

/** The repository of this id, or undefined; ResourceNotFoundException only when its domain is missing. */
export async function findRepository(
  tx: ReadTransaction,
  id: RepositoryId,
): Promise<RepositoryRecord | undefined> {
  const repository = await tx.get(repositoryKey(id));
  if (!repository) await getDomain(tx, id);
  return repository;
}

/** Stores a repository in every order it is found in; all changes of one go through here. */
export function putRepository(tx: WriteTransaction, id: RepositoryId, repository: RepositoryRecord): void {
  tx.put(repositoryKey(id), repository);
  tx.put(administeredRepositoryKey(id, repository.administratorAccount), repository);
}

/**
 * Creates an empty repository, administered by the caller's account (REPO-007, REPO-008).
 * @throws ResourceNotFoundException for a missing domain or upstream (REPO-054, REPO-062); the repository itself
 *   does not exist yet, so it cannot be its own upstream here (REPO-055)
 * @throws ConflictException for a name that is taken, whatever else is equal (REPO-061)
 * @throws ServiceQuotaExceededException for one repository, upstream or tag too many (REPO-058, REPO-060, REPO-063)
 */
export async function createRepository(
  tx: WriteTransaction,
  id: RepositoryId,
  attributes: Pick<RepositoryRecord, 'id' | 'administratorAccount' | 'createdTime'> & {
    readonly description: string | undefined;
    readonly upstreams: readonly string[];
    readonly tags: readonly TagRecord[];
  },
  limits: Limits,
): Promise<RepositoryRecord> {
  if (await findRepository(tx, id)) throw repositoryAlreadyExists(id);
  const upstreams = await linkUpstreams(tx, id, attributes.upstreams, limits);
  await countRepository(tx, id, limits);
  const { description } = attributes;
  const repository: RepositoryRecord = {
    id: attributes.id,
    name: id.repository,
    administratorAccount: attributes.administratorAccount,
    domainName: id.domain,
    domainOwner: id.domainOwner,
    arn: repositoryArn(id),
    ...(description === undefined ? {} : { description }),
    upstreams,
    externalConnections: [],
    createdTime: attributes.createdTime,
  };
  putRepository(tx, id, repository);
  const tagged = { arn: repository.arn, name: repository.name, type: 'repository' } as const;
  await putTags(tx, tagged, attributes.tags, limits);
  return repository;
}

/**
 * Changes what is given; links to upstreams that are gone are dropped in any case (REPO-090 … REPO-095, UP-043).
 * @throws ValidationException for upstreams, even none, beside an external connection (REPO-097)
 * @throws as `linkUpstreams` does for the new upstreams (REPO-096)
 */
export async function updateRepository(
  tx: WriteTransaction,
  id: RepositoryId,
  changes: { readonly description: string | undefined; readonly upstreams: readonly string[] | undefined },
  limits: Limits,
): Promise<RepositoryRecord> {
  const repository = await getRepository(tx, id);
  if (changes.upstreams && repository.externalConnections.length > 0) {
    throw upstreamsBesideExternalConnection(id.repository);
  }
  const upstreams = changes.upstreams
    ? await linkUpstreams(tx, id, changes.upstreams, limits)
    : await relinkUpstreams(tx, id, repository.upstreams);
  const { description = repository.description } = changes;
  const updated = { ...repository, ...(description === undefined ? {} : { description }), upstreams };
  putRepository(tx, id, updated);
  return updated;
}

async function countRepository(tx: WriteTransaction, id: RepositoryId, limits: Limits): Promise<void> {
  const usage = await getDomainUsage(tx, id);
  if (usage.repositoryCount >= limits.repositoriesPerDomain) {
    throw quotaExceeded('repositories per domain', limits.repositoriesPerDomain, 'repository', id.repository);
  }
  tx.put(domainUsageKey(id), { ...usage, repositoryCount: usage.repositoryCount + 1 });
}
