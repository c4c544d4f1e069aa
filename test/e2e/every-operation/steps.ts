import { TEST_TIME } from '../../support/emulator';
import { GENERIC_STEPS } from './generic-steps';
import { GROUP_STEPS } from './group-steps';
import { PACKAGE_STEPS } from './package-steps';
import type { Step } from './step';

const ACCOUNT = '000000000000';
const ARN = `arn:aws:codeartifact:us-east-1:${ACCOUNT}`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const DOMAIN = { domain: 'every', domainOwner: ACCOUNT };
const REPOSITORY = { ...DOMAIN, repository: 'every-app' };
const UPSTREAM = { ...DOMAIN, repository: 'every-store' };
const CONNECTION = { externalConnection: 'public:npmjs' };
const CONNECTED = [{ externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'AVAILABLE' }];

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

/** Calls of all 48 operations; the order matters. */
export const STEPS: readonly Step[] = [
  ...DOMAINS,
  ...REPOSITORIES,
  ...TAGS,
  ...PACKAGE_STEPS,
  ...GENERIC_STEPS,
  ...GROUP_STEPS,
  ...DELETIONS,
];
