import { connect } from 'node:net';
import {
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  GetAssociatedPackageGroupCommand,
  ListPackageVersionAssetsCommand,
  ListPackagesCommand,
} from '@aws-sdk/client-codeartifact';
import { createNugetPackage, createNuspec, toPush } from '../../support/nuget-package';
import { NUGET, startNugetWorld, type NugetWorld } from '../../support/nuget-world';
import { createZip } from '../../support/zip-writer';

let world: NugetWorld;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const demo = createNugetPackage('Demo.Lib', '1.0.0');
const packages = async () =>
  ((await world.client.send(new ListPackagesCommand(NUGET))).packages ?? []).map((one) => one.package);

test.each(['/v2/package', '/v2/package/'])('NUG-080 NUG-082 a push to %s is created', async (path) => {
  const answer = await world.send(path, toPush(demo));
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([201, 'Created', '']);
});

test('NUG-080 the name of the part does not count, and further parts are not read', async () => {
  const body = new FormData();
  body.append('anything', new Blob([demo]), 'whatever.bin');
  body.append('second', new Blob(['rubbish']), 'second.nupkg');
  expect((await world.send('/v2/package/', { method: 'PUT', body })).status).toBe(201);
  expect(await packages()).toEqual(['demo.lib']);
});

test('NUG-081 the package may be the body itself', async () => {
  const headers = { 'content-type': 'application/octet-stream' };
  expect((await world.send('/v2/package', { method: 'PUT', headers, body: demo })).status).toBe(201);
  expect(await packages()).toEqual(['demo.lib']);
});

test('NUG-070 NUG-074 NUG-075 NUG-084 names are normalised, but for display', async () => {
  await world.push('Demo.Lib', '1.00.0.0+build');
  const version = { ...NUGET, package: 'DEMO.lib', packageVersion: '1.0' };
  const { packageVersion } = await world.client.send(new DescribePackageVersionCommand(version));
  expect(packageVersion).toMatchObject({
    ...{ packageName: 'demo.lib', version: '1.0.0', displayName: 'Demo.Lib', status: 'Published' },
    origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } },
  });
  const { assets } = await world.client.send(new ListPackageVersionAssetsCommand(version));
  expect(assets?.map(({ name }) => name)).toEqual(['demo.lib.1.0.0.nupkg']);
  const { packageGroup } = await world.client.send(
    new GetAssociatedPackageGroupCommand({ domain: 'dom', format: 'nuget', package: 'Demo.Lib' }),
  );
  expect(packageGroup?.pattern).toBe('/*');
});

test('NUG-085 NUG-086 the same bytes again are taken, others are a conflict', async () => {
  await world.pushBytes(demo);
  expect(await world.pushBytes(demo)).toBe(201);
  const other = await world.send(
    '/v2/package/',
    toPush(createNugetPackage('Demo.Lib', '1.0.0', { files: { x: 'y' } })),
  );
  expect([other.status, other.statusText]).toEqual([409, 'Conflict']);
  expect(await other.json()).toEqual({ message: expect.stringContaining('1.0.0') as string });
});

test.each([
  ['1.0.0', '1.0'],
  ['1.0', '1.0.0.0'],
  ['1.0.0', '1.0.0+build2'],
  ['1.0.0-Beta', '1.0.0-beta'],
])('NUG-087 NUG-073 after %s, %s is the same version', async (first, second) => {
  await world.push('Demo.Lib', first);
  expect(await world.pushBytes(createNugetPackage('demo.lib', second))).toBe(409);
});

test('NUG-073 two spellings pushed at once are one version', async () => {
  const spellings = ['1.0.0-BETA', '1.0.0-beta', '1.0.0-Beta', '1.0.0-bEta'];
  const statuses = await Promise.all(
    spellings.map((version) => world.pushBytes(createNugetPackage('Demo.Lib', version))),
  );
  expect(statuses.toSorted()).toEqual([201, 409, 409, 409]);
});

test('NUG-088 a deleted version can be pushed again', async () => {
  await world.pushBytes(demo);
  await world.client.send(
    new DeletePackageVersionsCommand({ ...NUGET, package: 'demo.lib', versions: ['1.0'] }),
  );
  expect(await world.pushBytes(createNugetPackage('Demo.Lib', '1.0.0', { files: { x: 'y' } }))).toBe(201);
});

test('NUG-089 NUG-073 a version of an upstream repository is taken, in any letter case', async () => {
  await world.push('Demo.Lib', '1.0.0-RC', { repository: 'up' });
  expect(await world.pushBytes(createNugetPackage('Demo.Lib', '1.0.0-RC', { files: { x: 'y' } }))).toBe(409);
  expect(await world.pushBytes(createNugetPackage('Demo.Lib', '1.0.0-rc'))).toBe(409);
});

const nuspec = (metadata: string) =>
  createZip({ 'a.nuspec': `<package><metadata>${metadata}</metadata></package>` });
