import type { RepositoryDescription, RepositorySummary } from '@aws-sdk/client-codeartifact';
import type { RepositoryRecord } from '../../registry/records';

/** A repository as lists show it (REPO-131). */
export function toRepositorySummary(repository: RepositoryRecord): RepositorySummary {
  return { ...toNames(repository), createdTime: new Date(repository.createdTime) };
}

/** A repository in full, in the order of REAL-070; both lists are always there (REAL-069). */
export function toRepositoryDescription(repository: RepositoryRecord): RepositoryDescription {
  return {
    ...toNames(repository),
    upstreams: repository.upstreams.map(({ repositoryName }) => ({ repositoryName })),
    externalConnections: repository.externalConnections.map((connection) => ({
      externalConnectionName: connection.externalConnectionName,
      packageFormat: connection.packageFormat,
      // On the wire `AVAILABLE`, which models/patches.json sees to; no other value is ever reported (EXT-023).
      status: 'Available',
    })),
    createdTime: new Date(repository.createdTime),
  };
}

function toNames(repository: RepositoryRecord) {
  return {
    name: repository.name,
    administratorAccount: repository.administratorAccount,
    domainName: repository.domainName,
    domainOwner: repository.domainOwner,
    arn: repository.arn,
    description: repository.description,
  };
}
