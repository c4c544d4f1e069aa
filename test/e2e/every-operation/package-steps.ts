import { TEST_TIME } from '../../support/emulator';
import type { Step } from './step';

const ACCOUNT = '000000000000';
const PACKAGE = {
  domain: 'dom',
  domainOwner: ACCOUNT,
  repository: 'app',
  format: 'npm',
  namespace: 'sc',
  package: 'pb',
};
const VERSION = { ...PACKAGE, packageVersion: '1.1.0' };
const MANY = { ...PACKAGE, package: 'many' };
const RESTRICTIONS = { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } };
const ORIGIN = { domainEntryPoint: { repositoryName: 'app' }, originType: 'INTERNAL' };
/** Came from the registry behind the external connection of its repository. */
const PUBLIC = { domain: 'dom', repository: 'other', format: 'npm', package: 'pub' };
const EXTERNAL = {
  domainEntryPoint: { externalConnectionName: 'public:npmjs' },
  originType: 'EXTERNAL',
};
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

/** Of `@sc/pa`, `@sc/pb`, `@sc/many` and `pub`, which are there before the steps begin. */
export const PACKAGE_STEPS: readonly Step[] = [
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
  {
    operation: 'DescribePackageVersion',
    input: { ...PUBLIC, packageVersion: '1.0.0' },
    output: { packageVersion: { packageName: 'pub', status: 'Published', origin: EXTERNAL } },
  },
  {
    operation: 'ListPackageVersions',
    input: { ...PUBLIC, originType: 'EXTERNAL' },
    output: { package: 'pub', versions: [{ version: '1.0.0', origin: EXTERNAL }] },
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
    input: { ...MANY, packageVersion: '1.0.0' },
    keep: { nextDependency: 'nextToken' },
    output: { package: 'many', version: '1.0.0' },
  },
  {
    operation: 'ListPackageVersionDependencies',
    input: { ...MANY, packageVersion: '1.0.0', nextToken: '$nextDependency' },
    output: { dependencies: [{ package: 'd1000', dependencyType: 'regular', versionRequirement: '*' }] },
  },
  {
    operation: 'ListPackageVersionDependencies',
    input: { ...VERSION, nextToken: 'damaged' },
    error: ['ValidationException', 400],
  },
];
