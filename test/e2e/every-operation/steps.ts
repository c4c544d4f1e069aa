import { TEST_TIME } from '../../support/emulator';
import type { Step } from './step';

const ACCOUNT = '000000000000';
const ARN = `arn:aws:codeartifact:us-east-1:${ACCOUNT}`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const DOMAIN = { domain: 'every', domainOwner: ACCOUNT };
const REPOSITORY = { ...DOMAIN, repository: 'every-app' };
const UPSTREAM = { ...DOMAIN, repository: 'every-store' };
const PACKAGE = {
  domain: 'dom',
  domainOwner: ACCOUNT,
  repository: 'app',
  format: 'npm',
  namespace: 'sc',
  package: 'pb',
};
const VERSION = { ...PACKAGE, packageVersion: '1.1.0' };
const CONNECTION = { externalConnection: 'public:npmjs' };
const CONNECTED = [{ externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'AVAILABLE' }];
const RESTRICTIONS = { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } };
const ORIGIN = { domainEntryPoint: { repositoryName: 'app' }, originType: 'INTERNAL' };

const toPolicy = (action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: `codeartifact:${action}`, Resource: '*' }],
  });

const DESCRIBED_DOMAIN = {
  name: 'every',
  owner: ACCOUNT,
  arn: `${ARN}:domain/every`,
  status: 'Active',
  createdTime: TEST_TIME,
  encryptionKey: KEY,
  repositoryCount: 0,
  assetSizeBytes: 0,
};

const toRepository = (name: string, members: object): object => ({
  name,
  administratorAccount: ACCOUNT,
  domainName: 'every',
  domainOwner: ACCOUNT,
  arn: `${ARN}:repository/every/${name}`,
  createdTime: TEST_TIME,
  upstreams: [],
  externalConnections: [],
  ...members,
});

