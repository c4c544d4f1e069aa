import { TEST_TIME } from '../../support/emulator';
import type { Step } from './step';

const ACCOUNT = '000000000000';
const DOMAIN = { domain: 'dom', domainOwner: ACCOUNT };
const ARN = `arn:aws:codeartifact:us-east-1:${ACCOUNT}:package-group/dom`;
const GROUP = { ...DOMAIN, packageGroup: '/npm/sc/*' };
const MISSING = { ...DOMAIN, packageGroup: '/npm/missing/*' };
const ROOT = { arn: `${ARN}/%2a`, pattern: '/*' };
const TYPES = ['EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM', 'PUBLISH'];

const toRestrictions = (restriction: object): object => ({
  restrictions: Object.fromEntries(TYPES.map((type) => [type, restriction])),
});
const INHERITED = { mode: 'INHERIT', effectiveMode: 'ALLOW', inheritedFrom: ROOT, repositoriesCount: 0 };
const DESCRIBED = {
  arn: `${ARN}/npm/sc/%2a`,
  pattern: '/npm/sc/*',
  domainName: 'dom',
  domainOwner: ACCOUNT,
  createdTime: TEST_TIME,
  contactInfo: 'team@example.com',
  description: 'Of ours',
  originConfiguration: toRestrictions(INHERITED),
  parent: ROOT,
};
const SPECIFIC = 'ALLOW_SPECIFIC_REPOSITORIES';
const RESTRICTED = {
  ...DESCRIBED,
  contactInfo: 'other@example.com',
  description: 'Still ours',
  originConfiguration: {
    restrictions: {
      EXTERNAL_UPSTREAM: INHERITED,
      INTERNAL_UPSTREAM: INHERITED,
      PUBLISH: { mode: SPECIFIC, effectiveMode: SPECIFIC, repositoriesCount: 2 },
    },
  },
};
const allow = (...names: string[]): object[] =>
  names.map((repositoryName) => ({ repositoryName, originRestrictionType: 'PUBLISH' }));

const GROUPS: readonly Step[] = [
  {
    operation: 'CreatePackageGroup',
    input: {
      ...GROUP,
      contactInfo: 'team@example.com',
      description: 'Of ours',
      tags: [{ key: 'team', value: 'blue' }],
    },
    output: { packageGroup: DESCRIBED },
  },
  { operation: 'CreatePackageGroup', input: GROUP, error: ['ConflictException', 409] },
  {
    operation: 'CreatePackageGroup',
    input: { ...GROUP, packageGroup: '/npm' },
    error: ['ValidationException', 400],
  },
  { operation: 'DescribePackageGroup', input: GROUP, output: { packageGroup: DESCRIBED } },
  { operation: 'DescribePackageGroup', input: MISSING, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'UpdatePackageGroup',
    input: { ...GROUP, contactInfo: 'other@example.com', description: 'Still ours' },
    output: { packageGroup: { ...RESTRICTED, originConfiguration: toRestrictions(INHERITED) } },
  },
  { operation: 'UpdatePackageGroup', input: MISSING, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'ListTagsForResource',
    input: { resourceArn: DESCRIBED.arn },
    output: { tags: [{ key: 'team', value: 'blue' }] },
  },
];

const RESTRICTIONS: readonly Step[] = [
  {
    operation: 'UpdatePackageGroupOriginConfiguration',
    input: {
      ...GROUP,
      restrictions: { PUBLISH: SPECIFIC },
      addAllowedRepositories: allow('app', 'other'),
    },
    output: { packageGroup: RESTRICTED, allowedRepositoryUpdates: { PUBLISH: { ADDED: ['app', 'other'] } } },
  },
  {
    operation: 'UpdatePackageGroupOriginConfiguration',
    input: { ...GROUP, removeAllowedRepositories: allow('other') },
    output: { allowedRepositoryUpdates: { PUBLISH: { REMOVED: ['other'] } } },
  },
  {
    operation: 'UpdatePackageGroupOriginConfiguration',
    input: { ...GROUP, addAllowedRepositories: allow('missing') },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'UpdatePackageGroupOriginConfiguration',
    input: { ...GROUP, addAllowedRepositories: allow('other') },
    output: { packageGroup: RESTRICTED },
  },
  {
    operation: 'ListAllowedRepositoriesForGroup',
    input: { ...GROUP, originRestrictionType: 'PUBLISH', maxResults: 1 },
    keep: { nextAllowed: 'nextToken' },
    output: { allowedRepositories: ['app'] },
  },
  {
    operation: 'ListAllowedRepositoriesForGroup',
    input: { ...GROUP, originRestrictionType: 'PUBLISH', nextToken: '$nextAllowed' },
    output: { allowedRepositories: ['other'] },
  },
  {
    operation: 'ListAllowedRepositoriesForGroup',
    input: { ...MISSING, originRestrictionType: 'PUBLISH' },
    error: ['ResourceNotFoundException', 404],
  },
];

