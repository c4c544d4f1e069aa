import {
  DescribePackageCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
  PutPackageOriginConfigurationCommand,
  type PutPackageOriginConfigurationCommandInput,
} from '@aws-sdk/client-codeartifact';
import {
  callApi,
  findError,
  invalidField,
  missingDomain,
  missingRepository,
  refused,
} from '../../support/api';
import { GENERIC, NPM, type PackageWorld, sha256, startPackageWorld } from '../../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

const put = (input: Partial<PutPackageOriginConfigurationCommandInput> = {}) =>
  world.client.send(
    new PutPackageOriginConfigurationCommand({
      ...NPM,
      restrictions: { publish: 'BLOCK', upstream: 'ALLOW' },
      ...input,
    }),
  );
const describePackage = (names: object) =>
  world.client.send(new DescribePackageCommand({ ...NPM, ...names }));
const path = '/v1/package?domain=dom&repository=app&format=npm&package=chalk';

describe('serialization', () => {
  test('ORIG-001 the answer repeats the configuration', async () => {
    const body = { restrictions: { publish: 'BLOCK', upstream: 'ALLOW' } };
    const answer = await callApi(world.emulator, 'POST', path, body);
    expect([answer.status, answer.body]).toEqual([200, { originConfiguration: body }]);
  });
});

describe('validation', () => {
  test.each([
    {},
    { restrictions: {} },
    { restrictions: { publish: 'ALLOW' } },
    { restrictions: { upstream: 'ALLOW' } },
    { restrictions: { publish: 'allow', upstream: 'ALLOW' } },
    { restrictions: { publish: 'ALLOW', upstream: 'INHERIT' } },
  ])('ORIG-002 body %j breaks a constraint', async (body) => {
    const answer = await callApi(world.emulator, 'POST', path, body);
    expect([answer.status, answer.body.reason]).toEqual([400, 'FIELD_VALIDATION_FAILED']);
  });

  test.each<Partial<PutPackageOriginConfigurationCommandInput>>([{ package: 'a/b' }, { namespace: '' }])(
    'PKG-006 input %# breaks a constraint',
    async (input) => {
      expect(await findError(put(input))).toEqual(invalidField);
    },
  );

  test.each<Partial<PutPackageOriginConfigurationCommandInput>>([
    { namespace: '@types' },
    { format: 'maven' },
    { format: 'ruby', namespace: 'ns' },
  ])('PKG-002 PKG-003 PKG-005 input %# is refused', async (input) => {
    expect(await findError(put(input))).toEqual(refused);
  });
});

describe('functionality', () => {
  test('ORIG-003 PKG-109 PKG-130 VER-108 an unknown package is created without versions', async () => {
    await put();
    const { package: created } = await describePackage({});
    expect(created).toEqual({
      format: 'npm',
      name: 'chalk',
      originConfiguration: { restrictions: { publish: 'BLOCK', upstream: 'ALLOW' } },
    });
    expect((await world.client.send(new ListPackageVersionsCommand(NPM))).versions).toEqual([]);
  });

  test.each([
    ['ALLOW', 'ALLOW'],
    ['ALLOW', 'BLOCK'],
    ['BLOCK', 'ALLOW'],
    ['BLOCK', 'BLOCK'],
  ] as const)('ORIG-005 ORIG-026 publish %s, upstream %s', async (publish, upstream) => {
    await put({ restrictions: { publish, upstream } });
    const { package: stored } = await describePackage({});
    expect(stored?.originConfiguration?.restrictions).toEqual({ publish, upstream });
  });

  test('ORIG-004 ORIG-007 versions and other repositories are not touched', async () => {
    await world.publishNpm('chalk', '1.0.0');
    await world.publishNpm('chalk', '1.0.0', { repository: 'other' });
    const before = await world.contents('1.0.0', NPM);
    await put();
    expect(await world.contents('1.0.0', NPM)).toEqual(before);
    expect((await world.packument('chalk'))['dist-tags']).toEqual({ latest: '1.0.0' });
    const { package: elsewhere } = await describePackage({ repository: 'other' });
    expect(elsewhere?.originConfiguration?.restrictions).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
  });

  test('ORIG-040 UP-120 publish=BLOCK: 403 at the npm door, 409 in the API, and back with ALLOW', async () => {
    await put();
    await expect(world.publishNpm('chalk', '1.0.0')).rejects.toThrow(
      /403.*This package is configured to block new versions/,
    );
    await put({ ...GENERIC });
    const publish = () => world.publish('1.0', { a: 'x' });
    expect(await findError(publish())).toMatchObject({
      name: 'ConflictException',
      status: 409,
      message: expect.stringContaining('This package is configured to block new versions'),
    });
    await put({ ...GENERIC, restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } });
    await publish();
    expect(await world.contents('1.0')).toEqual({ a: 'x' });
  });

  test('ORIG-006 GEN-111 generic: upstream is kept without effect', async () => {
    await put({ ...GENERIC, restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } });
    await world.createRepository('down', 'app');
    await world.publish('1.0', { a: 'x' });
    const names = { ...GENERIC, repository: 'down' };
    await put({ ...names, restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } });
    await world.client.send(
      new PublishPackageVersionCommand({
        ...names,
        packageVersion: '1.0',
        assetName: 'a',
        assetContent: Buffer.from('y'),
        assetSHA256: sha256('y'),
      }),
    );
    expect(await world.contents('1.0', names)).toEqual({ a: 'y' });
  });

  test('ORIG-030 later publishes leave the configuration alone', async () => {
    await put({ restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } });
    await world.publishNpm('chalk', '1.0.0');
    const { package: stored } = await describePackage({});
    expect(stored?.originConfiguration?.restrictions).toEqual({ publish: 'ALLOW', upstream: 'ALLOW' });
  });

  test.each([
    ['pypi', 'Pigeon_CLI', 'pigeon-cli'],
    ['nuget', 'Newtonsoft.Json', 'newtonsoft.json'],
    ['cargo', 'Serde_Json', 'Serde_Json'],
  ] as const)('PKG-007 PKG-012 PKG-014 %s: %s is stored as %s', async (format, given, stored) => {
    await put({ format, package: given });
    await put({ format, package: stored, restrictions: { publish: 'BLOCK', upstream: 'BLOCK' } });
    const { package: found } = await describePackage({ format, package: stored });
    expect(found).toMatchObject({
      name: stored,
      originConfiguration: { restrictions: { publish: 'BLOCK', upstream: 'BLOCK' } },
    });
  });

  test('PKG-010 swift: name and scope in lower case', async () => {
    await put({ format: 'swift', namespace: 'MyScope', package: 'myPackage' });
    const { package: found } = await describePackage({
      format: 'swift',
      namespace: 'myscope',
      package: 'mypackage',
    });
    expect(found).toMatchObject({ namespace: 'myscope', name: 'mypackage' });
  });

  test('ORIG-004 what does not exist is named', async () => {
    expect(await findError(put({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    expect(await findError(put({ repository: 'nowhere' }))).toEqual(missingRepository('dom', 'nowhere'));
  });
});
