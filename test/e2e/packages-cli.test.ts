import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { createAwsCli, type AwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { createNpmPackage, publishNpmPackage, type NpmPackageOptions } from '../support/npm-package';
import { sha256 } from '../support/package-world';
import { createSandbox, type Sandbox } from '../support/sandbox';

const ACCOUNT = '111122223333';
const DOMAIN = ['--domain', 'my-domain', '--domain-owner', ACCOUNT];
const REVISION = expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/);
const CHALK = ['--format', 'npm', '--package', 'chalk'];

/** The commands of the guide's chapters on copying, deleting, statuses and generic packages, with the real CLI. */
describeWithClients(['aws'], 'Working with packages using the AWS CLI', (path) => {
  let emulator: TestEmulator;
  let sandbox: Sandbox;
  let aws: AwsCli;

  /** A command on a package in `my_repo`. */
  const run = (command: string, ...more: string[]) =>
    aws.json([command, ...DOMAIN, '--repository', 'my_repo', ...more]);
  const copy = (...more: string[]) =>
    aws.json([
      ...['copy-package-versions', ...DOMAIN],
      ...['--source-repository', 'my_repo', '--destination-repository', 'repo-2', ...more],
    ]);
  async function publish(
    name: string,
    version: string,
    options: NpmPackageOptions & { repository?: string } = {},
  ) {
    const { repository = 'my_repo', ...built } = options;
    const token = await emulator.token('my-domain', { account: ACCOUNT });
    const endpoint = `${emulator.url}/npm/d/my-domain-${ACCOUNT}/${repository}`;
    const answer = await publishNpmPackage(endpoint, token, await createNpmPackage(name, version, built));
    expect(answer.status).toBe(200);
  }
  const revisionOf = async (version: string): Promise<string> => {
    const described = await run('describe-package-version', ...CHALK, '--package-version', version);
    return (described as { packageVersion: { revision: string } }).packageVersion.revision; // as it describes
  };

  beforeAll(async () => {
    sandbox = await createSandbox();
    emulator = await startEmulator();
    aws = createAwsCli(path, emulator, sandbox, { accessKeyId: ACCOUNT });
  });
  beforeEach(async () => {
    await emulator.reset();
    const client = emulator.client({ account: ACCOUNT });
    await client.send(new CreateDomainCommand({ domain: 'my-domain' }));
    for (const repository of ['my_repo', 'repo-2']) {
      await client.send(new CreateRepositoryCommand({ domain: 'my-domain', repository }));
    }
  });
  afterAll(async () => {
    await emulator.close();
    await sandbox.remove();
  });

  describe('Copy packages between repositories', () => {
    test('COPY-001 copy package versions, then a scoped one', async () => {
      for (const version of ['6.0.2', '4.0.0']) await publish('my-package', version);
      await publish('@types/react', '0.12.2');
      const target = ['--format', 'npm', '--package', 'my-package', '--versions', '6.0.2', '4.0.0'];
      expect(await copy(...target)).toEqual({
        successfulVersions: {
          '6.0.2': { revision: REVISION, status: 'Published' },
          '4.0.0': { revision: REVISION, status: 'Published' },
        },
        failedVersions: {},
      });
      const scoped = [
        '--format',
        'npm',
        '--namespace',
        'types',
        '--package',
        'react',
        '--versions',
        '0.12.2',
      ];
      expect(await copy(...scoped)).toMatchObject({
        successfulVersions: { '0.12.2': { status: 'Published' } },
      });
    });

    test('COPY-010 REAL-045 a version that the source lacks', async () => {
      await publish('array-unique', '0.2.0');
      const target = ['--format', 'npm', '--package', 'array-unique', '--versions', '0.2.0', '5.6.7'];
      expect(await copy(...target)).toEqual({
        successfulVersions: {},
        failedVersions: {
          '0.2.0': { errorCode: 'SKIPPED', errorMessage: 'Version 0.2.0 was skipped' },
          '5.6.7': { errorCode: 'NOT_FOUND', errorMessage: 'Could not find version 5.6.7' },
        },
      });
    });

    test('COPY-020 COPY-021 COPY-030 REAL-046 REAL-047 versions that the destination has', async () => {
      for (const version of ['0.2.0', '0.2.1', '0.3.2']) await publish('array-unique', version);
      const target = ['--format', 'npm', '--package', 'array-unique', '--versions'];
      await copy(...target, '0.2.1');
      expect(await copy(...target, '0.2.1', '0.2.0')).toEqual({
        successfulVersions: { '0.2.0': { revision: REVISION, status: 'Published' } },
        failedVersions: {},
      });
      await publish('array-unique', '0.3.2', { repository: 'repo-2', files: { a: 'other' } });
      expect(await copy(...target, '0.3.2', '0.2.1')).toEqual({
        successfulVersions: {},
        failedVersions: {
          '0.2.1': { errorCode: 'SKIPPED', errorMessage: 'Version 0.2.1 was skipped' },
          '0.3.2': { errorCode: 'ALREADY_EXISTS', errorMessage: 'Version 0.3.2 already exists' },
        },
      });
      expect(await copy(...target, '0.3.2', '--allow-overwrite')).toMatchObject({
        successfulVersions: { '0.3.2': { status: 'Published' } },
      });
    });

    test('COPY-040 COPY-002 a package version revision', async () => {
      await publish('chalk', '0.3.2');
      const revision = await revisionOf('0.3.2');
      expect(await copy(...CHALK, '--version-revisions', `0.3.2=${revision}`)).toMatchObject({
        successfulVersions: { '0.3.2': { revision } },
      });
      const refused = await aws.run([
        ...['copy-package-versions', '--domain', 'my-domain', ...CHALK],
        ...['--source-repository', 'my_repo', '--destination-repository', 'repo-2'],
      ]);
      expect(refused.code).not.toBe(0);
      expect(refused.output).toContain('ValidationException');
    });

    test('COPY-050 from upstream repositories', async () => {
      const names = ['--repository', 'down', '--upstreams', 'repositoryName=my_repo'];
      await aws.json(['create-repository', '--domain', 'my-domain', ...names]);
      await publish('chalk', '4.1.0');
      const target = [
        ...['copy-package-versions', '--domain', 'my-domain', ...CHALK, '--versions', '4.1.0'],
        ...['--source-repository', 'down', '--destination-repository', 'repo-2'],
      ];
      expect((await aws.run(target)).output).toContain('ResourceNotFoundException');
      expect(await aws.json([...target, '--include-from-upstream'])).toMatchObject({
        successfulVersions: { '4.1.0': { status: 'Published' } },
      });
    });
  });

  describe('Delete a package or package version', () => {
    test('DEL-009 PKG-121 a package', async () => {
      await publish('my-package', '4.0.0');
      const target = ['--format', 'npm', '--package', 'my-package'];
      expect(await run('delete-package', ...target)).toEqual({
        deletedPackage: {
          format: 'npm',
          originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
          package: 'my-package',
        },
      });
      const names = ['describe-package', '--domain', 'my-domain', '--repository', 'my_repo', ...target];
      const { code, output } = await aws.run(names);
      expect([code === 0, output]).toEqual([false, expect.stringContaining('ResourceNotFoundException')]);
    });

    test('DEL-001 DEL-005 PKG-022 package versions', async () => {
      const versions = ['4.0.0', '4.0.1', '5.0.0'];
      for (const version of versions) await publish('my-package', version);
      const target = ['--format', 'npm', '--package', 'my-package'];
      expect(await run('delete-package-versions', ...target, '--versions', ...versions)).toEqual({
        successfulVersions: Object.fromEntries(
          versions.map((version) => [version, { revision: REVISION, status: 'Deleted' }]),
        ),
        failedVersions: {},
      });
      expect(await run('list-package-versions', ...target)).toMatchObject({
        versions: [],
        defaultDisplayVersion: null,
        namespace: null,
      });
    });
  });

  describe('Updating package version status', () => {
    beforeEach(async () => {
      for (const version of ['4.0.0', '4.1.0', '4.1.1']) await publish('chalk', version);
    });
    const update = (...more: string[]) => run('update-package-versions-status', ...CHALK, ...more);

    test('STAT-001 one version, then several', async () => {
      const archived = { revision: REVISION, status: 'Archived' };
      expect(await update('--versions', '4.1.0', '--target-status', 'Archived')).toEqual({
        successfulVersions: { '4.1.0': archived },
        failedVersions: {},
      });
      expect(await update('--versions', '4.1.0', '4.1.1', '--target-status', 'Archived')).toEqual({
        successfulVersions: { '4.1.0': archived, '4.1.1': archived },
        failedVersions: {},
      });
    });

    test('STAT-005 REAL-049 package version revisions', async () => {
      const [first, second] = [await revisionOf('4.0.0'), await revisionOf('4.1.0')];
      const to = ['--versions', '4.1.0', '4.0.0', '--target-status'];
      expect(
        await update('--version-revisions', `4.1.0=${second},4.0.0=${first}`, ...to, 'Unlisted'),
      ).toEqual({
        successfulVersions: {
          '4.0.0': { revision: first, status: 'Unlisted' },
          '4.1.0': { revision: second, status: 'Unlisted' },
        },
        failedVersions: {},
      });
      expect(await update('--version-revisions', `4.1.0=${first},4.0.0=${first}`, ...to, 'Archived')).toEqual(
        {
          successfulVersions: {},
          failedVersions: {
            '4.0.0': { errorCode: 'SKIPPED', errorMessage: 'version 4.0.0 is skipped' },
            '4.1.0': {
              errorCode: 'MISMATCHED_REVISION',
              errorMessage: `current revision: ${second}, expected revision: ${first}`,
            },
          },
        },
      );
    });

    test('STAT-004 REAL-048 the expected status', async () => {
      const expected = ['--target-status', 'Archived', '--expected-status', 'Unlisted'];
      const failure = {
        errorCode: 'MISMATCHED_STATUS',
        errorMessage: 'current status: Published, expected status: Unlisted',
      };
      expect(await update('--versions', '4.1.0', '4.0.0', ...expected)).toEqual({
        successfulVersions: {},
        failedVersions: { '4.0.0': failure, '4.1.0': failure },
      });
    });

    test('STAT-100 STAT-101 disposing of package versions', async () => {
      const dispose = (status: string) =>
        run('dispose-package-versions', ...CHALK, '--versions', '4.0.0', '--expected-status', status);
      expect(await dispose('Unlisted')).toEqual({
        successfulVersions: {},
        failedVersions: {
          '4.0.0': {
            errorCode: 'MISMATCHED_STATUS',
            errorMessage: 'current status: Published, expected status: Unlisted',
          },
        },
      });
      expect(await dispose('Published')).toEqual({
        successfulVersions: { '4.0.0': { revision: REVISION, status: 'Disposed' } },
        failedVersions: {},
      });
    });
  });

  describe('Publishing and consuming generic packages', () => {
    const target = ['--format', 'generic', '--namespace', 'my-ns', '--package', 'my-package'];
    const publishFile = async (content: string, ...more: string[]) => {
      await writeFile(join(sandbox.home, 'asset.tar.gz'), content);
      const asset = ['--asset-content', 'asset.tar.gz', '--asset-sha256', sha256(content)];
      const named = [
        'publish-package-version',
        '--domain',
        'my-domain',
        '--repository',
        'my_repo',
        ...target,
      ];
      return aws.run([...named, '--package-version', '1.0.0', ...asset, ...more]);
    };

    test('ASSET-301 ASSET-200 GEN-034 GEN-106 publish, list and download an asset', async () => {
      const published = await publishFile('content', '--asset-name', 'asset.tar.gz');
      const asset = {
        name: 'asset.tar.gz',
        size: 7,
        hashes: {
          MD5: expect.any(String),
          'SHA-1': expect.any(String),
          'SHA-256': sha256('content'),
          'SHA-512': expect.any(String),
        },
      };
      const version = {
        format: 'generic',
        namespace: 'my-ns',
        package: 'my-package',
        version: '1.0.0',
        versionRevision: REVISION,
      };
      expect(JSON.parse(published.stdout)).toEqual({ ...version, status: 'Published', asset });
      const named = [...target, '--package-version', '1.0.0'];
      expect(await run('list-package-version-assets', ...named)).toMatchObject({
        ...version,
        assets: [asset],
      });
      const file = join(sandbox.home, 'downloaded.tar.gz');
      expect(await run('get-package-version-asset', ...named, '--asset', 'asset.tar.gz', file)).toEqual({
        assetName: 'asset.tar.gz',
        packageVersion: '1.0.0',
        packageVersionRevision: REVISION,
      });
      expect(await readFile(file, 'utf8')).toBe('content');
    });

    test('GEN-033 GEN-052 GEN-053 GEN-062 --unfinished until the last asset, or a change of status', async () => {
      const status = async (name: string, ...more: string[]) =>
        (JSON.parse((await publishFile(name, '--asset-name', name, ...more)).stdout) as { status: string })
          .status;
      expect(await status('übung Ⅳ.bin', '--unfinished')).toBe('Unfinished');
      expect(await status('b', '--unfinished')).toBe('Unfinished');
      const publish = ['update-package-versions-status', ...target, '--versions', '1.0.0'];
      const [command = '', ...rest] = publish;
      expect(await run(command, ...rest, '--target-status', 'Published')).toMatchObject({
        successfulVersions: { '1.0.0': { status: 'Published' } },
      });
      const late = await publishFile('c', '--asset-name', 'c');
      expect(late.output).toContain("Only 'Unfinished' package versions can be updated.");
    });

    test('ASSET-314 ORIG-001 a package that is closed to publishing', async () => {
      const closed = ['--restrictions', 'publish=BLOCK,upstream=BLOCK'];
      expect(await run('put-package-origin-configuration', ...target, ...closed)).toEqual({
        originConfiguration: { restrictions: { publish: 'BLOCK', upstream: 'BLOCK' } },
      });
      const refused = await publishFile('x', '--asset-name', 'a');
      expect(refused.output).toContain('(ConflictException)');
      expect(refused.output).toContain('This package is configured to block new versions');
    });
  });
});
