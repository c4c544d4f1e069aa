import {
  ListPackageVersionDependenciesCommand,
  type ListPackageVersionDependenciesCommandInput,
} from '@aws-sdk/client-codeartifact';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
  await npm.publish('@sc/pb', '1.0.0', {
    manifest: { dependencies: { '@types/node': '^20.0.0' }, devDependencies: { jest: '29.x' } },
  });
  await npm.publish('many', '1.0.0', {
    manifest: {
      dependencies: Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`d${index}`, '1'])),
    },
  });
  await npm.publish('none', '1.0.0');
});
afterAll(() => npm.emulator.close());

const send = (input: Partial<ListPackageVersionDependenciesCommandInput>) =>
  npm.client.send(
    new ListPackageVersionDependenciesCommand({
      ...REPOSITORY,
      format: 'npm',
      package: 'many',
      packageVersion: '1.0.0',
      ...input,
    }),
  );

describe('serialization', () => {
  test('VER-400, VER-402 an answer', async () => {
    const output = await send({ namespace: 'sc', package: 'pb' });
    expect(output).toEqual({
      $metadata: expect.anything(),
      format: 'npm',
      namespace: 'sc',
      package: 'pb',
      version: '1.0.0',
      versionRevision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      dependencies: [
        { namespace: 'types', package: 'node', dependencyType: 'regular', versionRequirement: '^20.0.0' },
        { package: 'jest', dependencyType: 'dev', versionRequirement: '29.x' },
      ],
    });
  });
});

describe('validation', () => {
  test('PKG-029 a token of nobody', async () => {
    await expect(send({ nextToken: 'nope' })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('VER-401 a thousand in a page', async () => {
    const first = await send({});
    const second = await send(first.nextToken === undefined ? {} : { nextToken: first.nextToken });
    expect(first.dependencies?.length).toBe(1000);
    expect(second.dependencies?.map((dependency) => dependency.package)).toEqual(['d1000']);
    expect(second.nextToken).toBeUndefined();
  });

  test('VER-408 none', async () => {
    expect((await send({ package: 'none' })).dependencies).toEqual([]);
  });

  test('VER-409 an unknown version', async () => {
    await expect(send({ packageVersion: '9.9.9' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
    });
  });
});
