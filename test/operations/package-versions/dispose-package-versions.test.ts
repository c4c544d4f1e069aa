import {
  CopyPackageVersionsCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  GetPackageVersionAssetCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  type DisposePackageVersionsCommandInput,
} from '@aws-sdk/client-codeartifact';
import {
  callApi,
  findError,
  invalidField,
  missingDomain,
  missingRepository,
  refused,
} from '../../support/api';
import {
  GENERIC,
  NPM,
  OTHER_REVISION,
  type PackageWorld,
  startPackageWorld,
} from '../../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

const dispose = (input: Partial<DisposePackageVersionsCommandInput> = {}) =>
  world.client.send(new DisposePackageVersionsCommand({ ...NPM, versions: ['4.0.0'], ...input }));
const path = '/v1/package/versions/dispose?domain=dom&repository=app&format=npm&package=chalk';
beforeEach(async () => {
  const manifest = { dependencies: { 'ansi-styles': '^4.1.0' } };
  for (const version of ['4.0.0', '4.1.0']) {
    await world.publishNpm('chalk', version, { manifest, files: { 'README.md': version } });
  }
});

describe('serialization', () => {
  test('STAT-100 VER-502 the answer carries the unchanged revision', async () => {
    const revision = await world.revision('4.0.0', NPM);
    const answer = await callApi(world.emulator, 'POST', path, {
      versions: ['4.0.0'],
      versionRevisions: { '4.0.0': revision },
      expectedStatus: 'Published',
    });
    expect([answer.status, answer.body]).toEqual([
      200,
      { successfulVersions: { '4.0.0': { revision, status: 'Disposed' } }, failedVersions: {} },
    ]);
    expect(await world.revision('4.0.0', NPM)).toBe(revision);
  });
});

describe('validation', () => {
  test.each<Partial<DisposePackageVersionsCommandInput>>([
    { versions: Array.from({ length: 101 }, (_, i) => `1.0.${i}`) },
    { versions: ['a#b'] },
    { expectedStatus: 'Gone' as 'Published' },
  ])('STAT-101 input %# breaks a constraint', async (input) => {
    expect(await findError(dispose(input))).toEqual(invalidField);
  });

  test.each<Partial<DisposePackageVersionsCommandInput>>([
    { versions: [] },
    { versionRevisions: { '4.1.0': OTHER_REVISION } },
    { format: 'generic' },
  ])('STAT-006 STAT-012 STAT-101 GEN-004 input %# is refused', async (input) => {
    expect(await findError(dispose(input))).toEqual(refused);
  });
});

describe('functionality', () => {
  test('STAT-102 ASSET-103 VER-304 VER-409 the assets go, the record stays', async () => {
    const version = { ...NPM, packageVersion: '4.0.0' };
    const describe = async () =>
      (await world.client.send(new DescribePackageVersionCommand(version))).packageVersion;
    const before = await describe();
    await dispose();
    expect(await describe()).toEqual({ ...before, status: 'Disposed' });
    const { assets } = await world.client.send(new ListPackageVersionAssetsCommand(version));
    expect(assets).toEqual([]);
    const { dependencies } = await world.client.send(new ListPackageVersionDependenciesCommand(version));
    expect(dependencies).toHaveLength(1);
    const readme = world.client.send(new GetPackageVersionReadmeCommand(version));
    expect(await findError(readme)).toMatchObject({ status: 404 });
    const get = new GetPackageVersionAssetCommand({ ...version, asset: 'package.tgz' });
    expect(await findError(world.client.send(get))).toMatchObject({ name: 'ConflictException', status: 409 });
    expect((await world.npm('/chalk/-/chalk-4.0.0.tgz')).status).toBe(404);
    expect(Object.keys((await world.packument('chalk')).versions)).toEqual(['4.1.0']);
  });

  test('DOM-055 PKG-134 the domain has that many bytes less', async () => {
    const before = await world.assetSizeBytes();
    const [{ size = 0 } = {}] =
      (await world.client.send(new ListPackageVersionAssetsCommand({ ...NPM, packageVersion: '4.0.0' })))
        .assets ?? [];
    await dispose();
    expect(await world.assetSizeBytes()).toBe(before - size);
  });

  test('STAT-102 GEN-133 a copy in another repository keeps its assets', async () => {
    const contents = await world.contents('4.0.0', NPM);
    const size = await world.assetSizeBytes();
    const copy = {
      domain: 'dom',
      sourceRepository: 'app',
      destinationRepository: 'other',
      format: 'npm',
    } as const;
    await world.client.send(
      new CopyPackageVersionsCommand({ ...copy, package: 'chalk', versions: ['4.0.0'] }),
    );
    await dispose();
    expect(await world.contents('4.0.0', { ...NPM, repository: 'other' })).toEqual(contents);
    expect(await world.assetSizeBytes()).toBe(size);
  });

  test('STAT-101 REAL-048 REAL-049 all or nothing, with the messages of the status family', async () => {
    const revision = await world.revision('4.1.0', NPM);
    const { successfulVersions, failedVersions } = await dispose({
      versions: ['4.0.0', '4.1.0', '9.9.9'],
      versionRevisions: { '4.0.0': OTHER_REVISION, '4.1.0': revision, '9.9.9': OTHER_REVISION },
    });
    expect(successfulVersions).toEqual({});
    expect(failedVersions).toEqual({
      '4.0.0': { errorCode: 'MISMATCHED_REVISION', errorMessage: expect.stringContaining(OTHER_REVISION) },
      '4.1.0': { errorCode: 'SKIPPED', errorMessage: 'version 4.1.0 is skipped' },
      '9.9.9': { errorCode: 'NOT_FOUND', errorMessage: 'version 9.9.9 is not found' },
    });
    expect((await dispose({ expectedStatus: 'Unlisted' })).failedVersions).toEqual({
      '4.0.0': {
        errorCode: 'MISMATCHED_STATUS',
        errorMessage: 'current status: Published, expected status: Unlisted',
      },
    });
    expect(await world.statuses(NPM)).toEqual({ '4.0.0': 'Published', '4.1.0': 'Published' });
  });

  test('STAT-103 what is disposed of cannot be disposed of again', async () => {
    await dispose();
    const { failedVersions } = await dispose({ versions: ['4.0.0', '4.1.0'] });
    expect(failedVersions).toMatchObject({
      '4.0.0': { errorCode: 'NOT_ALLOWED' },
      '4.1.0': { errorCode: 'SKIPPED' },
    });
  });

  test('GEN-064 GEN-105 from Unfinished, too', async () => {
    await world.publish('1.0', { a: 'x' }, { unfinished: true });
    const { successfulVersions } = await dispose({ ...GENERIC, versions: ['1.0'] });
    expect(successfulVersions?.['1.0']?.status).toBe('Disposed');
    expect(await world.contents('1.0')).toEqual({});
  });

  test('PKG-025 what does not exist is named', async () => {
    expect(await findError(dispose({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    expect(await findError(dispose({ repository: 'nowhere' }))).toEqual(missingRepository('dom', 'nowhere'));
    expect(await findError(dispose({ package: 'nothing' }))).toMatchObject({ resourceType: 'package' });
  });
});
