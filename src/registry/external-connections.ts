import {
  externalConnectionAlreadyAssociated,
  externalConnectionBesideUpstreams,
  externalConnectionLimitReached,
  externalConnectionNotAssociated,
  externalConnectionNotFound,
} from './errors';
import type { FormatName, RepositoryId, RepositoryRecord } from './records';
import { getRepository, putRepository } from './repositories';
import type { WriteTransaction } from './store';

/** The connections there are, and the format each is for (EXT-001). */
export const externalConnectionFormats: ReadonlyMap<string, FormatName> = new Map([
  ['public:npmjs', 'npm'],
  ['public:pypi', 'pypi'],
  ['public:maven-central', 'maven'],
  ['public:maven-googleandroid', 'maven'],
  ['public:maven-gradleplugins', 'maven'],
  ['public:maven-commonsware', 'maven'],
  ['public:maven-clojars', 'maven'],
  ['public:nuget-org', 'nuget'],
  ['public:ruby-gems-org', 'ruby'],
  ['public:crates-io', 'cargo'],
]);

/**
 * Gives a repository its external connection; nothing is contacted (EXT-010 … EXT-012).
 * @throws ResourceNotFoundException for a missing domain or repository, or an unknown connection (EXT-005, EXT-016)
 * @throws ConflictException when it has this connection already (EXT-013)
 * @throws ValidationException when it has another one, or upstreams (EXT-014, EXT-015)
 */
export async function associateExternalConnection(
  tx: WriteTransaction,
  id: RepositoryId,
  externalConnectionName: string,
): Promise<RepositoryRecord> {
  const repository = await getRepository(tx, id);
  const packageFormat = externalConnectionFormats.get(externalConnectionName);
  if (packageFormat === undefined) throw externalConnectionNotFound(externalConnectionName);
  if (hasConnection(repository, externalConnectionName)) {
    throw externalConnectionAlreadyAssociated(id, externalConnectionName);
  }
  if (repository.externalConnections.length > 0) throw externalConnectionLimitReached();
  if (repository.upstreams.length > 0) throw externalConnectionBesideUpstreams(id.repository);
  const updated = { ...repository, externalConnections: [{ externalConnectionName, packageFormat }] };
  putRepository(tx, id, updated);
  return updated;
}

/**
 * Takes a repository's external connection away; what came through it stays (EXT-018).
 * @throws ResourceNotFoundException for a missing domain or repository, or a connection it does not have (EXT-019)
 */
export async function disassociateExternalConnection(
  tx: WriteTransaction,
  id: RepositoryId,
  externalConnectionName: string,
): Promise<RepositoryRecord> {
  const repository = await getRepository(tx, id);
  if (!hasConnection(repository, externalConnectionName)) {
    throw externalConnectionNotAssociated(id, externalConnectionName);
  }
  const updated = { ...repository, externalConnections: [] };
  putRepository(tx, id, updated);
  return updated;
}

function hasConnection(repository: RepositoryRecord, name: string): boolean {
  return repository.externalConnections.some((connection) => connection.externalConnectionName === name);
}
