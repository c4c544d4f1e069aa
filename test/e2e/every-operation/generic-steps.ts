import { createHash } from 'node:crypto';
import { TEST_TIME } from '../../support/emulator';
import type { Step } from './step';

const ACCOUNT = '000000000000';
const NAMES = { format: 'generic', namespace: 'ns', package: 'tool' };
const PACKAGE = { domain: 'dom', domainOwner: ACCOUNT, repository: 'app', ...NAMES };
const MISSING = { ...PACKAGE, package: 'missing' };
const VERSION = { ...PACKAGE, packageVersion: '1.0.0' };
const COPY = {
  domain: 'dom',
  domainOwner: ACCOUNT,
  sourceRepository: 'app',
  destinationRepository: 'other',
  ...NAMES,
};
const OPEN = { restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } };
const CLOSED = { restrictions: { publish: 'BLOCK', upstream: 'ALLOW' } };
const SKIPPED = { errorCode: 'SKIPPED' };

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

/** The members that publish one asset; what it holds is its own name. */
const toAsset = (assetName: string): object => ({
  assetName,
  assetContent: { bytes: toBase64(assetName) },
  assetSHA256: hash('sha256', assetName),
});

/** An asset made by `toAsset`, as the service lists it. */
const toSummary = (name: string): object => ({
  name,
  size: name.length,
  hashes: {
    MD5: hash('md5', name),
    'SHA-1': hash('sha1', name),
    'SHA-256': hash('sha256', name),
    'SHA-512': hash('sha512', name),
  },
});

const PUBLISHING: readonly Step[] = [
  {
    operation: 'PublishPackageVersion',
    input: { ...VERSION, ...toAsset('a.txt'), unfinished: true },
    output: { ...NAMES, version: '1.0.0', status: 'Unfinished', asset: toSummary('a.txt') },
  },
  {
    operation: 'ListPackageVersions',
    input: { ...PACKAGE, status: 'Unfinished' },
    output: { ...NAMES, versions: [{ version: '1.0.0', status: 'Unfinished' }] },
  },
  {
    operation: 'PublishPackageVersion',
    input: { ...VERSION, ...toAsset('b.txt') },
    keep: { first: 'versionRevision' },
    output: { ...NAMES, version: '1.0.0', status: 'Published', asset: toSummary('b.txt') },
  },
  {
    operation: 'PublishPackageVersion',
    input: { ...VERSION, ...toAsset('c.txt') },
    error: ['ConflictException', 409],
  },
  {
    operation: 'PublishPackageVersion',
    input: { ...VERSION, ...toAsset('a.txt'), packageVersion: '1.0.1', assetSHA256: hash('sha256', 'b.txt') },
    error: ['ValidationException', 400],
  },
  {
    operation: 'DescribePackageVersion',
    input: VERSION,
    output: {
      packageVersion: {
        format: 'generic',
        namespace: 'ns',
        packageName: 'tool',
        version: '1.0.0',
        publishedTime: TEST_TIME,
        status: 'Published',
        origin: { domainEntryPoint: { repositoryName: 'app' }, originType: 'INTERNAL' },
      },
    },
  },
  {
    operation: 'ListPackageVersionAssets',
    input: { ...VERSION, maxResults: 1 },
    keep: { nextAsset: 'nextToken' },
    output: { ...NAMES, assets: [toSummary('a.txt')] },
  },
  {
    operation: 'ListPackageVersionAssets',
    input: { ...VERSION, nextToken: '$nextAsset' },
    output: { ...NAMES, assets: [toSummary('b.txt')] },
  },
  {
    operation: 'GetPackageVersionAsset',
    input: { ...VERSION, asset: 'b.txt', packageVersionRevision: '$first' },
    output: { asset: toBase64('b.txt'), assetName: 'b.txt', packageVersion: '1.0.0' },
  },
  {
    operation: 'PublishPackageVersion',
    input: { ...VERSION, ...toAsset('a.txt'), packageVersion: '2.0.0' },
    keep: { second: 'versionRevision' },
    output: { version: '2.0.0', status: 'Published' },
  },
];