const DOMAINS: readonly Step[] = [
  {
    operation: 'CreateDomain',
    input: { domain: 'every', encryptionKey: KEY, tags: [{ key: 'stage', value: 'first' }] },
    output: { domain: DESCRIBED_DOMAIN },
  },
  { operation: 'CreateDomain', input: { domain: 'every' }, error: ['ConflictException', 409] },
  { operation: 'DescribeDomain', input: DOMAIN, output: { domain: DESCRIBED_DOMAIN } },
  {
    operation: 'DescribeDomain',
    input: { domain: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'ListDomains',
    input: { maxResults: 1 },
    keep: { nextDomain: 'nextToken' },
    output: { domains: [{ name: 'dom' }] },
  },
  {
    operation: 'ListDomains',
    input: { nextToken: '$nextDomain' },
    output: { domains: [{ name: 'every', arn: `${ARN}:domain/every`, encryptionKey: KEY }] },
  },
  { operation: 'ListDomains', input: { nextToken: 'damaged' }, error: ['ValidationException', 400] },
  {
    operation: 'PutDomainPermissionsPolicy',
    input: { ...DOMAIN, policyDocument: toPolicy('ReadFromRepository') },
    keep: { firstRevision: 'policy.revision' },
  },
  {
    operation: 'PutDomainPermissionsPolicy',
    input: { ...DOMAIN, policyDocument: toPolicy('CreateRepository'), policyRevision: '$firstRevision' },
    keep: { secondRevision: 'policy.revision' },
    output: { policy: { resourceArn: `${ARN}:domain/every`, document: toPolicy('CreateRepository') } },
  },
  {
    operation: 'PutDomainPermissionsPolicy',
    input: { ...DOMAIN, policyDocument: toPolicy('ListPackages'), policyRevision: '$firstRevision' },
    error: ['ConflictException', 409],
  },
  {
    operation: 'GetDomainPermissionsPolicy',
    input: DOMAIN,
    output: { policy: { resourceArn: `${ARN}:domain/every`, document: toPolicy('CreateRepository') } },
  },
  {
    operation: 'DeleteDomainPermissionsPolicy',
    input: { ...DOMAIN, policyRevision: '$firstRevision' },
    error: ['ConflictException', 409],
  },
  {
    operation: 'DeleteDomainPermissionsPolicy',
    input: { ...DOMAIN, policyRevision: '$secondRevision' },
    output: { policy: { document: toPolicy('CreateRepository') } },
  },
  { operation: 'GetDomainPermissionsPolicy', input: DOMAIN, error: ['ResourceNotFoundException', 404] },
  { operation: 'GetAuthorizationToken', input: { ...DOMAIN, durationSeconds: 900 } },
  {
    operation: 'GetAuthorizationToken',
    input: { ...DOMAIN, durationSeconds: 899 },
    error: ['ValidationException', 400],
  },
];

const REPOSITORIES: readonly Step[] = [
  {
    operation: 'CreateRepository',
    input: { ...UPSTREAM, description: 'Stores', tags: [{ key: 'kind', value: 'store' }] },
    output: { repository: toRepository('every-store', { description: 'Stores' }) },
  },
  {
    operation: 'CreateRepository',
    input: { ...REPOSITORY, description: 'Serves', upstreams: [{ repositoryName: 'every-store' }] },
    output: { repository: toRepository('every-app', { upstreams: [{ repositoryName: 'every-store' }] }) },
  },
  { operation: 'CreateRepository', input: REPOSITORY, error: ['ConflictException', 409] },
  {
    operation: 'AssociateExternalConnection',
    input: { ...UPSTREAM, ...CONNECTION },
    output: {
      repository: toRepository('every-store', { externalConnections: CONNECTED, description: 'Stores' }),
    },
  },
  {
    operation: 'AssociateExternalConnection',
    input: { ...UPSTREAM, ...CONNECTION },
    error: ['ConflictException', 409],
  },
  {
    operation: 'UpdateRepository',
    input: { ...UPSTREAM, description: 'Stores more' },
    output: {
      repository: toRepository('every-store', { externalConnections: CONNECTED, description: 'Stores more' }),
    },
  },
  {
    operation: 'UpdateRepository',
    input: { ...REPOSITORY, upstreams: [{ repositoryName: 'every-store' }] },
    output: { repository: toRepository('every-app', { upstreams: [{ repositoryName: 'every-store' }] }) },
  },
  {
    operation: 'UpdateRepository',
    input: { ...REPOSITORY, upstreams: [{ repositoryName: 'missing' }] },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'DescribeRepository',
    input: UPSTREAM,
    output: { repository: { description: 'Stores more' } },
  },
  { operation: 'DescribeRepository', input: REPOSITORY, output: { repository: { description: 'Serves' } } },
  {
    operation: 'DescribeRepository',
    input: { ...REPOSITORY, repository: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'GetRepositoryEndpoint',
    input: { ...REPOSITORY, format: 'npm', endpointType: 'ipv4' },
    output: {
      repositoryEndpoint: expect.stringMatching(/^http:.*\/npm\/d\/every-000000000000\/every-app\/$/),
    },
  },
  {
    operation: 'GetRepositoryEndpoint',
    input: { ...REPOSITORY, repository: 'missing', format: 'npm' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'PutRepositoryPermissionsPolicy',
    input: { ...REPOSITORY, policyDocument: toPolicy('ReadFromRepository') },
    keep: { firstRevision: 'policy.revision' },
  },
  {
    operation: 'PutRepositoryPermissionsPolicy',
    input: { ...REPOSITORY, policyDocument: toPolicy('ListPackages'), policyRevision: '$firstRevision' },
    keep: { secondRevision: 'policy.revision' },
    output: {
      policy: { resourceArn: `${ARN}:repository/every/every-app`, document: toPolicy('ListPackages') },
    },
  },
  {
    operation: 'PutRepositoryPermissionsPolicy',
    input: { ...REPOSITORY, policyDocument: 'no JSON' },
    error: ['ValidationException', 400],
  },
  {
    operation: 'GetRepositoryPermissionsPolicy',
    input: REPOSITORY,
    output: { policy: { document: toPolicy('ListPackages') } },
  },
  {
    operation: 'DeleteRepositoryPermissionsPolicy',
    input: { ...REPOSITORY, policyRevision: '$secondRevision' },
    output: { policy: { document: toPolicy('ListPackages') } },
  },
  {
    operation: 'DeleteRepositoryPermissionsPolicy',
    input: REPOSITORY,
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'GetRepositoryPermissionsPolicy',
    input: REPOSITORY,
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'ListRepositories',
    input: { repositoryPrefix: 'every-', maxResults: 1 },
    keep: { nextRepository: 'nextToken' },
    output: { repositories: [{ name: 'every-app', description: 'Serves' }] },
  },
  {
    operation: 'ListRepositories',
    input: { repositoryPrefix: 'every-', nextToken: '$nextRepository' },
    output: { repositories: [{ name: 'every-store', administratorAccount: ACCOUNT }] },
  },
  { operation: 'ListRepositories', input: { nextToken: 'damaged' }, error: ['ValidationException', 400] },
  {
    operation: 'ListRepositoriesInDomain',
    input: { ...DOMAIN, administratorAccount: ACCOUNT, repositoryPrefix: 'every', maxResults: 1 },
    keep: { nextRepository: 'nextToken' },
    output: { repositories: [{ name: 'every-app', domainName: 'every' }] },
  },
  {
    operation: 'ListRepositoriesInDomain',
    input: {
      ...DOMAIN,
      administratorAccount: ACCOUNT,
      repositoryPrefix: 'every',
      nextToken: '$nextRepository',
    },
    output: { repositories: [{ name: 'every-store', createdTime: TEST_TIME }] },
  },
  {
    operation: 'ListRepositoriesInDomain',
    input: { domain: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
];

const TAGS: readonly Step[] = [
  {
    operation: 'TagResource',
    input: { resourceArn: `${ARN}:domain/every`, tags: [{ key: 'team', value: 'blue' }] },
  },
  {
    operation: 'ListTagsForResource',
    input: { resourceArn: `${ARN}:domain/every` },
    output: {
      tags: [
        { key: 'stage', value: 'first' },
        { key: 'team', value: 'blue' },
      ],
    },
  },
  { operation: 'UntagResource', input: { resourceArn: `${ARN}:domain/every`, tagKeys: ['stage'] } },
  {
    operation: 'ListTagsForResource',
    input: { resourceArn: `${ARN}:domain/every` },
    output: { tags: [{ key: 'team', value: 'blue' }] },
  },
  {
    operation: 'TagResource',
    input: { resourceArn: `${ARN}:domain/missing`, tags: [{ key: 'team', value: 'blue' }] },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'UntagResource',
    input: { resourceArn: `${ARN}:domain/missing`, tagKeys: ['team'] },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'ListTagsForResource',
    input: { resourceArn: `${ARN}:domain/missing` },
    error: ['ResourceNotFoundException', 404],
  },
];

const LISTED = { format: 'npm', namespace: 'sc', originConfiguration: RESTRICTIONS };
const LIST_PACKAGES = {
  domain: 'dom',
  domainOwner: ACCOUNT,
  repository: 'app',
  format: 'npm',
  namespace: 'sc',
  packagePrefix: 'p',
  publish: 'ALLOW',
  upstream: 'BLOCK',
  maxResults: 1,
};
const LIST_VERSIONS = { ...PACKAGE, status: 'Published', sortBy: 'PUBLISHED_TIME', originType: 'INTERNAL' };
const NAMED_VERSION = { format: 'npm', namespace: 'sc', package: 'pb', version: '1.1.0' };
const NO_VERSION = { ...VERSION, packageVersion: '9.9.9' };

/** Of `@sc/pa` and `@sc/pb`, which are published before the steps begin. */
const PACKAGES: readonly Step[] = [
  {
    operation: 'ListPackages',
    input: LIST_PACKAGES,
    keep: { nextPackage: 'nextToken' },
    output: { packages: [{ ...LISTED, package: 'pa' }] },
  },
  {
    operation: 'ListPackages',
    input: { ...LIST_PACKAGES, nextToken: '$nextPackage' },
    output: { packages: [{ ...LISTED, package: 'pb' }] },
  },
  {
    operation: 'ListPackages',
    input: { ...LIST_PACKAGES, repository: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'DescribePackage',
    input: PACKAGE,
    output: { package: { format: 'npm', namespace: 'sc', name: 'pb', originConfiguration: RESTRICTIONS } },
  },
  {
    operation: 'DescribePackage',
    input: { ...PACKAGE, package: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'ListPackageVersions',
    input: { ...LIST_VERSIONS, maxResults: 1 },
    keep: { nextVersion: 'nextToken' },
    output: { format: 'npm', namespace: 'sc', package: 'pb', defaultDisplayVersion: '1.1.0' },
  },
  {
    operation: 'ListPackageVersions',
    input: { ...LIST_VERSIONS, nextToken: '$nextVersion' },
    output: { versions: [{ status: 'Published', origin: ORIGIN }] },
  },
  {
    operation: 'ListPackageVersions',
    input: { ...LIST_VERSIONS, package: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'DescribePackageVersion',
    input: VERSION,
    keep: { revision: 'packageVersion.revision' },
    output: {
      packageVersion: {
        format: 'npm',
        namespace: 'sc',
        packageName: 'pb',
        displayName: '@sc/pb',
        version: '1.1.0',
        summary: 'Depends on pa',
        homePage: 'https://example.com/pb',
        sourceCodeRepository: 'https://example.com/pb.git',
        publishedTime: TEST_TIME,
        licenses: [{ name: 'MIT', url: 'https://example.com/licence' }],
        status: 'Published',
        origin: ORIGIN,
      },
    },
  },
  { operation: 'DescribePackageVersion', input: NO_VERSION, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'ListPackageVersionAssets',
    input: { ...VERSION, maxResults: 1 },
    output: { ...NAMED_VERSION, assets: [{ name: 'package.tgz' }] },
  },
  {
    operation: 'ListPackageVersionAssets',
    input: { ...VERSION, nextToken: 'damaged' },
    error: ['ValidationException', 400],
  },
  {
    operation: 'GetPackageVersionAsset',
    input: { ...VERSION, asset: 'package.tgz', packageVersionRevision: '$revision' },
    output: { assetName: 'package.tgz', packageVersion: '1.1.0' },
  },
  {
    operation: 'GetPackageVersionAsset',
    input: { ...VERSION, asset: 'other.tgz' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'GetPackageVersionAsset',
    input: { ...VERSION, asset: 'package.tgz', packageVersionRevision: 'another' },
    error: ['ConflictException', 409],
  },
  {
    operation: 'GetPackageVersionReadme',
    input: VERSION,
    output: { ...NAMED_VERSION, readme: '# pb\n\nReäd me.\n' },
  },
  { operation: 'GetPackageVersionReadme', input: NO_VERSION, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'ListPackageVersionDependencies',
    input: VERSION,
    output: {
      ...NAMED_VERSION,
      dependencies: [
        { namespace: 'sc', package: 'pa', dependencyType: 'regular', versionRequirement: '^1.0.0' },
        { package: 'host', dependencyType: 'peer', versionRequirement: '>=3' },
      ],
    },
  },
  {
    operation: 'ListPackageVersionDependencies',
    input: { ...VERSION, nextToken: 'damaged' },
    error: ['ValidationException', 400],
  },
];

const DELETIONS: readonly Step[] = [
  { operation: 'DeleteDomain', input: DOMAIN, error: ['ConflictException', 409] },
  {
    operation: 'DeleteRepository',
    input: REPOSITORY,
    output: { repository: toRepository('every-app', { upstreams: [{ repositoryName: 'every-store' }] }) },
  },
  {
    operation: 'DeleteRepository',
    input: UPSTREAM,
    output: { repository: toRepository('every-store', { externalConnections: CONNECTED }) },
  },
  {
    operation: 'DeleteRepository',
    input: { ...UPSTREAM, domain: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  { operation: 'CreateRepository', input: UPSTREAM },
  { operation: 'AssociateExternalConnection', input: { ...UPSTREAM, ...CONNECTION } },
  { operation: 'UpdateRepository', input: { ...UPSTREAM, description: 'Stands alone' } },
  {
    operation: 'DisassociateExternalConnection',
    input: { ...UPSTREAM, ...CONNECTION },
    output: { repository: toRepository('every-store', { description: 'Stands alone' }) },
  },
  {
    operation: 'DisassociateExternalConnection',
    input: { ...UPSTREAM, ...CONNECTION },
    error: ['ResourceNotFoundException', 404],
  },
  { operation: 'DeleteRepository', input: UPSTREAM },
  { operation: 'DeleteDomain', input: DOMAIN, output: { domain: { name: 'every', status: 'Deleted' } } },
];

/** Calls of the operations on domains, repositories, tags and npm packages; the order matters. */
export const STEPS: readonly Step[] = [...DOMAINS, ...REPOSITORIES, ...TAGS, ...PACKAGES, ...DELETIONS];

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
