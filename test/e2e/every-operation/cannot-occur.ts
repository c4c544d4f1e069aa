const NO_UPSTREAMS = 'a repository with an external connection has no upstreams (REPO-097)';
const REMOVED = 'a repository has one external connection at most, and it was just removed (REPO-038)';

/** Members of the model that these steps cannot show, and why. */
export const CANNOT_OCCUR: Readonly<Record<string, string>> = {
  'AssociateExternalConnection output.repository.upstreams.repositoryName': NO_UPSTREAMS,
  'DisassociateExternalConnection output.repository.upstreams.repositoryName': NO_UPSTREAMS,
  'CreateRepository output.repository.externalConnections.externalConnectionName':
    'attached later only (REPO-008)',
  'CreateRepository output.repository.externalConnections.packageFormat': 'attached later only (REPO-008)',
  'CreateRepository output.repository.externalConnections.status': 'attached later only (REPO-008)',
  'DisassociateExternalConnection output.repository.externalConnections.externalConnectionName': REMOVED,
  'DisassociateExternalConnection output.repository.externalConnections.packageFormat': REMOVED,
  'DisassociateExternalConnection output.repository.externalConnections.status': REMOVED,
};