const LISTS: readonly Step[] = [
  { operation: 'CreatePackageGroup', input: { ...DOMAIN, packageGroup: '/npm/sc/pa$' } },
  { operation: 'CreatePackageGroup', input: { ...DOMAIN, packageGroup: '/npm/sc/q~', description: 'Empty' } },
  {
    operation: 'ListPackageGroups',
    input: { ...DOMAIN, prefix: '/npm/sc/', maxResults: 1 },
    keep: { nextGroup: 'nextToken' },
    output: { packageGroups: [RESTRICTED] },
  },
  {
    operation: 'ListPackageGroups',
    input: { ...DOMAIN, prefix: '/npm/sc/', nextToken: '$nextGroup' },
    output: { packageGroups: [{ pattern: '/npm/sc/pa$' }, { pattern: '/npm/sc/q~' }] },
  },
  { operation: 'ListPackageGroups', input: { domain: 'missing' }, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'ListSubPackageGroups',
    input: { ...DOMAIN, packageGroup: '/*' },
    output: { packageGroups: [RESTRICTED] },
  },
  {
    operation: 'ListSubPackageGroups',
    input: { ...GROUP, maxResults: 1 },
    keep: { nextChild: 'nextToken' },
    output: { packageGroups: [{ pattern: '/npm/sc/pa$', parent: { pattern: '/npm/sc/*' } }] },
  },
  {
    operation: 'ListSubPackageGroups',
    input: { ...GROUP, nextToken: '$nextChild' },
    output: { packageGroups: [{ pattern: '/npm/sc/q~', description: 'Empty' }] },
  },
  { operation: 'ListSubPackageGroups', input: MISSING, error: ['ResourceNotFoundException', 404] },
];

const toAssociated = (name: string): object => ({
  format: 'npm',
  namespace: 'sc',
  package: name,
  associationType: 'STRONG',
});
const PACKAGE = { ...DOMAIN, format: 'npm', namespace: 'sc', package: 'pb' };

const ASSOCIATIONS: readonly Step[] = [
  {
    operation: 'GetAssociatedPackageGroup',
    input: PACKAGE,
    output: { packageGroup: RESTRICTED, associationType: 'STRONG' },
  },
  {
    operation: 'GetAssociatedPackageGroup',
    input: { ...PACKAGE, package: 'PA' },
    output: { packageGroup: { pattern: '/npm/sc/pa$' }, associationType: 'WEAK' },
  },
  {
    operation: 'GetAssociatedPackageGroup',
    input: { ...DOMAIN, format: 'maven', package: 'junit' },
    error: ['ValidationException', 400],
  },
  {
    operation: 'ListAssociatedPackages',
    input: { ...GROUP, maxResults: 1 },
    keep: { nextAssociated: 'nextToken' },
    output: { packages: [toAssociated('many')] },
  },
  {
    operation: 'ListAssociatedPackages',
    input: { ...GROUP, nextToken: '$nextAssociated' },
    output: { packages: [toAssociated('pb')] },
  },
  {
    operation: 'ListAssociatedPackages',
    input: { ...DOMAIN, packageGroup: '/npm/sc/pb~', preview: true },
    output: { packages: [toAssociated('pb')] },
  },
  { operation: 'ListAssociatedPackages', input: MISSING, error: ['ResourceNotFoundException', 404] },
];

const DELETIONS: readonly Step[] = [
  { operation: 'DeletePackageGroup', input: GROUP, output: { packageGroup: RESTRICTED } },
  { operation: 'DeletePackageGroup', input: GROUP, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'DeletePackageGroup',
    input: { ...GROUP, packageGroup: '/*' },
    error: ['ValidationException', 400],
  },
  {
    operation: 'DescribePackageGroup',
    input: { ...DOMAIN, packageGroup: '/npm/sc/pa$' },
    output: { packageGroup: { parent: ROOT, originConfiguration: toRestrictions(INHERITED) } },
  },
];

/** Package groups around the npm packages of the scope `@sc`; all but two leaves are gone at the end. */
export const GROUP_STEPS: readonly Step[] = [
  ...GROUPS,
  ...RESTRICTIONS,
  ...LISTS,
  ...ASSOCIATIONS,
  ...DELETIONS,
];
