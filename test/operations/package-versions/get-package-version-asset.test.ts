import {
  DescribePackageVersionCommand,
  GetPackageVersionAssetCommand,
  type GetPackageVersionAssetCommandInput,
} from '@aws-sdk/client-codeartifact';
import type { NpmPackage } from '../../support/npm-package';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
let built: NpmPackage;
beforeAll(async () => {
  npm = await startNpmRepository();
  built = await npm.publish('@sc/pb', '1.0.0');
});
afterAll(() => npm.emulator.close());

const VERSION = {
  ...REPOSITORY,
  format: 'npm',
  namespace: 'sc',
  package: 'pb',
  packageVersion: '1.0.0',
} as const;
const send = (input: Partial<GetPackageVersionAssetCommandInput> = {}) =>
  npm.client.send(new GetPackageVersionAssetCommand({ ...VERSION, asset: 'package.tgz', ...input }));
const revision = async () =>
  (await npm.client.send(new DescribePackageVersionCommand(VERSION))).packageVersion?.revision;

describe('serialization', () => {
  test('ASSET-200, NPM-194 the bytes, and headers that name them', async () => {
    const output = await send();
    expect(Buffer.from((await output.asset?.transformToByteArray()) ?? [])).toEqual(built.tarball);
    expect(output).toMatchObject({
      assetName: 'package.tgz',
      packageVersion: '1.0.0',
      packageVersionRevision: await revision(),
    });
  });

  test('ASSET-200, ASSET-206 length and type, whatever range is asked for', async () => {
    const query = `domain=dom&repository=app&format=npm&namespace=sc&package=pb&version=1.0.0&asset=package.tgz`;
    const credential = `AKID/20260304/us-east-1/codeartifact/aws4_request`;
    const response = await fetch(`${npm.emulator.url}/v1/package/version/asset?${query}`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
        'x-amz-date': '20260304T050607Z',
        range: 'bytes=0-1',
      },
    });
    expect([
      response.status,
      response.headers.get('content-length'),
      response.headers.get('content-type'),
    ]).toEqual([200, String(built.tarball.length), 'application/octet-stream']);
    await response.arrayBuffer();
  });
});

describe('validation', () => {
  test('PKG-003 a namespace where there is none', async () => {
    await expect(send({ format: 'pypi' })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('ASSET-202 the revision must be the current one', async () => {
    const output = await send({ packageVersionRevision: (await revision()) ?? '' });
    await output.asset?.transformToByteArray();
    await expect(send({ packageVersionRevision: 'AAAA' })).rejects.toMatchObject({
      name: 'ConflictException',
      resourceType: 'package-version',
    });
  });

  test.each([
    ['asset', { asset: 'pb-1.0.0.tgz' }],
    ['package-version', { packageVersion: '2.0.0' }],
    ['package', { package: 'nope' }],
    ['package', { repository: 'other' }],
  ])('ASSET-204, ASSET-205 the %s is missing for %j', async (resourceType, input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'ResourceNotFoundException', resourceType });
  });
});
