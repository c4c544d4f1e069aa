import { getDomainUsage } from './domains';
import { removeAllowedRepository } from './group-restrictions';
import { administeredRepositoryKey, domainUsageKey, policyKey, repositoryKey } from './keys';
import { removeRepositoryContents } from './packages';
import type { RepositoryId, RepositoryRecord } from './records';
import { findRepository } from './repositories';
import type { WriteTransaction } from './store';
import { removeAllTags } from './tags';

/** A repository as it was before its deletion. */
export interface DeletedRepository {
  readonly repository: RepositoryRecord;
  /** Digests that nothing refers to any more, for `freeBlobs` after the commit. */
  readonly freed: readonly string[];
}

/**
 * Deletes a repository with its packages, policy and tags; undefined when its domain has no such repository (REPO-110,
 * REPO-113, REPO-116). Repositories that have it as upstream keep their link (UP-040).
 * @throws ResourceNotFoundException when the domain is missing (REPO-117)
 */
export async function deleteRepository(
  tx: WriteTransaction,
  id: RepositoryId,
): Promise<DeletedRepository | undefined> {
  const repository = await findRepository(tx, id);
  if (!repository) return undefined;
  const freed = await removeRepositoryContents(tx, id);
  tx.delete(repositoryKey(id));
  tx.delete(administeredRepositoryKey(id, repository.administratorAccount));
  tx.delete(policyKey(repository.arn));
  await removeAllTags(tx, repository.arn);
  await removeAllowedRepository(tx, id);
  const usage = await getDomainUsage(tx, id);
  tx.put(domainUsageKey(id), { ...usage, repositoryCount: usage.repositoryCount - 1 });
  return { repository, freed };
}
