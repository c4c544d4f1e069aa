import {
  ListPackageVersionAssetsCommand,
  type ListPackageVersionAssetsCommandInput,
} from '@aws-sdk/client-codeartifact';
import { createHash } from 'node:crypto';
import type { NpmPackage } from '../../support/npm-package';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
let built: NpmPackage;
beforeAll(async () => {
  npm = await startNpmRepository();
  built = await npm.publish('@sc/pb', '1.0.0');
});
afterAll(() => npm.emulator.close());

const send = (input: Partial<ListPackageVersionAssetsCommandInput> = {}) => {
  const names = { format: 'npm', namespace: 'sc', package: 'pb', packageVersion: '1.0.0' } as const;
  return npm.client.send(new ListPackageVersionAssetsCommand({ ...REPOSITORY, ...names, ...input }));
};

describe('serialization', () => {
  test('ASSET-100, ASSET-104, NPM-193 the tarball with its four hashes', async () => {
    const output = await send();
    const hash = (algorithm: string): string => createHash(algorithm).update(built.tarball).digest('hex');
    expect(output).toEqual({
      $metadata: expect.anything(),
      format: 'npm',
      namespace: 'sc',
      package: 'pb',
      version: '1.0.0',
      versionRevision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      assets: [
        {
          name: 'package.tgz',
          size: built.tarball.length,
          hashes: {
            MD5: hash('md5'),
            'SHA-1': hash('sha1'),
            'SHA-256': hash('sha256'),
            'SHA-512': hash('sha512'),
          },
        },
      ],
    });
  });
});

describe('validation', () => {
  test.each([{ maxResults: 1001 }, { nextToken: 'nope' }])('PKG-029 %j', async (input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('ASSET-105 an unknown version', async () => {
    await expect(send({ packageVersion: '2.0.0' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
    });
  });
});
