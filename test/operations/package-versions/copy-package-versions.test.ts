import {
  CopyPackageVersionsCommand,
  CreatePackageGroupCommand,
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  GetPackageVersionReadmeCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
  UpdateRepositoryCommand,
  DeleteRepositoryCommand,
  type CopyPackageVersionsCommandInput,
  type PackageVersionStatus,
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
  DOMAIN,
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

const copy = (input: Partial<CopyPackageVersionsCommandInput> = {}) =>
  world.client.send(
    new CopyPackageVersionsCommand({
      ...DOMAIN,
      sourceRepository: 'app',
      destinationRepository: 'other',
      format: 'npm',
      package: 'chalk',
      ...input,
    }),
  );
const copyGeneric = (input: Partial<CopyPackageVersionsCommandInput> = {}) =>
  copy({ format: 'generic', namespace: 'ns', package: 'tool', ...input });
const COPIED = { ...NPM, repository: 'other' } as const;
const COPIED_GENERIC = { ...GENERIC, repository: 'other' } as const;
const setStatus = (version: string, targetStatus: PackageVersionStatus, names: object = NPM) =>
  world.client.send(
    new UpdatePackageVersionsStatusCommand({ ...NPM, ...names, versions: [version], targetStatus }),
  );
const restrict = (repository: string, publish: 'ALLOW' | 'BLOCK', upstream: 'ALLOW' | 'BLOCK') =>
  world.client.send(
    new PutPackageOriginConfigurationCommand({ ...NPM, repository, restrictions: { publish, upstream } }),
  );
const restrictionsIn = async (repository: string) =>
  (await world.client.send(new DescribePackageCommand({ ...NPM, repository }))).package?.originConfiguration
    ?.restrictions;

describe('serialization', () => {
  const path =
    '/v1/package/versions/copy?domain=dom&source-repository=app&destination-repository=other&format=npm&package=chalk';

  test('COPY-001 REAL-050 both maps, with revision and status in the destination', async () => {
    await world.publishNpm('chalk', '1.0.0');
    const answer = await callApi(world.emulator, 'POST', path, { versions: ['1.0.0'] });
    const revision = await world.revision('1.0.0', COPIED);
    expect([answer.status, answer.body]).toEqual([
      200,
      { successfulVersions: { '1.0.0': { revision, status: 'Published' } }, failedVersions: {} },
    ]);
  });

  test('COPY-040 a map of revisions alone', async () => {
    await world.publishNpm('chalk', '1.0.0');
    const revision = await world.revision('1.0.0', NPM);
    const answer = await callApi(world.emulator, 'POST', path, {
      versions: null,
      versionRevisions: { '1.0.0': revision },
    });
    expect(answer.body).toMatchObject({ successfulVersions: { '1.0.0': { revision } } });
  });
});

describe('validation', () => {
  const many = Array.from({ length: 101 }, (_, i) => `1.0.${i}`);

  test.each<Partial<CopyPackageVersionsCommandInput>>([
    { versions: many },
    { versions: ['a/b'] },
    { versions: ['1.0.0'], destinationRepository: '_' },
    { versionRevisions: { '1.0.0': '' } },
  ])('COPY-092 input %# breaks a constraint', async (input) => {
    expect(await findError(copy(input))).toEqual(invalidField);
  });

  test.each<Partial<CopyPackageVersionsCommandInput>>([
    {},
    { versions: [], versionRevisions: {} },
    { versions: ['1.0.0'], versionRevisions: { '1.0.0': OTHER_REVISION } },
    { versionRevisions: Object.fromEntries(many.map((version) => [version, OTHER_REVISION])) },
    { versions: ['1.0.0'], destinationRepository: 'app' },
    { versions: ['1.0.0'], format: 'generic' },
    { versions: ['1.0.0'], format: 'ruby', namespace: 'ns' },
  ])('COPY-002 COPY-004 COPY-092 PKG-002 PKG-003 PKG-903 input %# is refused', async (input) => {
    expect(await findError(copy(input))).toEqual(refused);
  });

  test('COPY-002 an empty list beside revisions counts as not given', async () => {
    await world.publishNpm('chalk', '1.0.0');
    const revision = await world.revision('1.0.0', NPM);
    const { successfulVersions } = await copy({ versions: [], versionRevisions: { '1.0.0': revision } });
    expect(Object.keys(successfulVersions ?? {})).toEqual(['1.0.0']);
  });
});

describe('functionality', () => {
  test('COPY-006 COPY-093 VER-204 VER-506 everything of the version comes along, unchanged', async () => {
    const manifest = { description: 'colours', license: 'MIT', dependencies: { a: '^1.0.0' } };
    await world.publishNpm('chalk', '1.0.0', { manifest, files: { 'README.md': 'hello' } });
    world.emulator.clock.advance(3600);
    await copy({ versions: ['1.0.0'] });
    for (const Command of [
      DescribePackageVersionCommand,
      ListPackageVersionAssetsCommand,
      ListPackageVersionDependenciesCommand,
      GetPackageVersionReadmeCommand,
    ]) {
      const [original, copied] = await Promise.all(
        [NPM, COPIED].map((names) =>
          world.client.send(
            new Command({ ...names, packageVersion: '1.0.0' }) as DescribePackageVersionCommand, // equal inputs
          ),
        ),
      );
      expect({ ...copied, $metadata: 0 }).toEqual({ ...original, $metadata: 0 });
    }
    expect(await world.contents('1.0.0', COPIED)).toEqual(await world.contents('1.0.0', NPM));
    const { versions } = await world.packument('chalk', 'other');
    expect(versions['1.0.0']?.dist.tarball).toBe(
      `${world.emulator.endpoint('dom', 'other')}/chalk/-/chalk-1.0.0.tgz`,
    );
  });

  test('DOM-052 GEN-100 GEN-132 COPY-090 assets are shared: the domain does not grow', async () => {
    await world.publish('1.0', { a: 'one', b: 'two' });
    await copyGeneric({ versions: ['1.0'] });
    expect(await world.assetSizeBytes()).toBe(6);
    await world.client.send(new DeletePackageVersionsCommand({ ...GENERIC, versions: ['1.0'] }));
    expect(await world.assetSizeBytes()).toBe(6);
    expect(await world.contents('1.0', COPIED_GENERIC)).toEqual({ a: 'one', b: 'two' });
    await world.client.send(new DeletePackageVersionsCommand({ ...COPIED_GENERIC, versions: ['1.0'] }));
    expect(await world.assetSizeBytes()).toBe(0);
  });

  test('COPY-010 REAL-045 a version that the source lacks fails, and the others are skipped', async () => {
    await world.publishNpm('chalk', '0.2.0');
    const { successfulVersions, failedVersions } = await copy({ versions: ['0.2.0', '5.6.7'] });
    expect(successfulVersions).toEqual({});
    expect(failedVersions).toEqual({
      '0.2.0': { errorCode: 'SKIPPED', errorMessage: 'Version 0.2.0 was skipped' },
      '5.6.7': { errorCode: 'NOT_FOUND', errorMessage: 'Could not find version 5.6.7' },
    });
    expect(await findError(world.statuses(COPIED))).toMatchObject({ status: 404 });
  });

  test('COPY-020 REAL-046 another version of that name in the destination is in the way', async () => {
    await world.publishNpm('chalk', '0.2.1');
    await world.publishNpm('chalk', '0.3.2');
    await world.publishNpm('chalk', '0.3.2', { repository: 'other', files: { a: 'other' } });
    const { successfulVersions, failedVersions } = await copy({ versions: ['0.3.2', '0.2.1'] });
    expect(successfulVersions).toEqual({});
    expect(failedVersions).toEqual({
      '0.3.2': { errorCode: 'ALREADY_EXISTS', errorMessage: 'Version 0.3.2 already exists' },
      '0.2.1': { errorCode: 'SKIPPED', errorMessage: 'Version 0.2.1 was skipped' },
    });
    expect(await world.statuses(COPIED)).toEqual({ '0.3.2': 'Published' });
  });

  test('COPY-021 with allowOverwrite it is replaced as a whole', async () => {
    await world.publish('1.0', { a: 'one' });
    await world.publish('1.0', { a: 'other', b: 'only there' }, { repository: 'other' });
    const revision = await world.revision('1.0');
    const { successfulVersions } = await copyGeneric({ versions: ['1.0'], allowOverwrite: true });
    expect(successfulVersions).toEqual({ '1.0': { revision, status: 'Published' } });
    expect(await world.contents('1.0', COPIED_GENERIC)).toEqual({ a: 'one' });
    expect(await world.assetSizeBytes()).toBe(3);
    const { packageVersion } = await world.client.send(
      new DescribePackageVersionCommand({ ...COPIED_GENERIC, packageVersion: '1.0' }),
    );
    expect(packageVersion?.origin?.domainEntryPoint).toEqual({ repositoryName: 'app' });
  });

  test.each([undefined, true])(
    'COPY-030 REAL-047 an identical version is in neither map (allowOverwrite %p)',
    async (allowOverwrite) => {
      await world.publishNpm('chalk', '0.2.0');
      await world.publishNpm('chalk', '0.2.1');
      await copy({ versions: ['0.2.1'] });
      const input = allowOverwrite === undefined ? {} : { allowOverwrite };
      const { successfulVersions } = await copy({ versions: ['0.2.1', '0.2.0'], ...input });
      expect(Object.keys(successfulVersions ?? {})).toEqual(['0.2.0']);
      expect(await copy({ versions: ['0.2.1', '0.2.0'], ...input })).toMatchObject({
        successfulVersions: {},
        failedVersions: {},
      });
    },
  );

  test('COPY-031 an identical version of another status keeps its own', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await copy({ versions: ['1.0.0'] });
    await setStatus('1.0.0', 'Archived');
    expect((await copy({ versions: ['1.0.0'], allowOverwrite: true })).successfulVersions).toEqual({});
    expect(await world.statuses(COPIED)).toEqual({ '1.0.0': 'Published' });
  });

  test('COPY-020 COPY-021 a version that was disposed of is not identical any more', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await copy({ versions: ['1.0.0'] });
    await world.client.send(new DisposePackageVersionsCommand({ ...COPIED, versions: ['1.0.0'] }));
    const refusedCopy = await copy({ versions: ['1.0.0'] });
    expect(refusedCopy.failedVersions?.['1.0.0']?.errorCode).toBe('ALREADY_EXISTS');
    await copy({ versions: ['1.0.0'], allowOverwrite: true });
    expect(await world.contents('1.0.0', COPIED)).toEqual(await world.contents('1.0.0', NPM));
  });

  test('COPY-040 a revision that the source does not have', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await world.publishNpm('chalk', '1.1.0');
    const [first, second] = [await world.revision('1.0.0', NPM), await world.revision('1.1.0', NPM)];
    const { failedVersions } = await copy({ versionRevisions: { '1.0.0': first, '1.1.0': first } });
    expect(failedVersions).toEqual({
      '1.0.0': { errorCode: 'SKIPPED', errorMessage: 'Version 1.0.0 was skipped' },
      '1.1.0': {
        errorCode: 'MISMATCHED_REVISION',
        errorMessage: `current revision: ${second}, expected revision: ${first}`,
      },
    });
  });

  test.each(['Published', 'Unlisted', 'Archived'] as const)('COPY-060 %s stays %s', async (status) => {
    await world.publishNpm('chalk', '1.0.0');
    await setStatus('1.0.0', status);
    expect((await copy({ versions: ['1.0.0'] })).successfulVersions?.['1.0.0']?.status).toBe(status);
    expect(await world.statuses(COPIED)).toEqual({ '1.0.0': status });
  });

  test('COPY-060 Unfinished and Disposed versions are not copied', async () => {
    await world.publish('1.0', { a: 'x' }, { unfinished: true });
    await world.publish('2.0', { a: 'x' });
    await world.publish('3.0', { a: 'x' });
    await world.client.send(new DisposePackageVersionsCommand({ ...GENERIC, versions: ['2.0'] }));
    const { failedVersions } = await copyGeneric({ versions: ['1.0', '2.0', '3.0'] });
    expect(failedVersions).toMatchObject({
      '1.0': { errorCode: 'NOT_ALLOWED' },
      '2.0': { errorCode: 'NOT_ALLOWED' },
      '3.0': { errorCode: 'SKIPPED' },
    });
  });

  test('COPY-070 UP-126 ORIG-042 origin controls do not stop a copy', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await restrict('other', 'BLOCK', 'BLOCK');
    await copy({ versions: ['1.0.0'] });
    expect(await world.statuses(COPIED)).toEqual({ '1.0.0': 'Published' });
    expect(await restrictionsIn('other')).toEqual({ publish: 'BLOCK', upstream: 'BLOCK' });
  });

  test('COPY-071 ORIG-024 ORIG-020 a package that comes with the copy has the defaults of its origin', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await restrict('app', 'BLOCK', 'ALLOW');
    await copy({ versions: ['1.0.0'] });
    expect(await restrictionsIn('other')).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
  });

  test('ORIG-024 ORIG-032 ALLOW/ALLOW where the group restricts something, or matches weakly', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await world.publishNpm('Chalk', '1.0.0');
    const packageGroup = '/npm//chalk$';
    await world.client.send(new CreatePackageGroupCommand({ ...DOMAIN, packageGroup }));
    await copy({ package: 'Chalk', versions: ['1.0.0'] });
    const weak = new DescribePackageCommand({ ...COPIED, package: 'Chalk' });
    const open = { publish: 'ALLOW', upstream: 'ALLOW' };
    expect((await world.client.send(weak)).package?.originConfiguration?.restrictions).toEqual(open);
    const restrictions = { EXTERNAL_UPSTREAM: 'BLOCK' } as const;
    await world.client.send(
      new UpdatePackageGroupOriginConfigurationCommand({ ...DOMAIN, packageGroup, restrictions }),
    );
    await copy({ versions: ['1.0.0'] });
    expect(await restrictionsIn('other')).toEqual(open);
  });

  test('COPY-080 npm: the tags of a copied version come along; other tags stay', async () => {
    await world.publishNpm('chalk', '1.0.0', { repository: 'other', tags: ['latest', 'stable'] });
    await world.publishNpm('chalk', '1.0.1', { tags: ['latest', 'beta'] });
    await copy({ versions: ['1.0.1'] });
    expect((await world.packument('chalk', 'other'))['dist-tags']).toEqual({
      latest: '1.0.1',
      stable: '1.0.0',
      beta: '1.0.1',
    });
  });

  test('COPY-080 an identical version carries its tags as well', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await copy({ versions: ['1.0.0'] });
    await world.npm('/-/package/chalk/dist-tags/next', { method: 'PUT', body: '"1.0.0"' });
    await copy({ versions: ['1.0.0'] });
    expect((await world.packument('chalk', 'other'))['dist-tags']).toEqual({
      latest: '1.0.0',
      next: '1.0.0',
    });
  });

  test('COPY-081 without tags at the source there is no latest', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await world.publishNpm('chalk', '1.1.0');
    await world.publishNpm('chalk', '2.0.0');
    await copy({ versions: ['1.0.0', '1.1.0'] });
    expect((await world.packument('chalk', 'other'))['dist-tags']).toEqual({});
  });

  test('COPY-003 PKG-025 REAL-011 what does not exist is named', async () => {
    const input = { versions: ['1.0.0'] };
    expect(await findError(copy({ ...input, domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    for (const side of ['sourceRepository', 'destinationRepository']) {
      const call = copy({ ...input, [side]: 'nowhere' });
      expect(await findError(call)).toEqual(missingRepository('dom', 'nowhere'));
    }
    expect(await findError(copy(input))).toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package',
    });
  });
});

