import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.graph({ cc: [], bb: ['cc'], aa: ['bb'], other2: ['cc'] });
  await world.connect('cc');
});
afterAll(() => closeUpstreamWorld(world));

const tarballsSince = (before: number) =>
  world.registry.requests.slice(before).filter(({ path }) => path.endsWith('.tgz')).length;

test('UP-059 NPM-166 many requests for one version: one download and one record in each repository', async () => {
  await world.offer('1.0.0');
  const before = world.registry.requests.length;
  const asked = Array.from({ length: 40 }, (_, index) =>
    world.install(['aa', 'bb', 'other2'][index % 3] ?? 'aa', '1.0.0'),
  );
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['public']));
  expect(tarballsSince(before)).toBe(1);
  for (const repository of ['aa', 'bb', 'cc', 'other2'])
    expect(await world.stored(repository)).toEqual(['1.0.0']);
});

test('UP-059 many requests for many versions', async () => {
  const versions = Array.from({ length: 12 }, (_, index) => `1.${index}.0`);
  for (const version of versions) await world.offer(version, { marker: version });
  const before = world.registry.requests.length;
  const answers = await Promise.all(
    [...versions, ...versions].map((version) => world.install('aa', version)),
  );
  expect(answers).toEqual([...versions, ...versions]);
  expect(tarballsSince(before)).toBe(versions.length);
  expect((await world.stored('aa')).length).toBe(versions.length);
});

test('UP-059 a repository that is deleted during its download is not written to', async () => {
  await world.offer('1.0.0');
  await world.visible('aa');
  world.registry.misbehave({ kind: 'hang' }, { suffix: '.tgz' });
  const before = world.registry.requests.length;
  const asked = world.install('aa', '1.0.0');
  await world.registry.received(before + 2);
  await world.deleteRepository('cc');
  const size = await world.assetSizeBytes();
  world.registry.heal();
  expect(await asked).toBe(404);
  await world.graph({ cc: [] });
  expect([await world.stored('cc'), await world.stored('aa')]).toEqual([[], []]);
  expect(await world.assetSizeBytes()).toBe(size);
});

test('UP-021 a version published nearer by during its download is the one served', async () => {
  await world.offer('1.0.0');
  await world.visible('aa');
  world.registry.misbehave({ kind: 'hang' }, { suffix: '.tgz' });
  const before = world.registry.requests.length;
  const asked = world.install('aa', '1.0.0');
  await world.registry.received(before + 2);
  await world.allow('bb', 'ALLOW', 'BLOCK');
  await world.tryPublish('bb', '1.0.0');
  world.registry.heal();
  expect(await asked).toBe('bb');
  expect((await world.describe('aa', '1.0.0')).origin?.originType).toBe('INTERNAL');
});

test('UP-068 NPM-163 bytes with a wrong checksum are stored nowhere', async () => {
  await world.offer('1.0.0');
  world.registry.corrupt(world.name, '1.0.0');
  expect(await world.install('aa', '1.0.0')).toBe(502);
  expect([await world.stored('aa'), await world.stored('cc'), await world.assetSizeBytes()]).toEqual([
    [],
    [],
    0,
  ]);
});

test('EXT-044 UP-068 half a tarball is stored nowhere, and the next request gets it', async () => {
  await world.offer('1.0.0');
  world.registry.misbehave({ kind: 'half' }, { suffix: '.tgz' });
  expect(await world.install('aa', '1.0.0')).toBe(404);
  expect([await world.stored('aa'), await world.stored('cc')]).toEqual([[], []]);
  world.registry.heal();
  expect(await world.install('aa', '1.0.0')).toBe('public');
});
