import {
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
  type DeletePackageVersionsCommandInput,
} from '@aws-sdk/client-codeartifact';
import {
  callApi,
  findError,
  invalidField,
  missingDomain,
  missingRepository,
  refused,
} from '../../support/api';
import { GENERIC, NPM, type PackageWorld, startPackageWorld } from '../../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

const remove = (input: Partial<DeletePackageVersionsCommandInput> = {}) =>
  world.client.send(new DeletePackageVersionsCommand({ ...NPM, versions: ['4.0.0'], ...input }));
const path = '/v1/package/versions/delete?domain=dom&repository=app&format=npm&package=chalk';
beforeEach(async () => {
  for (const version of ['4.0.0', '4.1.0']) await world.publishNpm('chalk', version);
});

describe('serialization', () => {
  test('DEL-001 the answer carries the last revision; versionRevisions is no member', async () => {
    const revision = await world.revision('4.0.0', NPM);
    const answer = await callApi(world.emulator, 'POST', path, {
      versions: ['4.0.0'],
      versionRevisions: { '4.0.0': 'other' },
    });
    expect([answer.status, answer.body]).toEqual([
      200,
      { successfulVersions: { '4.0.0': { revision, status: 'Deleted' } }, failedVersions: {} },
    ]);
  });
});

describe('validation', () => {
  test.each<Partial<DeletePackageVersionsCommandInput>>([
    { versions: Array.from({ length: 101 }, (_, i) => `1.0.${i}`) },
    { versions: [''] },
    { expectedStatus: 'Gone' as 'Published' },
  ])('STAT-012 input %# breaks a constraint', async (input) => {
    expect(await findError(remove(input))).toEqual(invalidField);
  });

  test.each<Partial<DeletePackageVersionsCommandInput>>([{ versions: [] }, { format: 'swift' }])(
    'STAT-012 PKG-002 input %# is refused',
    async (input) => {
      expect(await findError(remove(input))).toEqual(refused);
    },
  );
});

describe('functionality', () => {
  test('DEL-004 the version is gone everywhere', async () => {
    await remove();
    const describe = new DescribePackageVersionCommand({ ...NPM, packageVersion: '4.0.0' });
    expect(await findError(world.client.send(describe))).toMatchObject({
      status: 404,
      resourceType: 'package-version',
    });
    expect(await world.statuses(NPM)).toEqual({ '4.1.0': 'Published' });
    expect(Object.keys((await world.packument('chalk')).versions)).toEqual(['4.1.0']);
    expect((await world.npm('/chalk/-/chalk-4.0.0.tgz')).status).toBe(404);
    const sorted = new ListPackageVersionsCommand({ ...NPM, sortBy: 'PUBLISHED_TIME' });
    expect((await world.client.send(sorted)).versions).toHaveLength(1);
  });

  test('DEL-004 GEN-065 ASSET-313 the same version may be published with other content', async () => {
    await world.publish('1.0', { a: 'one' });
    const first = await world.revision('1.0');
    await remove({ ...GENERIC, versions: ['1.0'] });
    await world.publish('1.0', { a: 'two' });
    expect(await world.contents('1.0')).toEqual({ a: 'two' });
    expect(await world.revision('1.0')).not.toBe(first);
    await remove({ ...GENERIC, versions: ['1.0'] });
    await world.publish('1.0', { a: 'one' });
    expect(await world.revision('1.0')).toBe(first);
  });

  test('DEL-002 GEN-102 whatever the status', async () => {
    await world.publish('1.0', { a: 'x' }, { unfinished: true });
    await world.client.send(new DisposePackageVersionsCommand({ ...NPM, versions: ['4.0.0'] }));
    expect((await remove()).successfulVersions?.['4.0.0']?.status).toBe('Deleted');
    const unfinished = await remove({ ...GENERIC, versions: ['1.0'] });
    expect(unfinished.successfulVersions?.['1.0']?.status).toBe('Deleted');
  });

  test('DEL-003 REAL-045 all or nothing, in the words of the copy', async () => {
    const { successfulVersions, failedVersions } = await remove({ versions: ['4.0.0', '5.6.7'] });
    expect(successfulVersions).toEqual({});
    expect(failedVersions).toEqual({
      '4.0.0': { errorCode: 'SKIPPED', errorMessage: 'Version 4.0.0 was skipped' },
      '5.6.7': { errorCode: 'NOT_FOUND', errorMessage: 'Could not find version 5.6.7' },
    });
    expect((await remove({ expectedStatus: 'Archived' })).failedVersions).toEqual({
      '4.0.0': {
        errorCode: 'MISMATCHED_STATUS',
        errorMessage: 'current status: Published, expected status: Archived',
      },
    });
    expect(Object.keys(await world.statuses(NPM))).toEqual(['4.0.0', '4.1.0']);
  });

  test('DEL-005 PKG-131 PKG-122 VER-108 the package outlives its versions, with its origin configuration', async () => {
    const describe = () => world.client.send(new DescribePackageCommand(NPM));
    const before = (await describe()).package;
    await remove({ versions: ['4.0.0', '4.1.0'] });
    expect((await describe()).package).toEqual(before);
    const { versions, defaultDisplayVersion } = await world.client.send(new ListPackageVersionsCommand(NPM));
    expect([versions, defaultDisplayVersion]).toEqual([[], undefined]);
    expect((await world.npm('/chalk')).status).toBe(404);
  });

  test('DEL-005 tags of deleted versions go, the others stay; latest is not pointed elsewhere', async () => {
    await world.publishNpm('chalk', '5.0.0-rc.1', { tags: ['next'] });
    await remove({ versions: ['4.1.0'] });
    expect((await world.packument('chalk'))['dist-tags']).toEqual({ next: '5.0.0-rc.1' });
  });

  test('DOM-055 PKG-134 bytes that nothing refers to are not counted', async () => {
    await world.publish('1.0', { a: 'same' });
    await world.publish('2.0', { b: 'same' });
    const before = await world.assetSizeBytes();
    await remove({ ...GENERIC, versions: ['1.0'] });
    expect(await world.assetSizeBytes()).toBe(before);
    expect(await world.contents('2.0')).toEqual({ b: 'same' });
    await remove({ ...GENERIC, versions: ['2.0'] });
    expect(await world.assetSizeBytes()).toBe(before - 4);
  });

  test('DEL-013 PKG-025 what does not exist is named', async () => {
    expect(await findError(remove({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    expect(await findError(remove({ repository: 'nowhere' }))).toEqual(missingRepository('dom', 'nowhere'));
    expect(await findError(remove({ package: 'nothing' }))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
      resourceType: 'package',
    });
  });
});
