import {
  AssociateExternalConnectionCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  GetAssociatedPackageGroupCommand,
  GetPackageVersionAssetCommand,
  GetPackageVersionReadmeCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
  CreatePackageGroupCommand,
  DisposePackageVersionsCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { findError, refused } from '../../support/api';
import { APP, DOMAIN, GENERIC, NPM, startPackageWorld, type PackageWorld } from '../../support/package-world';

const VERSION = { ...GENERIC, packageVersion: '1.0' } as const;

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

test('GEN-001 PKG-100 a generic package beside one of the same name in another format', async () => {
  await world.publish('1.0', { a: 'x' }, { package: 'chalk' });
  await world.publishNpm('chalk', '1.0.0');
  const { packages } = await world.client.send(new ListPackagesCommand(APP));
  expect(packages?.map(({ format, package: name }) => [format, name])).toEqual([
    ['generic', 'chalk'],
    ['npm', 'chalk'],
  ]);
  expect(await world.contents('1.0', { ...GENERIC, package: 'chalk' })).toEqual({ a: 'x' });
  expect(Object.keys(await world.statuses(NPM))).toEqual(['1.0.0']);
});

test('GEN-109 PKG-105 PKG-106 lists by the beginnings of namespace and name, as written', async () => {
  for (const namespace of ['ns', 'ns-two', 'NS', 'other'])
    await world.publish('1.0', { a: 'x' }, { namespace });
  const list = async (filter: object) => {
    const { packages } = await world.client.send(
      new ListPackagesCommand({ ...APP, format: 'generic', ...filter }),
    );
    return packages?.map(({ namespace }) => namespace);
  };
  expect(await list({ namespace: 'ns' })).toEqual(['ns', 'ns-two']);
  expect(await list({ packagePrefix: 'to' })).toEqual(['NS', 'ns', 'ns-two', 'other']);
  expect(await list({ packagePrefix: 'To' })).toEqual([]);
});

test('GEN-103 GEN-104 PKG-120 the package describes itself', async () => {
  await world.publish('1.0', { a: 'x' });
  const { package: described } = await world.client.send(new DescribePackageCommand(GENERIC));
  expect(described).toEqual({
    format: 'generic',
    namespace: 'ns',
    name: 'tool',
    originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
  });
});

test.each([
  ['Published', 200],
  ['Unlisted', 200],
  ['Unfinished', 409],
  ['Archived', 409],
  ['Disposed', 409],
] as const)('GEN-006 GEN-067 ASSET-203 an asset of a version that is %s: %i', async (status, expected) => {
  await world.publish('1.0', { a: 'x' }, { unfinished: status === 'Unfinished' });
  const names = { ...GENERIC, versions: ['1.0'] };
  if (status === 'Unlisted' || status === 'Archived') {
    await world.client.send(new UpdatePackageVersionsStatusCommand({ ...names, targetStatus: status }));
  }
  if (status === 'Disposed') await world.client.send(new DisposePackageVersionsCommand(names));
  const get = () => world.client.send(new GetPackageVersionAssetCommand({ ...VERSION, asset: 'a' }));
  if (expected === 200) expect(await (await get()).asset?.transformToString()).toBe('x');
  else expect(await findError(get())).toMatchObject({ name: 'ConflictException', status: expected });
  const { assets } = await world.client.send(new ListPackageVersionAssetsCommand(VERSION));
  expect(assets?.map(({ name }) => name)).toEqual(status === 'Disposed' ? [] : ['a']);
  expect(await world.statuses()).toEqual({ '1.0': status });
});

test('GEN-107 ASSET-101 assets by name, page by page, with size and four hashes', async () => {
  await world.publish('1.0', { b: 'x', B: 'yy', a: '' });
  const page = (nextToken?: string) =>
    world.client.send(
      new ListPackageVersionAssetsCommand({ ...VERSION, maxResults: 2, ...(nextToken && { nextToken }) }),
    );
  const first = await page();
  const second = await page(first.nextToken);
  expect(second.nextToken).toBeUndefined();
  expect([...(first.assets ?? []), ...(second.assets ?? [])]).toEqual([
    { name: 'B', size: 2, hashes: expect.anything() },
    { name: 'a', size: 0, hashes: expect.anything() },
    { name: 'b', size: 1, hashes: expect.anything() },
  ]);
  expect(Object.keys(first.assets?.[0]?.hashes ?? {}).sort()).toEqual(['MD5', 'SHA-1', 'SHA-256', 'SHA-512']);
});

test('GEN-115 GEN-116 VER-301 VER-302 ASSET-322 no dependencies, no readme, whatever the assets are called', async () => {
  await world.publish('1.0', { 'README.md': '# hello', LICENSE: 'MIT' });
  const { dependencies } = await world.client.send(new ListPackageVersionDependenciesCommand(VERSION));
  expect(dependencies).toEqual([]);
  const readme = world.client.send(new GetPackageVersionReadmeCommand(VERSION));
  expect(await findError(readme)).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  const { packageVersion } = await world.client.send(new DescribePackageVersionCommand(VERSION));
  expect(packageVersion?.licenses).toEqual([]);
});

test('GEN-004 PKG-002 every operation on one package asks for the namespace', async () => {
  const bare = { ...VERSION, namespace: undefined, asset: 'a' };
  for (const Command of [
    DescribePackageCommand,
    ListPackageVersionsCommand,
    DescribePackageVersionCommand,
    GetPackageVersionAssetCommand,
    GetPackageVersionReadmeCommand,
    ListPackageVersionAssetsCommand,
    ListPackageVersionDependenciesCommand,
    GetAssociatedPackageGroupCommand,
  ]) {
    const command = new (Command as typeof DescribePackageCommand)(bare); // they differ in what they answer
    expect(await findError(world.client.send(command))).toEqual(refused);
  }
});

test('GEN-002 GEN-146 names are taken as they are, so another case is another package', async () => {
  await world.publish('v1', { a: 'x' });
  const missing = async (names: object, resourceType: string) => {
    const get = new GetPackageVersionAssetCommand({ ...VERSION, packageVersion: 'v1', asset: 'a', ...names });
    expect(await findError(world.client.send(get))).toMatchObject({ status: 404, resourceType });
  };
  await missing({ namespace: 'NS' }, 'package');
  await missing({ package: 'Tool' }, 'package');
  await missing({ packageVersion: 'V1' }, 'package-version');
  await missing({ asset: 'A' }, 'asset');
});

test('GEN-008 GEN-117 package groups match generic packages', async () => {
  for (const packageGroup of ['/generic/*', '/generic/ns/*', '/generic/ns/tool$']) {
    await world.client.send(new CreatePackageGroupCommand({ ...DOMAIN, packageGroup }));
    const associated = new GetAssociatedPackageGroupCommand({ ...GENERIC });
    expect((await world.client.send(associated)).packageGroup?.pattern).toBe(packageGroup);
  }
});

test('GEN-023 there is no external connection for generic packages', async () => {
  const associate = new AssociateExternalConnectionCommand({ ...APP, externalConnection: 'public:generic' });
  expect((await findError(world.client.send(associate))).status).toBe(404);
});

test('GEN-130 UP-031 PKG-110 what only an upstream has does not exist downstream', async () => {
  await world.createRepository('down', 'app');
  await world.publish('1.0', { a: 'x' });
  const down = { ...VERSION, repository: 'down' };
  for (const command of [
    new DescribePackageVersionCommand(down),
    new ListPackageVersionsCommand(down),
    new GetPackageVersionAssetCommand({ ...down, asset: 'a' }),
  ]) {
    expect(await findError(world.client.send(command as DescribePackageVersionCommand))).toMatchObject({
      status: 404,
    });
  }
  const { packages } = await world.client.send(new ListPackagesCommand({ ...DOMAIN, repository: 'down' }));
  expect(packages).toEqual([]);
});

test('PKG-111 PKG-132 a package whose versions are all hidden, or gone, is listed as it was', async () => {
  await world.publish('1.0', { a: 'x' });
  const names = { ...GENERIC, versions: ['1.0'] };
  const list = async () => (await world.client.send(new ListPackagesCommand(APP))).packages;
  const before = await list();
  await world.client.send(new UpdatePackageVersionsStatusCommand({ ...names, targetStatus: 'Archived' }));
  expect(await list()).toEqual(before);
  await world.client.send(new DisposePackageVersionsCommand(names));
  expect(await list()).toEqual(before);
});