const named = (id: string, version = '1.0.0', rest = '') =>
  nuspec(`<id>${id}</id><version>${version}</version>${rest}`);
const requiring = (attributes: string) =>
  named('Demo', '1.0.0', `<dependencies><dependency ${attributes}/></dependencies>`);

test.each<readonly [string, Buffer]>([
  ['text', Buffer.from('no zip')],
  ['half a package', demo.subarray(0, demo.length >> 1)],
  ['no nuspec', createZip({ 'lib/a.dll': 'MZ' })],
  ['a nuspec in a folder only', createZip({ 'x/a.nuspec': createNuspec('A', '1.0.0') })],
  [
    'two nuspecs',
    createZip({ 'a.nuspec': createNuspec('A', '1.0.0'), 'b.nuspec': createNuspec('B', '1.0.0') }),
  ],
  ['a nuspec that is no XML', createZip({ 'a.nuspec': '<package><metadata>' })],
  [
    'an entity bomb',
    createZip({ 'a.nuspec': '<!DOCTYPE p [<!ENTITY a "aa">]><package><metadata>&a;</metadata></package>' }),
  ],
  ['no metadata', createZip({ 'a.nuspec': '<package/>' })],
  ['no id', nuspec('<version>1.0.0</version>')],
  ['no version', nuspec('<id>Demo</id>')],
  ...['a..b', '.a', 'a/b', '../a', 'a b', 'a-', '#', 'x'.repeat(101)].map(
    (id) => [`the id ${id}`, named(id)] as const,
  ),
  ...['x', '1.0.0.0.0', '1.0.0-', '1.0.0-a..b', '-1.0', '99999999999.0', '1.0.0-ä'].map(
    (version) => [`the version ${version}`, named('Demo', version)] as const,
  ),
  ['a dependency of no id', requiring('version="1.0"')],
  ...['latest', '[1.0', '(1.0)', '[,]x', '[]'].map(
    (range) => [`a dependency in ${range}`, requiring(`id="A" version="${range}"`)] as const,
  ),
])('NUG-090 a package with %s is a 400 with a reason, and nothing is stored', async (_, nupkg) => {
  const answer = await world.send('/v2/package/', toPush(nupkg));
  expect([answer.status, answer.statusText]).toEqual([400, 'Bad Request']);
  expect(await answer.json()).toEqual({ message: expect.stringMatching(/nuspec|zip/) as string });
  expect(await packages()).toEqual([]);
});

test.each(['a', 'A_1', 'a.b-c', 'Ünïcode', '1', 'x'.repeat(100)])('NUG-090 %s is an id', async (id) => {
  expect(await world.pushBytes(named(id))).toBe(201);
});

test('NUG-091 nothing is a 400', async () => {
  for (const init of [
    { method: 'PUT' },
    toPush(Buffer.alloc(0)),
    { method: 'PUT', body: '', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    { method: 'PUT', body: '--x--\r\n', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    { method: 'PUT', body: 'x', headers: { 'content-type': 'multipart/form-data' } },
  ]) {
    expect((await world.send('/v2/package', init)).status).toBe(400);
  }
});

test('NUG-092 symbols packages are refused', async () => {
  const metadata = '<packageTypes><packageType name="SymbolsPackage" /></packageTypes>';
  const answer = await world.send(
    '/v2/package',
    toPush(createNugetPackage('Demo.Lib', '1.0.0', { metadata })),
  );
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ message: 'symbols packages are not supported' });
});

test('NUG-083 a push without credentials is read to its end before 401 comes, and can be sent again', async () => {
  const large = createNugetPackage('Demo.Lib', '1.0.0', {
    files: { 'lib/large.bin': Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7919) % 251)) },
  });
  const head =
    `PUT /nuget/d/dom-000000000000/app/v2/package/ HTTP/1.1\r\nhost: ${new URL(world.endpoint()).host}\r\n` +
    'transfer-encoding: chunked\r\ncontent-type: multipart/form-data; boundary=b\r\n';
  const part = Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name=package; filename=package.nupkg\r\n\r\n'),
    ...[large, Buffer.from('\r\n--b--\r\n')],
  ]);
  const chunked = Buffer.concat([
    Buffer.from(`${part.length.toString(16)}\r\n`),
    part,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
  const token = await world.emulator.token('dom');
  const basic = Buffer.from(`aws:${token}`).toString('base64');
  const socket = connect(Number(new URL(world.endpoint()).port), '127.0.0.1');
  const statuses: string[] = [];
  for (const authorization of ['', `authorization: Basic ${basic}\r\n`]) {
    const answer = new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the connection was closed')));
    });
    socket.write(Buffer.concat([Buffer.from(`${head}${authorization}\r\n`), chunked]));
    statuses.push((await answer).toString().slice(9, 12));
    socket.removeAllListeners('close');
  }
  socket.destroy();
  expect(statuses).toEqual(['401', '201']);
});
