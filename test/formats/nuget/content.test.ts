import { DescribePackageVersionCommand, ListPackagesCommand } from '@aws-sdk/client-codeartifact';
import { createNuspec } from '../../support/nuget-package';
import { NUGET, startNugetWorld, type NugetWorld } from '../../support/nuget-world';

let world: NugetWorld;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const list = (id = 'demo.lib', repository?: string) =>
  world.json<{ versions: string[] }>(`/v3/flatcontainer/${id}/index.json`, repository);
const get = (path: string) => world.send(`/v3/flatcontainer/${path}`);
const stored = async (repository: string) =>
  ((await world.client.send(new ListPackagesCommand({ ...NUGET, repository }))).packages ?? []).map(
    (one) => one.package,
  );

test('NUG-030 NUG-048 NUG-071 NUG-072 NUG-073 versions are listed normalised, in lower case and in order', async () => {
  const pushed = [
    ...['1.10', '1.9.0.0', '1.0.0', '1.0.0-Beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-beta.x', '1.0.0.1'],
    ...['2.0.0+build.5', '01.02.03', '1.0.0-alpha', '10.0.0'],
  ];
  for (const version of pushed) await world.push('Demo.Lib', version);
  expect((await list()).versions).toEqual([
    ...['1.0.0-alpha', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-beta.x', '1.0.0', '1.0.0.1'],
    ...['1.2.3', '1.9.0', '1.10.0', '2.0.0', '10.0.0'],
  ]);
});

test('NUG-031 NUG-036 a package of which nothing can be downloaded is a 404', async () => {
  expect((await get('demo.lib/index.json')).status).toBe(404);
  await world.push('Demo.Lib', '1.0.0');
  await world.setStatus('demo.lib', '1.0.0', 'Archived');
  expect((await get('demo.lib/index.json')).status).toBe(404);
  expect((await get('demo.lib/1.0.0/demo.lib.1.0.0.nupkg')).status).toBe(404);
  expect((await get('demo.lib/1.0.0/demo.lib.nuspec')).status).toBe(404);
});

test('NUG-032 unlisted versions are in the list, archived ones are not', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await world.push('Demo.Lib', version);
  await world.setStatus('demo.lib', '1.1.0', 'Unlisted');
  await world.setStatus('demo.lib', '1.2.0', 'Archived');
  expect((await list()).versions).toEqual(['1.0.0', '1.1.0']);
  expect((await get('demo.lib/1.1.0/demo.lib.1.1.0.nupkg')).status).toBe(200);
});

test('NUG-033 NUG-093 the very bytes that were pushed', async () => {
  const nupkg = await world.push('Demo.Lib', '1.0.0', { files: { '.signature.p7s': 'signed' } });
  const answer = await get('demo.lib/1.0.0/demo.lib.1.0.0.nupkg');
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-length')).toBe(String(nupkg.length));
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
  expect(Buffer.from(await answer.arrayBuffer()).equals(nupkg)).toBe(true);
});

test('NUG-034 the nuspec as it is in the package, byte order mark included', async () => {
  await world.push('Demo.Lib', '1.0.0');
  const answer = await get('demo.lib/1.0.0/demo.lib.nuspec');
  expect(answer.headers.get('content-type')).toBe('application/xml');
  expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(createNuspec('Demo.Lib', '1.0.0'));
});

test.each([
  ...[
    'demo.lib/1.0/demo.lib.1.0.nupkg',
    'Demo.Lib/1.0.0/Demo.Lib.1.0.0.nupkg',
    'demo.lib/1.0.0.0/demo.lib.1.0.0.nupkg',
  ],
  ...['DEMO.LIB/1.00.0/DEMO.LIB.1.00.0.nupkg', 'demo.lib/1.0.0/Demo.Lib.nuspec'],
])('NUG-035 %s is found', async (path) => {
  await world.push('Demo.Lib', '1.0.0');
  expect((await get(path)).status).toBe(200);
});

test.each([
  ...[
    'demo.lib/1.0.0/demo.lib.1.0.1.nupkg',
    'demo.lib/1.0.0/other.1.0.0.nupkg',
    'demo.lib/1.0.0/demo.lib.1.0.0.zip',
  ],
  ...[
    'demo.lib/1.0.1/demo.lib.1.0.1.nupkg',
    'demo.lib/1.0.0/other.nuspec',
    'demo.lib/latest/demo.lib.latest.nupkg',
  ],
])('NUG-036 %s is a 404', async (path) => {
  await world.push('Demo.Lib', '1.0.0');
  expect((await get(path)).status).toBe(404);
});

test('NUG-035 a path that is not well encoded is a 400', async () => {
  expect((await get('%ff/index.json')).status).toBe(400);
});

test('NUG-073 letter case of a label is kept and does not count', async () => {
  const nupkg = await world.push('Demo.Lib', '1.0.0-RC.1', { repository: 'up' });
  const answer = await get('demo.lib/1.0.0-rc.1/demo.lib.1.0.0-rc.1.nupkg');
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(nupkg)).toBe(true);
  const version = { ...NUGET, package: 'Demo.Lib', packageVersion: '1.0.0-RC.1' };
  const { packageVersion } = await world.client.send(new DescribePackageVersionCommand(version));
  expect(packageVersion?.version).toBe('1.0.0-RC.1');
});

test('NUG-037 UP-061 NUG-110 only the download of a package from upstream retains it', async () => {
  await world.push('Demo.Lib', '1.0.0', { repository: 'up' });
  await list();
  await world.json('/v3/registration4/demo.lib/index.json');
  await get('demo.lib/1.0.0/demo.lib.nuspec');
  await world.send('/v3/flatcontainer/demo.lib/1.0.0/demo.lib.1.0.0.nupkg', { method: 'HEAD' });
  expect(await stored('app')).toEqual([]);
  await get('demo.lib/1.0.0/demo.lib.1.0.0.nupkg');
  expect(await stored('app')).toEqual(['demo.lib']);
});

test('NUG-110 the first repository that has a version decides about it', async () => {
  await world.push('Demo.Lib', '1.0.0', { repository: 'up' });
  await world.push('Demo.Lib', '1.1.0', { repository: 'up' });
  await get('demo.lib/1.0.0/demo.lib.1.0.0.nupkg');
  await world.setStatus('demo.lib', '1.0.0', 'Archived');
  expect((await list()).versions).toEqual(['1.1.0']);
  expect((await list('demo.lib', 'up')).versions).toEqual(['1.0.0', '1.1.0']);
});
