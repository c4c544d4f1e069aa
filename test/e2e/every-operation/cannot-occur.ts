const NO_UPSTREAMS = 'a repository with an external connection has no upstreams (EXT rows)';
const NO_CONNECTION = 'no package came from a public registry yet';
const ONE_PAGE = 'an npm version has one asset and too few dependencies for a second page';

/** Members of the model that these steps cannot show, and why. */
export const CANNOT_OCCUR: Readonly<Record<string, string>> = {
  'AssociateExternalConnection output.repository.upstreams.repositoryName': NO_UPSTREAMS,
  'DisassociateExternalConnection output.repository.upstreams.repositoryName': NO_UPSTREAMS,
  'CreateRepository output.repository.externalConnections.externalConnectionName':
    'attached later only (REPO-069)',
  'CreateRepository output.repository.externalConnections.packageFormat': 'attached later only (REPO-069)',
  'CreateRepository output.repository.externalConnections.status': 'attached later only (REPO-069)',
  'DisassociateExternalConnection output.repository.externalConnections.externalConnectionName':
    'just removed',
  'DisassociateExternalConnection output.repository.externalConnections.packageFormat': 'just removed',
  'DisassociateExternalConnection output.repository.externalConnections.status': 'just removed',
  'DescribePackageVersion output.packageVersion.origin.domainEntryPoint.externalConnectionName':
    NO_CONNECTION,
  'ListPackageVersions output.versions.origin.domainEntryPoint.externalConnectionName': NO_CONNECTION,
  'ListPackageVersionAssets output.nextToken': ONE_PAGE,
  'ListPackageVersionDependencies output.nextToken': ONE_PAGE,
};
