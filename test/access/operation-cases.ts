import { arnOf, OWNER } from '../support/access-world';

/** What a call of one operation needs, as the service's authorization reference and the guide say (IAM-011 … IAM-033). */
export interface OperationCase {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Action and the ARN that it is asked for on. */
  readonly needs: readonly (readonly [action: string, arn: string])[];
  /** Whose policies count: none of a resource, those of the domain, or those of the repository as well (IAM-070). */
  readonly level: 'account' | 'domain' | 'repository';
}

const domain = { domain: 'dom', domainOwner: OWNER };
const app = { ...domain, repository: 'app' };
const tool = { ...app, format: 'generic', namespace: 'ns', package: 'tool' };
const version = { ...tool, packageVersion: '1.0.0' };
const group = { ...domain, packageGroup: '/npm/acme/*' };
const DOMAIN = arnOf('domain/dom');
const APP = arnOf('repository/dom/app');
const TOOL = arnOf('package/dom/app/generic/ns/tool');
const GROUP = arnOf('package-group/dom/npm/acme/%2a');
const own = (operation: string, arn: string) => [[`codeartifact:${operation}`, arn] as const];
const tags = [{ key: 'team', value: 'core' }];

const onDomain = (operation: string, more: object = {}): OperationCase => ({
  operation,
  input: { ...domain, ...more },
  needs: own(operation, DOMAIN),
  level: 'domain',
});
const onRepository = (operation: string, more: object = {}): OperationCase => ({
  operation,
  input: { ...app, ...more },
  needs: own(operation, APP),
  level: 'repository',
});
const onPackage = (operation: string, input: object = tool): OperationCase => ({
  operation,
  input: { ...input },
  needs: own(operation, TOOL),
  level: 'repository',
});
const onGroup = (operation: string, more: object = {}): OperationCase => ({
  operation,
  input: { ...group, ...more },
  needs: own(operation, GROUP),
  level: 'domain',
});

const anybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'codeartifact:DescribeDomain', Resource: '*' },
});
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** One call of each of the 48 operations. */
export const OPERATION_CASES: readonly OperationCase[] = [
  onRepository('AssociateExternalConnection', { externalConnection: 'public:npmjs' }),
  {
    operation: 'CopyPackageVersions',
    input: {
      ...domain,
      ...{
        sourceRepository: 'app',
        destinationRepository: 'up',
        format: 'generic',
        namespace: 'ns',
        package: 'tool',
      },
      versions: ['1.0.0'],
    },
    needs: [
      ['codeartifact:ReadFromRepository', APP],
      ['codeartifact:CopyPackageVersions', arnOf('repository/dom/up')],
      ['codeartifact:CopyPackageVersions', arnOf('package/dom/up/generic/ns/tool')],
    ],
    level: 'repository',
  },
  {
    operation: 'CreateDomain',
    input: { domain: 'new', tags },
    needs: [
      ['codeartifact:CreateDomain', arnOf('domain/new')],
      ['codeartifact:TagResource', arnOf('domain/new')],
    ],
    level: 'account',
  },
  {
    operation: 'CreatePackageGroup',
    input: { ...domain, packageGroup: '/npm/new/*', tags },
    needs: [
      ['codeartifact:CreatePackageGroup', DOMAIN],
      ['codeartifact:TagResource', arnOf('package-group/dom/npm/new/%2a')],
    ],
    level: 'domain',
  },
  {
    operation: 'CreateRepository',
    input: { ...domain, repository: 'new', upstreams: [{ repositoryName: 'up' }], tags },
    needs: [
      ['codeartifact:CreateRepository', DOMAIN],
      ['codeartifact:AssociateWithDownstreamRepository', arnOf('repository/dom/up')],
      ['codeartifact:TagResource', arnOf('repository/dom/new')],
    ],
    level: 'domain',
  },
  onDomain('DeleteDomain'),
  onDomain('DeleteDomainPermissionsPolicy'),
  onPackage('DeletePackage'),
  onGroup('DeletePackageGroup'),
  onPackage('DeletePackageVersions', { ...tool, versions: ['1.0.0'] }),
  onRepository('DeleteRepository'),
  onRepository('DeleteRepositoryPermissionsPolicy'),
  onDomain('DescribeDomain'),
  onPackage('DescribePackage'),
  onGroup('DescribePackageGroup'),
  onPackage('DescribePackageVersion', version),
  onRepository('DescribeRepository'),
  onRepository('DisassociateExternalConnection', { externalConnection: 'public:npmjs' }),
  onPackage('DisposePackageVersions', { ...tool, versions: ['1.0.0'] }),
  {
    operation: 'GetAssociatedPackageGroup',
    input: { ...domain, format: 'npm', namespace: 'acme', package: 'x' },
    needs: own('GetAssociatedPackageGroup', GROUP),
    level: 'domain',
  },
  {
    operation: 'GetAuthorizationToken',
    input: domain,
    needs: [
      ['codeartifact:GetAuthorizationToken', DOMAIN],
      ['sts:GetServiceBearerToken', '*'],
    ],
    level: 'domain',
  },
  onDomain('GetDomainPermissionsPolicy'),
  onPackage('GetPackageVersionAsset', { ...version, asset: 'tool.bin' }),
  onPackage('GetPackageVersionReadme', version),
  onRepository('GetRepositoryEndpoint', { format: 'npm' }),
  onRepository('GetRepositoryPermissionsPolicy'),
  onGroup('ListAllowedRepositoriesForGroup', { originRestrictionType: 'PUBLISH' }),
  onGroup('ListAssociatedPackages'),
  { operation: 'ListDomains', input: {}, needs: own('ListDomains', '*'), level: 'account' },
  onDomain('ListPackageGroups'),
  onRepository('ListPackages'),
  onPackage('ListPackageVersionAssets', version),
  onPackage('ListPackageVersionDependencies', version),
  onPackage('ListPackageVersions'),
  { operation: 'ListRepositories', input: {}, needs: own('ListRepositories', '*'), level: 'account' },
  onDomain('ListRepositoriesInDomain'),
  onGroup('ListSubPackageGroups'),
  {
    operation: 'ListTagsForResource',
    input: { resourceArn: APP },
    needs: own('ListTagsForResource', APP),
    level: 'repository',
  },
  {
    ...onPackage('PublishPackageVersion'),
    input: {
      ...tool,
      packageVersion: '2.0.0',
      assetName: 'x',
      assetContent: Buffer.alloc(0),
      assetSHA256: sha256,
    },
  },
  onDomain('PutDomainPermissionsPolicy', { policyDocument: anybody }),
  onPackage('PutPackageOriginConfiguration', {
    ...tool,
    restrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
  }),
  onRepository('PutRepositoryPermissionsPolicy', { policyDocument: anybody }),
  {
    operation: 'TagResource',
    input: { resourceArn: GROUP, tags },
    needs: own('TagResource', GROUP),
    level: 'domain',
  },
  {
    operation: 'UntagResource',
    input: { resourceArn: DOMAIN, tagKeys: ['team'] },
    needs: own('UntagResource', DOMAIN),
    level: 'domain',
  },
  onGroup('UpdatePackageGroup', { description: 'new' }),
  onGroup('UpdatePackageGroupOriginConfiguration', { restrictions: { PUBLISH: 'BLOCK' } }),
  onPackage('UpdatePackageVersionsStatus', { ...tool, versions: ['1.0.0'], targetStatus: 'Archived' }),
  {
    ...onRepository('UpdateRepository', {
      upstreams: [{ repositoryName: 'up' }, { repositoryName: 'theirs' }],
    }),
    needs: [
      ['codeartifact:UpdateRepository', APP],
      ['codeartifact:AssociateWithDownstreamRepository', arnOf('repository/dom/theirs')],
    ],
  },
];