describe('includeFromUpstream', () => {
  const upstream = (version = '1.0.0', input: Partial<CopyPackageVersionsCommandInput> = {}) =>
    copy({ sourceRepository: 'down', versions: [version], includeFromUpstream: true, ...input });
  const codeOf = async (call: ReturnType<typeof copy>) =>
    Object.values((await call).failedVersions ?? {})[0]?.errorCode;
  const read = async () => Object.keys(await world.contents('1.0.0', COPIED)).length > 0;

  test('COPY-011 COPY-050 UP-035 only when asked for; the source retains nothing', async () => {
    await world.createRepository('down', 'app');
    await world.publishNpm('chalk', '1.0.0', { tags: ['latest', 'next'] });
    const plain = copy({ sourceRepository: 'down', versions: ['1.0.0'] });
    expect(await findError(plain)).toMatchObject({ status: 404, resourceType: 'package' });
    await upstream();
    expect(await read()).toBe(true);
    expect((await world.packument('chalk', 'other'))['dist-tags']).toEqual({
      latest: '1.0.0',
      next: '1.0.0',
    });
    expect(await findError(world.statuses({ ...NPM, repository: 'down' }))).toMatchObject({ status: 404 });
  });

  test('COPY-011 UP-037 nothing anywhere: every version is not found', async () => {
    await world.createRepository('down', 'app');
    expect((await upstream()).failedVersions).toEqual({
      '1.0.0': { errorCode: 'NOT_FOUND', errorMessage: 'Could not find version 1.0.0' },
    });
  });

  test('COPY-050 UP-020 UP-026 depth first in priority order', async () => {
    const order = ['rA', 'rC', 'rD', 'rE', 'rB'];
    for (const [name, ...upstreams] of [
      ['rE'],
      ['rD', 'rE'],
      ['rC'],
      ['rB'],
      ['rA', 'rC', 'rD'],
      ['down', 'rA', 'rB'],
    ]) {
      await world.createRepository(name ?? '', ...upstreams);
    }
    for (const repository of order) {
      await world.publishNpm('chalk', '1.0.0', { repository, files: { marker: repository } });
      await restrict(repository, 'ALLOW', 'ALLOW');
    }
    const found: string[] = [];
    for (const [index, repository] of order.entries()) {
      const { successfulVersions } = await upstream('1.0.0', { allowOverwrite: true });
      const revision = successfulVersions?.['1.0.0']?.revision;
      for (const one of order.slice(index)) {
        if ((await world.revision('1.0.0', { ...NPM, repository: one })) === revision) found.push(one);
      }
      await world.client.send(new DeletePackageVersionsCommand({ ...NPM, repository, versions: ['1.0.0'] }));
    }
    expect(found).toEqual(order);
    expect(await codeOf(upstream())).toBe('NOT_FOUND');
  });

  test('UP-022 UP-011 circles are walked once', async () => {
    await world.createRepository('down', 'app');
    const loop = {
      ...DOMAIN,
      repository: 'app',
      upstreams: [{ repositoryName: 'down' }, { repositoryName: 'app' }],
    };
    await world.client.send(new UpdateRepositoryCommand(loop));
    expect(await codeOf(upstream())).toBe('NOT_FOUND');
  });

  test('UP-023 UP-027 twenty-five upstreams are searched, not more', async () => {
    await world.createRepository('r26');
    for (let i = 25; i >= 1; i--) await world.createRepository(`r${i}`, `r${i + 1}`);
    await world.createRepository('down', 'r1');
    await world.publishNpm('chalk', '1.0.0', { repository: 'r25' });
    await world.publishNpm('chalk', '2.0.0', { repository: 'r26' });
    await restrict('r25', 'ALLOW', 'ALLOW');
    expect(await codeOf(upstream('2.0.0'))).toBe('NOT_FOUND');
    await upstream();
    expect(await read()).toBe(true);
  });

  test('UP-041 a namesake of a deleted upstream is not what the link leads to', async () => {
    await world.createRepository('up');
    await world.createRepository('down', 'up');
    await world.client.send(new DeleteRepositoryCommand({ ...DOMAIN, repository: 'up' }));
    await world.createRepository('up');
    await world.publishNpm('chalk', '1.0.0', { repository: 'up' });
    expect(await codeOf(upstream())).toBe('NOT_FOUND');
    await world.client.send(new UpdateRepositoryCommand({ ...DOMAIN, repository: 'down' }));
    await upstream();
    expect(await read()).toBe(true);
  });

  test('COPY-051 UP-103 upstream=BLOCK in the source, or on the way, hides what is behind', async () => {
    await world.createRepository('middle', 'app');
    await world.createRepository('down', 'middle');
    await world.publishNpm('chalk', '1.0.0');
    for (const repository of ['down', 'middle']) {
      await restrict(repository, 'ALLOW', 'BLOCK');
      expect(await codeOf(upstream())).toBe('NOT_FOUND');
      await restrict(repository, 'ALLOW', 'ALLOW');
    }
    await upstream();
    expect(await read()).toBe(true);
  });

  test('COPY-051 UP-106 UP-109 the group decides whether upstreams are searched', async () => {
    await world.createRepository('down', 'app');
    await world.publishNpm('chalk', '1.0.0');
    const packageGroup = '/npm//chalk$';
    await world.client.send(new CreatePackageGroupCommand({ ...DOMAIN, packageGroup }));
    const group = { ...DOMAIN, packageGroup };
    await world.client.send(
      new UpdatePackageGroupOriginConfigurationCommand({
        ...group,
        restrictions: { INTERNAL_UPSTREAM: 'BLOCK' },
      }),
    );
    expect(await codeOf(upstream())).toBe('NOT_FOUND');
    await world.client.send(
      new UpdatePackageGroupOriginConfigurationCommand({
        ...group,
        restrictions: { INTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES' },
        addAllowedRepositories: [{ repositoryName: 'down', originRestrictionType: 'INTERNAL_UPSTREAM' }],
      }),
    );
    await upstream();
    expect(await read()).toBe(true);
  });

  test.each(['Archived', 'Unlisted'] as const)(
    'COPY-050 UP-021 an upstream version that is %s',
    async (status) => {
      await world.createRepository('back');
      await world.publishNpm('chalk', '1.0.0', { repository: 'back' });
      await world.createRepository('down', 'app', 'back');
      await world.publishNpm('chalk', '1.0.0', { files: { a: 'first' } });
      await setStatus('1.0.0', status);
      // The first record decides; the next repository is not asked.
      expect(await codeOf(upstream())).toBe(status === 'Archived' ? 'NOT_FOUND' : undefined);
    },
  );

  test('COPY-050 the source comes first', async () => {
    await world.createRepository('down', 'app');
    await world.publishNpm('chalk', '1.0.0', { repository: 'down', files: { a: 'own' } });
    await world.publishNpm('chalk', '1.0.0');
    await restrict('down', 'ALLOW', 'ALLOW');
    const { successfulVersions } = await upstream();
    expect(successfulVersions?.['1.0.0']?.revision).toBe(
      await world.revision('1.0.0', { ...NPM, repository: 'down' }),
    );
  });

  test('GEN-100 GEN-130 UP-038 generic packages never come from upstream', async () => {
    await world.createRepository('down', 'app');
    await world.publish('1.0', { a: 'x' });
    const { failedVersions } = await copyGeneric({
      sourceRepository: 'down',
      versions: ['1.0'],
      includeFromUpstream: true,
    });
    expect(failedVersions?.['1.0']?.errorCode).toBe('NOT_FOUND');
  });
});
