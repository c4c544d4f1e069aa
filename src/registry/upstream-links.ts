import { duplicateUpstream, quotaExceeded, repositoryNotFound } from './errors';
import { repositoryKey } from './keys';
import type { Limits } from './ports';
import type { RepositoryId, UpstreamLink } from './records';
import type { ReadTransaction } from './store';

/**
 * Links a repository to the repositories of its own domain that bear these names now, in this order (UP-001, UP-004).
 * A link names the repository's identity, so a namesake created later is not what it leads to (UP-041). A repository
 * may be its own upstream (UP-011).
 * @throws ValidationException for a name listed twice (REPO-057)
 * @throws ServiceQuotaExceededException for one too many (UP-003)
 * @throws ResourceNotFoundException naming the first that does not exist (UP-005)
 */
export async function linkUpstreams(
  tx: ReadTransaction,
  id: RepositoryId,
  names: readonly string[],
  limits: Limits,
): Promise<UpstreamLink[]> {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw duplicateUpstream(repeated);
  if (names.length > limits.upstreamsPerRepository) {
    throw quotaExceeded(
      'direct upstreams per repository',
      limits.upstreamsPerRepository,
      'repository',
      id.repository,
    );
  }
  const links: UpstreamLink[] = [];
  for (const name of names) {
    const link = await findLink(tx, id, name);
    if (!link) throw repositoryNotFound({ ...id, repository: name });
    links.push(link);
  }
  return links;
}

/** Drops the links whose names are gone, and leads the others to the repositories of now (UP-043, REAL-032). */
export async function relinkUpstreams(
  tx: ReadTransaction,
  id: RepositoryId,
  links: readonly UpstreamLink[],
): Promise<UpstreamLink[]> {
  const relinked: UpstreamLink[] = [];
  for (const { repositoryName } of links) {
    const link = await findLink(tx, id, repositoryName);
    if (link) relinked.push(link);
  }
  return relinked;
}

async function findLink(
  tx: ReadTransaction,
  id: RepositoryId,
  repositoryName: string,
): Promise<UpstreamLink | undefined> {
  const upstream = await tx.get(repositoryKey({ ...id, repository: repositoryName }));
  return upstream && { repositoryName, repositoryId: upstream.id };
}
