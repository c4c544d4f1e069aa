import { repositoryNotFound } from './errors';
import { packagesOfFormat, repositoryKey } from './keys';
import type { PackageCoordinate } from './ports';
import type { FormatName, RepositoryId, RepositoryRecord } from './records';
import type { ReadTransaction } from './store';
import { SEARCH_LIMIT } from './walk-upstreams';

/**
 * Names of the packages of a format without namespaces that are stored in a repository or in those that its search
 * enters, ascending and each once (NUG-058). What origin controls of a single package close is not looked at, and public
 * registries are not asked.
 * @param startsWith only names that begin like this are read at all
 * @throws ResourceNotFoundException when the repository does not exist
 */
export async function listReachablePackages(
  tx: ReadTransaction,
  start: RepositoryId,
  format: FormatName,
  startsWith?: string,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const id of await listReachableRepositories(tx, start)) {
    for await (const { record } of tx.scan(packagesOfFormat(id, format), { startsWith }))
      names.add(record.package);
  }
  return [...names].sort();
}

/**
 * The same with namespaces, of all packages of a format, in the order in which a search comes upon them (SWIFT-055).
 * @throws ResourceNotFoundException when the repository does not exist
 */
export async function listReachableCoordinates(
  tx: ReadTransaction,
  start: RepositoryId,
  format: FormatName,
): Promise<readonly PackageCoordinate[]> {
  const found = new Map<string, PackageCoordinate>();
  for (const id of await listReachableRepositories(tx, start)) {
    for await (const { record } of tx.scan(packagesOfFormat(id, format))) {
      const { namespace, package: name } = record;
      found.set(JSON.stringify([namespace, name]), { format, namespace, package: name });
    }
  }
  return [...found.values()];
}

/** The repository and its upstreams in the order of a search, each once, as many as one enters (UP-022, UP-023). */
async function listReachableRepositories(tx: ReadTransaction, start: RepositoryId): Promise<RepositoryId[]> {
  const first = await tx.get(repositoryKey(start));
  if (!first) throw repositoryNotFound(start);
  const found: RepositoryId[] = [];
  const visited = new Set<string>();
  const visit = async (id: RepositoryId, record: RepositoryRecord): Promise<void> => {
    visited.add(record.id);
    found.push(id);
    for (const { repositoryName, repositoryId } of record.upstreams) {
      if (visited.size > SEARCH_LIMIT) return;
      const next = { ...start, repository: repositoryName };
      const upstream = await tx.get(repositoryKey(next));
      if (upstream?.id === repositoryId && !visited.has(repositoryId)) await visit(next, upstream);
    }
  };
  await visit(start, first);
  return found;
}
