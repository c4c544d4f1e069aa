import {
  CreatePackageGroupCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
  type PublishPackageVersionCommandInput,
} from '@aws-sdk/client-codeartifact';
import { Readable } from 'node:stream';
import { findError, missingDomain, missingRepository, refused } from '../../support/api';
import { DOMAIN, GENERIC, type PackageWorld, sha256, startPackageWorld } from '../../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld({ limits: { assetsPerPackageVersion: 3, assetSizeBytes: 1000 } });
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const send = (content: string | Buffer, input: Partial<PublishPackageVersionCommandInput> = {}) =>
  world.client.send(
    new PublishPackageVersionCommand({
      ...GENERIC,
      packageVersion: '1.0.0',
      assetName: 'a.txt',
      assetContent: Buffer.from(content),
      assetSHA256: sha256(content),
      ...input,
    }),
  );
const describe1 = async () => {
  const command = new DescribePackageVersionCommand({ ...GENERIC, packageVersion: '1.0.0' });
  return (await world.client.send(command)).packageVersion;
};

/** An unsigned request of the default account: for headers and queries that an SDK does not send. */
async function post(
  query: Record<string, string | undefined>,
  body: string,
  headers: Record<string, string> = { 'x-amz-content-sha256': sha256(body) },
) {
  const { package: name, ...names } = GENERIC;
  const all = { ...names, package: name, version: '1.0.0', asset: 'a.txt', ...query };
  const text = Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  const answer = await fetch(`${world.emulator.url}/v1/package/version/publish?${text.join('&')}`, {
    method: 'POST',
    body,
    headers,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('serialization', () => {
  test('ASSET-300 ASSET-301 GEN-030 GEN-034 GEN-110 the answer describes version and asset', async () => {
    const { status, body } = await post({}, 'hello');
    expect([status, body]).toEqual([
      200,
      {
        format: 'generic',
        namespace: 'ns',
        package: 'tool',
        version: '1.0.0',
        versionRevision: await world.revision('1.0.0'),
        status: 'Published',
        asset: {
          name: 'a.txt',
          size: 5,
          hashes: {
            MD5: '5d41402abc4b2a76b9719d911017c592',
            'SHA-1': 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
            'SHA-256': '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
            'SHA-512':
              '9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7' +
              '2323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043',
          },
        },
      },
    ]);
  });

  test.each([
    ['true', 'Unfinished'],
    ['unfinished', 'Unfinished'],
    ['', 'Unfinished'],
    ['false', 'Published'],
    [undefined, 'Published'],
  ])('ASSET-306 GEN-033 unfinished=%p makes it %s', async (unfinished, status) => {
    expect((await post({ unfinished }, 'x')).body.status).toBe(status);
  });

  test('ASSET-321 GEN-032 names are percent-decoded, and a plus is a plus', async () => {
    const { body } = await post({ version: '1.0.0%2Bb1', asset: 'a%20b%2B+%C3%BC.txt' }, 'x');
    expect(body).toMatchObject({ version: '1.0.0+b1', asset: { name: 'a b++ü.txt' } });
  });

  test.each(['application/x-www-form-urlencoded', 'application/json', 'multipart/form-data; boundary=x'])(
    'GEN-031 a body of type %s is bytes',
    async (type) => {
      const body = '{"not": json&a=b';
      await post({}, body, { 'x-amz-content-sha256': sha256(body), 'content-type': type });
      expect(await world.contents('1.0.0')).toEqual({ 'a.txt': body });
    },
  );
});

describe('validation', () => {
  test.each([
    ['version', undefined],
    ['asset', undefined],
    ['package', undefined],
    ['format', undefined],
    ['domain', undefined],
    ['repository', undefined],
    ['unfinished', 'maybe'],
    ['format', 'python'],
    ['namespace', ''],
    ['asset', ''],
    ['asset', 'a'.repeat(256)],
    ['version', 'a%2Fb'],
  ])('ASSET-306 GEN-002 GEN-142 GEN-143 %s=%s breaks a constraint', async (member, value) => {
    const { status, body } = await post({ [member]: value }, 'x');
    expect([status, body.reason]).toEqual([400, 'FIELD_VALIDATION_FAILED']);
  });

  test.each([
    undefined,
    '',
    'UNSIGNED-PAYLOAD',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    EMPTY_SHA256.toUpperCase(),
  ])('ASSET-304 GEN-035 GEN-038 x-amz-content-sha256: %s', async (hash) => {
    const { status } = await post({}, '', hash === undefined ? {} : { 'x-amz-content-sha256': hash });
    expect(status).toBe(400);
  });

  test.each<[string, Partial<PublishPackageVersionCommandInput>]>([
    ['ASSET-302 GEN-005 GEN-040 a format with a door of its own', { format: 'npm', namespace: undefined }],
    ['ASSET-302 GEN-040 Maven, although it has Unfinished versions', { format: 'maven' }],
    ['ASSET-303 GEN-004 no namespace', { namespace: undefined }],
    ['ASSET-316 an asset name with a slash', { assetName: 'a/b' }],
    ['ASSET-305 GEN-035 REAL-034 content of another hash', { assetSHA256: EMPTY_SHA256 }],
  ])('%s is refused, and nothing is stored', async (_, input) => {
    expect(await findError(send('x', input))).toEqual(refused);
    expect(await findError(describe1())).toMatchObject({ status: 404, resourceType: 'package' });
    expect(await world.assetSizeBytes()).toBe(0);
  });
});

describe('functionality', () => {
  test('ASSET-307 GEN-007 GEN-050 GEN-104 ORIG-020 a new version with one asset is Published', async () => {
    await send('x');
    expect(await describe1()).toEqual({
      format: 'generic',
      namespace: 'ns',
      packageName: 'tool',
      displayName: 'tool',
      version: '1.0.0',
      publishedTime: new Date(world.emulator.clock.now()),
      licenses: [],
      revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      status: 'Published',
      origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } },
    });
    const { package: created } = await world.client.send(new DescribePackageCommand(GENERIC));
    expect(created?.originConfiguration?.restrictions).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
  });

  test('ASSET-307 GEN-051 GEN-052 GEN-053 assets one by one, the last one publishes', async () => {
    const first = await send('one', { unfinished: true });
    expect(first.status).toBe('Unfinished');
    expect((await describe1())?.publishedTime).toBeUndefined();
    world.emulator.clock.advance(60);
    const second = await send('two', { unfinished: true, assetName: 'b.txt' });
    expect([second.status, second.versionRevision === first.versionRevision]).toEqual(['Unfinished', false]);
    const third = await send('three', { assetName: '0.txt' });
    expect(third.status).toBe('Published');
    expect((await describe1())?.publishedTime).toEqual(new Date(world.emulator.clock.now()));
    const list = new ListPackageVersionAssetsCommand({ ...GENERIC, packageVersion: '1.0.0' });
    const { assets } = await world.client.send(list);
    expect(assets?.map(({ name }) => name)).toEqual(['0.txt', 'a.txt', 'b.txt']);
    expect(await world.contents('1.0.0')).toEqual({ '0.txt': 'three', 'a.txt': 'one', 'b.txt': 'two' });
  });

  test('ASSET-309 GEN-054 GEN-055 VER-503 the same bytes again change nothing, and may publish', async () => {
    const { versionRevision } = await send('x', { unfinished: true });
    expect(await send('x', { unfinished: true })).toMatchObject({ versionRevision, status: 'Unfinished' });
    expect(await send('x')).toMatchObject({ versionRevision, status: 'Published' });
    expect(await world.assetSizeBytes()).toBe(1);
  });

  test('ASSET-309 GEN-056 other bytes under the same name are refused', async () => {
    const { versionRevision } = await send('x', { unfinished: true });
    for (const unfinished of [true, false]) {
      expect(await findError(send('y', { unfinished }))).toMatchObject({
        name: 'ConflictException',
        status: 409,
        resourceType: 'asset',
        resourceId: 'a.txt',
      });
    }
    expect(await describe1()).toMatchObject({ revision: versionRevision, status: 'Unfinished' });
    expect(await world.assetSizeBytes()).toBe(1);
  });

  test.each([
    ['the same asset', 'x', {}],
    ['the same asset, unfinished', 'x', { unfinished: true }],
    ['other bytes', 'y', {}],
    ['another asset', 'y', { assetName: 'b.txt' }],
  ])(
    'REAL-033 ASSET-310 GEN-057 GEN-059 a Published version takes nothing: %s',
    async (_, content, input) => {
      await send('x');
      expect(await findError(send(content, input))).toEqual({
        name: 'ConflictException',
        status: 409,
        message:
          "Cannot update existing generic package version 'ns/tool/1.0.0' with status 'Published'. " +
          "Only 'Unfinished' package versions can be updated.",
        resourceId: 'ns/tool@1.0.0',
        resourceType: 'package-version',
      });
      expect(await world.contents('1.0.0')).toEqual({ 'a.txt': 'x' });
    },
  );

  test.each(['Unlisted', 'Archived', 'Disposed'] as const)(
    'ASSET-312 GEN-060 GEN-061 nor does one that is %s',
    async (status) => {
      await send('x');
      const target = { ...GENERIC, versions: ['1.0.0'] };
      await (status === 'Disposed'
        ? world.client.send(new DisposePackageVersionsCommand(target))
        : world.client.send(new UpdatePackageVersionsStatusCommand({ ...target, targetStatus: status })));
      expect(await findError(send('x'))).toMatchObject({
        status: 409,
        message: expect.stringContaining(`with status '${status}'`),
      });
    },
  );

  test('ASSET-314 GEN-068 GEN-144 closed to publishing: 409, also for the same bytes, and no package appears', async () => {
    await send('x', { unfinished: true });
    const restrictions = { publish: 'BLOCK', upstream: 'BLOCK' } as const;
    await world.client.send(new PutPackageOriginConfigurationCommand({ ...GENERIC, restrictions }));
    const blocked = {
      name: 'ConflictException',
      status: 409,
      message: expect.stringContaining('This package is configured to block new versions'),
    };
    expect(await findError(send('x'))).toMatchObject(blocked);
    const group = { ...DOMAIN, packageGroup: '/generic/closed/*' };
    await world.client.send(new CreatePackageGroupCommand(group));
    await world.client.send(
      new UpdatePackageGroupOriginConfigurationCommand({ ...group, restrictions: { PUBLISH: 'BLOCK' } }),
    );
    expect(await findError(send('x', { namespace: 'closed' }))).toMatchObject(blocked);
    expect(await findError(send('x', { namespace: 'CLOSED' }))).toMatchObject(blocked);
    const describePackage = new DescribePackageCommand({ ...GENERIC, namespace: 'closed' });
    expect(await findError(world.client.send(describePackage))).toMatchObject({ status: 404 });
  });

  test('ASSET-315 GEN-130 GEN-131 upstreams do not matter', async () => {
    await world.createRepository('down', 'app');
    await send('x');
    await send('y', { repository: 'down' });
    expect(await world.contents('1.0.0', { ...GENERIC, repository: 'down' })).toEqual({ 'a.txt': 'y' });
    expect(await world.contents('1.0.0')).toEqual({ 'a.txt': 'x' });
  });

  test('ASSET-317 the case of asset names counts', async () => {
    await send('x', { unfinished: true });
    await send('y', { assetName: 'A.txt' });
    expect(await world.contents('1.0.0')).toEqual({ 'a.txt': 'x', 'A.txt': 'y' });
  });

  test('ASSET-318 GEN-070 PKG-901 one asset too many is refused, and the version stays usable', async () => {
    for (const assetName of ['1', '2', '3']) await send('x', { assetName, unfinished: true });
    expect(await findError(send('x', { assetName: '4' }))).toMatchObject({
      name: 'ServiceQuotaExceededException',
      status: 402,
    });
    expect((await send('x', { assetName: '3' })).status).toBe('Published');
  });

  test('ASSET-318 GEN-070 GEN-145 PKG-900 too many bytes are refused, and nothing of them is kept', async () => {
    await send('x'.repeat(1000), { unfinished: true });
    expect(await findError(send('x'.repeat(1001), { assetName: 'b.txt' }))).toMatchObject({
      name: 'ServiceQuotaExceededException',
      status: 402,
    });
    expect(await world.assetSizeBytes()).toBe(1000);
    expect((await describe1())?.status).toBe('Unfinished');
  });

  test('ASSET-319 GEN-039 an empty asset', async () => {
    const { asset } = await send('', { assetSHA256: EMPTY_SHA256 });
    expect(asset?.size).toBe(0);
    expect(await world.contents('1.0.0')).toEqual({ 'a.txt': '' });
  });

  test('ASSET-320 GEN-066 two assets of an Unfinished version at once are both stored', async () => {
    await Promise.all(['a', 'b'].map((assetName) => send(assetName, { assetName, unfinished: true })));
    expect(await world.contents('1.0.0').catch(() => undefined)).toBeUndefined();
    await send('c', { assetName: 'c' });
    expect(await world.contents('1.0.0')).toEqual({ a: 'a', b: 'b', c: 'c' });
  });

  test('GEN-066 of two first publishes at once one wins', async () => {
    const results = await Promise.allSettled(['a', 'b'].map((assetName) => send(assetName, { assetName })));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(Object.keys(await world.contents('1.0.0'))).toHaveLength(1);
  });

  test('ASSET-322 GEN-115 GEN-116 a README is an asset like others', async () => {
    await send('# hello', { assetName: 'README.md' });
    expect(await describe1()).toMatchObject({ licenses: [] });
    expect(await describe1()).not.toHaveProperty('summary');
  });

  test('VER-120 GEN-051 GEN-108 the version to show is the last one published', async () => {
    const list = async () =>
      (await world.client.send(new ListPackageVersionsCommand(GENERIC))).defaultDisplayVersion;
    await send('x', { packageVersion: '2.0' });
    world.emulator.clock.advance(1);
    await send('x', { packageVersion: '1.0' });
    await send('x', { packageVersion: '3.0', unfinished: true });
    expect(await list()).toBe('1.0');
    world.emulator.clock.advance(1);
    await send('x', { packageVersion: '3.0' });
    expect(await list()).toBe('3.0');
  });

  test('GEN-036 a stream of known length', async () => {
    const content = Readable.from([Buffer.from('one'), Buffer.from('two')]);
    const { asset } = await send('onetwo', { assetContent: Object.assign(content, { byteLength: 6 }) });
    expect(asset?.size).toBe(6);
  });

  test('GEN-041 what does not exist is named', async () => {
    expect(await findError(send('x', { domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    expect(await findError(send('x', { repository: 'nowhere' }))).toEqual(
      missingRepository('dom', 'nowhere'),
    );
  });
});
