import {
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionsCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
  type PackageVersionStatus,
  type UpdatePackageVersionsStatusCommandInput,
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

const update = (input: Partial<UpdatePackageVersionsStatusCommandInput>) =>
  world.client.send(
    new UpdatePackageVersionsStatusCommand({
      ...NPM,
      versions: ['4.0.0'],
      targetStatus: 'Archived',
      ...input,
    }),
  );
const path = '/v1/package/versions/update_status?domain=dom&repository=app&format=npm&package=chalk';
beforeEach(async () => {
  for (const version of ['4.0.0', '4.1.0']) await world.publishNpm('chalk', version);
});

describe('serialization', () => {
  test('STAT-001 STAT-013 REAL-050 both maps are there, keyed by version, with the revision it had', async () => {
    const revision = await world.revision('4.0.0', NPM);
    const answer = await callApi(world.emulator, 'POST', path, {
      versions: ['4.0.0'],
      targetStatus: 'Archived',
      expectedStatus: 'Published',
      versionRevisions: { '4.0.0': revision },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      successfulVersions: { '4.0.0': { revision, status: 'Archived' } },
      failedVersions: {},
    });
  });

  test('a version of a name that objects have already', async () => {
    const body = '{"versions":["__proto__"],"targetStatus":"Archived"}';
    const { text } = await callApi(world.emulator, 'POST', path, body);
    expect(text).toBe(
      '{"successfulVersions":{},"failedVersions":{"__proto__":{"errorCode":"NOT_FOUND",' +
        '"errorMessage":"version __proto__ is not found"}}}',
    );
  });
});

describe('validation', () => {
  test.each<Partial<UpdatePackageVersionsStatusCommandInput>>([
    { versions: Array.from({ length: 101 }, (_, i) => `1.0.${i}`) },
    { versions: ['a b'] },
    { targetStatus: 'Gone' as PackageVersionStatus },
    { expectedStatus: 'Gone' as PackageVersionStatus },
    { versionRevisions: { '4.0.0': 'x'.repeat(51) } },
    { package: '@a/b' },
    { format: 'python' as 'pypi' },
  ])('STAT-012 PKG-001 PKG-006 PKG-903 input %# breaks a constraint', async (input) => {
    expect(await findError(update(input))).toEqual(invalidField);
  });

  test.each(['versions', 'targetStatus'])('STAT-006 %s must be given', async (member) => {
    const body = { versions: ['4.0.0'], targetStatus: 'Archived', [member]: undefined };
    expect((await callApi(world.emulator, 'POST', path, body)).status).toBe(400);
  });

  test.each<Partial<UpdatePackageVersionsStatusCommandInput>>([
    { targetStatus: 'Unfinished' },
    { targetStatus: 'Disposed' },
    { targetStatus: 'Deleted' },
    { versions: [] },
    { versionRevisions: {} },
    { versionRevisions: { '4.1.0': OTHER_REVISION } },
    { versionRevisions: { '4.0.0': OTHER_REVISION, '4.1.0': OTHER_REVISION } },
    { versions: ['4.0.0', '4.1.0'], versionRevisions: { '4.0.0': OTHER_REVISION } },
    { format: 'maven' },
    { format: 'pypi', namespace: 'ns' },
  ])('STAT-002 STAT-006 STAT-012 GEN-063 PKG-002 PKG-003 input %# is refused', async (input) => {
    expect(await findError(update(input))).toEqual(refused);
    expect(await world.statuses(NPM)).toEqual({ '4.0.0': 'Published', '4.1.0': 'Published' });
  });
});

describe('functionality', () => {
  test('STAT-001 several versions change together', async () => {
    const { successfulVersions } = await update({ versions: ['4.0.0', '4.1.0'] });
    expect(Object.keys(successfulVersions ?? {})).toEqual(['4.0.0', '4.1.0']);
    expect(await world.statuses(NPM)).toEqual({ '4.0.0': 'Archived', '4.1.0': 'Archived' });
  });

  test('STAT-003 STAT-005 REAL-049 a wrong revision fails its version and skips the other', async () => {
    const [first, second] = [await world.revision('4.0.0', NPM), await world.revision('4.1.0', NPM)];
    const answer = await update({
      versions: ['4.0.0', '4.1.0'],
      versionRevisions: { '4.0.0': first, '4.1.0': first },
    });
    expect(answer).toMatchObject({
      successfulVersions: {},
      failedVersions: {
        '4.0.0': { errorCode: 'SKIPPED', errorMessage: 'version 4.0.0 is skipped' },
        '4.1.0': {
          errorCode: 'MISMATCHED_REVISION',
          errorMessage: `current revision: ${second}, expected revision: ${first}`,
        },
      },
    });
    expect(await world.statuses(NPM)).toEqual({ '4.0.0': 'Published', '4.1.0': 'Published' });
  });

  test('STAT-004 REAL-048 every version of another status than expected says so', async () => {
    const { successfulVersions, failedVersions } = await update({
      versions: ['4.0.0', '4.1.0'],
      expectedStatus: 'Unlisted',
    });
    const failure = {
      errorCode: 'MISMATCHED_STATUS',
      errorMessage: 'current status: Published, expected status: Unlisted',
    };
    expect(successfulVersions).toEqual({});
    expect(failedVersions).toEqual({ '4.0.0': failure, '4.1.0': failure });
  });

  test('STAT-003 STAT-007 STAT-008 STAT-104 different failures are told side by side', async () => {
    await world.client.send(new DisposePackageVersionsCommand({ ...NPM, versions: ['4.1.0'] }));
    const { failedVersions } = await update({
      versions: ['4.0.0', '4.1.0', '9.9.9'],
      targetStatus: 'Published',
    });
    expect(failedVersions).toEqual({
      '4.0.0': { errorCode: 'SKIPPED', errorMessage: 'version 4.0.0 is skipped' },
      '4.1.0': { errorCode: 'NOT_ALLOWED', errorMessage: expect.any(String) },
      '9.9.9': { errorCode: 'NOT_FOUND', errorMessage: 'version 9.9.9 is not found' },
    });
  });

  test('STAT-011 of several reasons the first counts: revision, then status, then Disposed', async () => {
    await world.client.send(new DisposePackageVersionsCommand({ ...NPM, versions: ['4.0.0'] }));
    const revision = await world.revision('4.0.0', NPM);
    const code = async (input: Partial<UpdatePackageVersionsStatusCommandInput>) =>
      (await update(input)).failedVersions?.['4.0.0']?.errorCode;
    const expectedStatus = 'Published';
    expect(await code({ expectedStatus, versionRevisions: { '4.0.0': OTHER_REVISION } })).toBe(
      'MISMATCHED_REVISION',
    );
    expect(await code({ expectedStatus, versionRevisions: { '4.0.0': revision } })).toBe('MISMATCHED_STATUS');
    expect(await code({ expectedStatus: 'Disposed' })).toBe('NOT_ALLOWED');
  });

  test('STAT-012 a version named twice counts once', async () => {
    const revision = await world.revision('4.0.0', NPM);
    const { successfulVersions } = await update({
      versions: ['4.0.0', '4.0.0'],
      versionRevisions: { '4.0.0': revision },
    });
    expect(successfulVersions).toEqual({ '4.0.0': { revision, status: 'Archived' } });
  });

  test('PKG-008 NuGet versions are normalised, in the answer too', async () => {
    const put = { ...NPM, format: 'nuget', package: 'json' } as const;
    const restrictions = { publish: 'ALLOW', upstream: 'ALLOW' } as const;
    await world.client.send(new PutPackageOriginConfigurationCommand({ ...put, restrictions }));
    const { failedVersions } = await update({
      ...put,
      package: 'Json',
      versions: ['1.01.1', '1.1.1', '1.0.7+r3456'],
      versionRevisions: { '1.1.1.0': OTHER_REVISION, '1.0.7': OTHER_REVISION },
    });
    expect(Object.keys(failedVersions ?? {})).toEqual(['1.1.1', '1.0.7']);
  });

  test('STAT-009 the status it has already is a success that changes nothing', async () => {
    const before = await (await world.npm('/chalk')).text();
    expect((await update({ targetStatus: 'Published' })).successfulVersions).toMatchObject({
      '4.0.0': { status: 'Published' },
    });
    expect(await (await world.npm('/chalk')).text()).toBe(before);
  });

  test('VER-502 REAL-064 the revision stays whatever the status', async () => {
    const before = await world.revision('4.0.0', NPM);
    await update({ targetStatus: 'Unlisted' });
    expect(await world.revision('4.0.0', NPM)).toBe(before);
  });

  test('STAT-015 VER-204 back from Archived: same bytes, same time of publication', async () => {
    const version = { ...NPM, packageVersion: '4.0.0' };
    const describe = async () =>
      (await world.client.send(new DescribePackageVersionCommand(version))).packageVersion;
    const [before, contents] = [await describe(), await world.contents('4.0.0', NPM)];
    world.emulator.clock.advance(60);
    await update({ targetStatus: 'Archived' });
    const get = new GetPackageVersionAssetCommand({ ...version, asset: 'package.tgz' });
    expect(await findError(world.client.send(get))).toMatchObject({ name: 'ConflictException', status: 409 });
    await update({ targetStatus: 'Published' });
    expect(await describe()).toEqual(before);
    expect(await world.contents('4.0.0', NPM)).toEqual(contents);
  });

  test.each(['Published', 'Unlisted', 'Archived'] as const)(
    'STAT-010 GEN-062 GEN-112 from Unfinished to %s; only Published gives it a time',
    async (targetStatus) => {
      await world.publish('1.0', { a: 'x' }, { unfinished: true });
      world.emulator.clock.advance(60);
      const target = { ...GENERIC, versions: ['1.0'], targetStatus };
      expect((await update(target)).successfulVersions?.['1.0']?.status).toBe(targetStatus);
      const { packageVersion } = await world.client.send(
        new DescribePackageVersionCommand({ ...GENERIC, packageVersion: '1.0' }),
      );
      const now = new Date(world.emulator.clock.now());
      expect(packageVersion?.publishedTime).toEqual(targetStatus === 'Published' ? now : undefined);
    },
  );

  test.each([
    ['Published', true, 200, 200],
    ['Unlisted', false, 200, 200],
    ['Archived', false, 404, 409],
  ] as const)(
    'NPM-175 ASSET-203 STAT-016 %s at the npm door and in the API',
    async (targetStatus, listed, door, api) => {
      await update({ versions: ['4.1.0'], targetStatus });
      const document = await world.packument('chalk');
      expect('4.1.0' in document.versions).toBe(listed);
      expect(document['dist-tags']).toEqual(listed ? { latest: '4.1.0' } : {});
      expect((await world.npm('/chalk/-/chalk-4.1.0.tgz')).status).toBe(door);
      const get = new GetPackageVersionAssetCommand({
        ...NPM,
        packageVersion: '4.1.0',
        asset: 'package.tgz',
      });
      const status = api === 200 ? 200 : (await findError(world.client.send(get))).status;
      expect(status).toBe(api);
      if (api === 200) await world.contents('4.1.0', NPM);
      // The tag is still there and shows again with its version.
      await update({ versions: ['4.1.0'], targetStatus: 'Published' });
      expect((await world.packument('chalk'))['dist-tags']).toEqual({ latest: '4.1.0' });
    },
  );

  test('VER-123 VER-124 a version that is hidden is not the one to show', async () => {
    await update({ versions: ['4.1.0'], targetStatus: 'Unlisted' });
    const list = () => world.client.send(new ListPackageVersionsCommand(NPM));
    expect((await list()).defaultDisplayVersion).toBe('4.0.0');
    await update({ versions: ['4.0.0'], targetStatus: 'Archived' });
    expect((await list()).defaultDisplayVersion).toBeUndefined();
  });

  test('STAT-007 PKG-025 what does not exist is named, the widest first', async () => {
    expect(await findError(update({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    expect(await findError(update({ repository: 'nowhere' }))).toEqual(missingRepository('dom', 'nowhere'));
    expect(await findError(update({ package: 'nothing' }))).toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package',
    });
  });

  test('PKG-028 UP-031 a version that only an upstream has is not found', async () => {
    await world.createRepository('down', 'app');
    await world.publishNpm('chalk', '5.0.0', { repository: 'down' });
    const { failedVersions } = await update({ repository: 'down' });
    expect(failedVersions?.['4.0.0']?.errorCode).toBe('NOT_FOUND');
  });
});
