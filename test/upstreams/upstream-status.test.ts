import { DisposePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.graph({ cc: [], bb: [], aa: [] });
  await world.connect('cc');
  await world.place('bb', '1.0.0');
  await world.offer('1.0.0');
  await world.setUpstreams('bb', 'cc');
  await world.setUpstreams('aa', 'bb');
});
afterAll(() => closeUpstreamWorld(world));

const dispose = (repository: string) =>
  world.client.send(
    new DisposePackageVersionsCommand({
      ...DOMAIN,
      repository,
      format: 'npm',
      package: world.name,
      versions: ['1.0.0'],
    }),
  );

test('UP-070 UP-077 Published upstream: served and retained', async () => {
  expect(await world.install('aa', '1.0.0')).toBe('bb');
  expect((await world.describe('aa', '1.0.0')).status).toBe('Published');
});

test('UP-071 UP-075 NPM-158 Unlisted upstream: not listed, but served and retained as Unlisted', async () => {
  await world.setStatus('bb', '1.0.0', 'Unlisted');
  expect(await world.visible('aa')).toEqual([]);
  expect((await world.npm(`/${world.name}/1.0.0`, { repository: 'aa' })).status).toBe(200);
  expect(await world.install('aa', '1.0.0')).toBe('bb');
  expect((await world.describe('aa', '1.0.0')).status).toBe('Unlisted');
});

test.each<[string, () => Promise<unknown>]>([
  ['Archived', () => world.setStatus('bb', '1.0.0', 'Archived')],
  ['Disposed', () => dispose('bb')],
])('UP-072 UP-077 NPM-158 %s upstream: 404, and the search goes no further', async (_, change) => {
  await change();
  const before = world.registry.requests.length;
  expect(await world.install('aa', '1.0.0')).toBe(404);
  expect((await world.npm(`/${world.name}/1.0.0`, { repository: 'aa' })).status).toBe(404);
  const head = await world.npm(`/${world.name}/-/${world.name}-1.0.0.tgz`, {
    repository: 'aa',
    method: 'HEAD',
  });
  expect(head.status).toBe(404);
  expect(world.registry.requests.slice(before).filter(({ path }) => path.endsWith('.tgz'))).toEqual([]);
  expect([await world.stored('aa'), await world.stored('cc')]).toEqual([[], []]);
  expect(await world.visible('aa')).toEqual([]);
});

test.each<[string, () => Promise<unknown>]>([
  ['Archived', () => world.setStatus('aa', '1.0.0', 'Archived')],
  ['Disposed', () => dispose('aa')],
])('UP-074 NPM-151 %s in the repository itself: 404 although upstreams have it', async (_, change) => {
  await world.install('aa', '1.0.0');
  await change();
  expect(await world.install('aa', '1.0.0')).toBe(404);
  expect(await world.visible('aa')).toEqual([]);
});

test('UP-075 NPM-151 a version unlisted in the repository is hidden though it is listed upstream', async () => {
  await world.offer('2.0.0');
  await world.install('aa', '1.0.0');
  await world.setStatus('aa', '1.0.0', 'Unlisted');
  expect(await world.visible('aa')).toEqual(['2.0.0']);
  expect(await world.visible('bb')).toEqual(['1.0.0', '2.0.0']);
  expect(await world.install('aa', '1.0.0')).toBe('bb');
});

test('UP-076 statuses are each repository’s own', async () => {
  await world.install('aa', '1.0.0');
  await world.setStatus('aa', '1.0.0', 'Archived');
  expect((await world.describe('bb', '1.0.0')).status).toBe('Published');
  await world.setStatus('aa', '1.0.0', 'Published');
  await world.setStatus('bb', '1.0.0', 'Archived');
  expect(await world.install('aa', '1.0.0')).toBe('bb');
});

test('UP-138 NPM-053 a package without a Published version has an empty document', async () => {
  await world.setStatus('bb', '1.0.0', 'Archived');
  const document = await world.packument(world.name, 'aa');
  expect(document).toMatchObject({ name: world.name, versions: {}, 'dist-tags': {} });
});
