import {
  DescribePackageVersionCommand,
  type DescribePackageVersionCommandInput,
} from '@aws-sdk/client-codeartifact';
import { TEST_TIME } from '../../support/emulator';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
  await npm.publish('@sc/pb', '1.0.0', {
    manifest: {
      description: 'a thing',
      homepage: 'https://example.com/',
      repository: { type: 'git', url: 'git+https://github.com/o/r.git' },
      license: 'MIT',
    },
  });
  await npm.publish('pa', '1.0.0', { manifest: { description: 'x'.repeat(500_000) } });
});
afterAll(() => npm.emulator.close());

const send = async (input: Partial<DescribePackageVersionCommandInput> = {}) => {
  const names = { format: 'npm', namespace: 'sc', package: 'pb', packageVersion: '1.0.0' } as const;
  return (await npm.client.send(new DescribePackageVersionCommand({ ...REPOSITORY, ...names, ...input })))
    .packageVersion;
};
const origin = { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } };

describe('serialization', () => {
  test('VER-200, REAL-086, NPM-190 everything the manifest gives', async () => {
    expect(await send()).toEqual({
      format: 'npm',
      namespace: 'sc',
      packageName: 'pb',
      displayName: '@sc/pb',
      version: '1.0.0',
      summary: 'a thing',
      homePage: 'https://example.com/',
      sourceCodeRepository: 'https://github.com/o/r.git',
      publishedTime: new Date(TEST_TIME),
      licenses: [{ name: 'MIT' }],
      revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      status: 'Published',
      origin,
    });
  });

  test('VER-202, VER-203, VER-206, NPM-195 what is absent or too large is left out', async () => {
    const names = { ...REPOSITORY, format: 'npm', package: 'pa', packageVersion: '1.0.0' } as const;
    const { packageVersion } = await npm.client.send(new DescribePackageVersionCommand(names));
    expect(packageVersion).toEqual({
      format: 'npm',
      packageName: 'pa',
      displayName: 'pa',
      version: '1.0.0',
      publishedTime: new Date(TEST_TIME),
      licenses: [],
      revision: expect.any(String),
      status: 'Published',
      origin,
    });
    expect((await npm.json('/pa')).description).toHaveLength(500_000);
  });
});

describe('validation', () => {
  test.each([
    ['PKG-002', { format: 'generic', namespace: undefined }],
    ['PKG-003', { format: 'cargo' }],
    ['PKG-006', { packageVersion: '1.0 .0' }],
  ] as const)('%s %j', async (_id, { ...input }) => {
    const names = { ...REPOSITORY, namespace: 'sc', package: 'pb', packageVersion: '1.0.0', ...input };
    const command = new DescribePackageVersionCommand(names as unknown as DescribePackageVersionCommandInput); // undefined drops a member
    await expect(npm.client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('PKG-027, REAL-015 a version that is not there', async () => {
    await expect(send({ packageVersion: '9.9.9' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceId: '@sc/pb@9.9.9',
      resourceType: 'package-version',
    });
  });

  test.each([
    ['package', { package: 'nope' }],
    ['repository', { repository: 'nope' }],
    ['domain', { domain: 'nope' }],
  ])('PKG-025 a %s that is not there', async (resourceType, input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'ResourceNotFoundException', resourceType });
  });
});