const COPYING: readonly Step[] = [
  {
    operation: 'CopyPackageVersions',
    input: { ...COPY, versions: ['1.0.0', '9.9.9'] },
    output: {
      successfulVersions: {},
      failedVersions: { '1.0.0': SKIPPED, '9.9.9': { errorCode: 'NOT_FOUND' } },
    },
  },
  {
    operation: 'CopyPackageVersions',
    input: { ...COPY, versions: ['1.0.0'], includeFromUpstream: true },
    output: { successfulVersions: { '1.0.0': { status: 'Published' } }, failedVersions: {} },
  },
  {
    operation: 'CopyPackageVersions',
    input: { ...COPY, versionRevisions: { '2.0.0': '$second' }, allowOverwrite: true },
    output: { successfulVersions: { '2.0.0': { status: 'Published' } }, failedVersions: {} },
  },
  {
    operation: 'CopyPackageVersions',
    input: { ...COPY, versionRevisions: { '2.0.0': '$first' } },
    output: { failedVersions: { '2.0.0': { errorCode: 'MISMATCHED_REVISION' } } },
  },
  {
    operation: 'CopyPackageVersions',
    input: { ...COPY, package: 'missing', versions: ['1.0.0'] },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'CopyPackageVersions',
    input: { ...COPY, destinationRepository: 'app', versions: ['1.0.0'] },
    error: ['ValidationException', 400],
  },
];

const STATUSES: readonly Step[] = [
  {
    operation: 'UpdatePackageVersionsStatus',
    input: {
      ...PACKAGE,
      versions: ['1.0.0', '2.0.0'],
      versionRevisions: { '1.0.0': '$first', '2.0.0': '$second' },
      expectedStatus: 'Published',
      targetStatus: 'Archived',
    },
    output: {
      successfulVersions: { '1.0.0': { status: 'Archived' }, '2.0.0': { status: 'Archived' } },
      failedVersions: {},
    },
  },
  {
    operation: 'UpdatePackageVersionsStatus',
    input: { ...PACKAGE, versions: ['1.0.0'], expectedStatus: 'Published', targetStatus: 'Unlisted' },
    output: { successfulVersions: {}, failedVersions: { '1.0.0': { errorCode: 'MISMATCHED_STATUS' } } },
  },
  {
    operation: 'UpdatePackageVersionsStatus',
    input: { ...PACKAGE, versions: ['1.0.0'], targetStatus: 'Disposed' },
    error: ['ValidationException', 400],
  },
  {
    operation: 'DisposePackageVersions',
    input: {
      ...PACKAGE,
      versions: ['1.0.0'],
      versionRevisions: { '1.0.0': '$first' },
      expectedStatus: 'Archived',
    },
    output: { successfulVersions: { '1.0.0': { status: 'Disposed' } }, failedVersions: {} },
  },
  {
    operation: 'DisposePackageVersions',
    input: { ...PACKAGE, versions: ['1.0.0', '2.0.0'] },
    output: {
      successfulVersions: {},
      failedVersions: { '1.0.0': { errorCode: 'NOT_ALLOWED' }, '2.0.0': SKIPPED },
    },
  },
  {
    operation: 'DisposePackageVersions',
    input: { ...MISSING, versions: ['1.0.0'] },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'GetPackageVersionAsset',
    input: { ...VERSION, asset: 'a.txt' },
    error: ['ConflictException', 409],
  },
];

const DELETING: readonly Step[] = [
  {
    operation: 'DeletePackageVersions',
    input: { ...PACKAGE, versions: ['1.0.0'], expectedStatus: 'Archived' },
    output: { successfulVersions: {}, failedVersions: { '1.0.0': { errorCode: 'MISMATCHED_STATUS' } } },
  },
  {
    operation: 'DeletePackageVersions',
    input: { ...PACKAGE, versions: ['1.0.0'], expectedStatus: 'Disposed' },
    output: { successfulVersions: { '1.0.0': { status: 'Deleted' } }, failedVersions: {} },
  },
  {
    operation: 'DeletePackageVersions',
    input: { ...MISSING, versions: ['1.0.0'] },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'PutPackageOriginConfiguration',
    input: { ...PACKAGE, ...CLOSED },
    output: { originConfiguration: CLOSED },
  },
  {
    operation: 'PublishPackageVersion',
    input: { ...VERSION, ...toAsset('a.txt') },
    error: ['ConflictException', 409],
  },
  {
    operation: 'PutPackageOriginConfiguration',
    input: { ...MISSING, ...OPEN, repository: 'missing' },
    error: ['ResourceNotFoundException', 404],
  },
  {
    operation: 'DeletePackage',
    input: PACKAGE,
    output: { deletedPackage: { ...NAMES, originConfiguration: CLOSED } },
  },
  { operation: 'DeletePackage', input: PACKAGE, error: ['ResourceNotFoundException', 404] },
  {
    operation: 'ListPackageVersions',
    input: { ...PACKAGE, repository: 'other' },
    output: { ...NAMES, versions: [{ version: '1.0.0' }, { version: '2.0.0' }] },
  },
];

/** The life of the generic package `ns/tool`: published, copied, archived, disposed of and deleted. */
export const GENERIC_STEPS: readonly Step[] = [...PUBLISHING, ...COPYING, ...STATUSES, ...DELETING];
