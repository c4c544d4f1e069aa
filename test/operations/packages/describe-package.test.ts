import { DescribePackageCommand, type DescribePackageCommandInput } from '@aws-sdk/client-codeartifact';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
  await npm.publish('@sc/pb', '1.0.0');
  await npm.publish('pa', '1.0.0');
});
afterAll(() => npm.emulator.close());

const send = async (input: Partial<DescribePackageCommandInput>) => {
  const all = { ...REPOSITORY, format: 'npm', package: 'pa', ...input } as const;
  return (await npm.client.send(new DescribePackageCommand(all))).package;
};
const originConfiguration = { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } };

describe('serialization', () => {
  test('PKG-120, PKG-022 the name is `name`, a namespace only where there is one', async () => {
    expect(await send({})).toEqual({ format: 'npm', name: 'pa', originConfiguration });
    expect(await send({ namespace: 'sc', package: 'pb' })).toEqual({
      format: 'npm',
      namespace: 'sc',
      name: 'pb',
      originConfiguration,
    });
  });
});

describe('validation', () => {
  test.each([
    ['PKG-002', { format: 'maven' }],
    ['PKG-003', { format: 'pypi', namespace: 'x' }],
    ['PKG-006', { package: '@sc/pb' }],
  ] as const)('%s %j', async (_id, input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('PKG-121, REAL-013 an unknown package', async () => {
    await expect(send({ namespace: 'sc' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "The npm package '@sc/pa' does not exist in repository 'app'.",
      resourceId: '@sc/pa',
      resourceType: 'package',
    });
  });

  test('PKG-004, PKG-005 scope and no scope are two packages, and a scope has no @', async () => {
    await expect(send({ package: 'pb' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(send({ namespace: '@sc', package: 'pb' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('PKG-025, PKG-028 the repository is looked for first, and no other one', async () => {
    await expect(send({ repository: 'nope' })).rejects.toMatchObject({ resourceType: 'repository' });
    await expect(send({ repository: 'other' })).rejects.toMatchObject({ resourceType: 'package' });
  });
});
