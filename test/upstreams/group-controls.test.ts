import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
// repo-a → repo-b → public, and repo-c → repo-b beside it.
beforeEach(async () => {
  await world.reset();
  await world.graph({ 'repo-b': [], 'repo-a': ['repo-b'], 'repo-c': ['repo-b'] });
  await world.connect('repo-b');
});
afterAll(() => closeUpstreamWorld(world));

test('UP-107 PG-213 PG-701 one door: only through repo-a, and only with the connection of repo-b', async () => {
  await world.graph({ 'repo-d': [] });
  await world.connect('repo-d');
  await world.offer('1.0.0');
  await world.group('/npm/*', { EXTERNAL_UPSTREAM: ['repo-b'], INTERNAL_UPSTREAM: ['repo-a'] });
  expect(await world.install('repo-a', '1.0.0')).toBe('public');
  expect([await world.stored('repo-a'), await world.stored('repo-b')]).toEqual([['1.0.0'], ['1.0.0']]);
  for (const repository of ['repo-c', 'repo-d']) {
    expect([await world.visible(repository), await world.install(repository, '1.0.0')]).toEqual([404, 404]);
  }
});

test('UP-105 UP-110 EXTERNAL_UPSTREAM closed: what is stored can still be had downstream, nothing new comes', async () => {
  await world.offer('1.0.0');
  await world.offer('2.0.0');
  await world.install('repo-b', '1.0.0');
  await world.group('/npm/*', { EXTERNAL_UPSTREAM: 'BLOCK' });
  expect(await world.visible('repo-a')).toEqual(['1.0.0']);
  expect([await world.install('repo-a', '1.0.0'), await world.install('repo-a', '2.0.0')]).toEqual([
    'public',
    404,
  ]);
});

test('UP-106 PG-211 PG-212 INTERNAL_UPSTREAM closed: nothing through upstreams, but the own connection works', async () => {
  await world.offer('1.0.0');
  await world.group('/npm/*', { INTERNAL_UPSTREAM: 'BLOCK' });
  expect([await world.visible('repo-a'), await world.install('repo-a', '1.0.0')]).toEqual([404, 404]);
  expect(await world.install('repo-b', '1.0.0')).toBe('public');
});

test('PG-214 the downstream repository alone must be allowed to take what is stored', async () => {
  await world.offer('1.0.0');
  await world.install('repo-b', '1.0.0');
  await world.group('/npm/*', { EXTERNAL_UPSTREAM: 'BLOCK', INTERNAL_UPSTREAM: ['repo-a'] });
  expect(await world.install('repo-a', '1.0.0')).toBe('public');
  expect(await world.install('repo-c', '1.0.0')).toBe(404);
  await world.group('/npm//*', { INTERNAL_UPSTREAM: 'BLOCK' });
  expect(await world.install('repo-a', '1.0.0')).toBe('public');
});

test('UP-103 PG-215 a repository in the middle that may not take anything passes nothing on', async () => {
  await world.graph({ top: ['repo-a'] });
  await world.offer('1.0.0');
  await world.group('/npm/*', { INTERNAL_UPSTREAM: ['top'] });
  expect(await world.install('top', '1.0.0')).toBe(404);
});

test('UP-109 PG-217 a weak match lets nothing in, but serves what is stored', async () => {
  const name = 'Any-Company';
  await world.offer('1.0.0', { name });
  await world.offer('2.0.0', { name });
  await world.install('repo-a', '1.0.0', name);
  await world.group('/npm//any-company$', {});
  expect(await world.install('repo-a', '1.0.0', name)).toBe('public');
  expect(await world.visible('repo-a', name)).toEqual(['1.0.0']);
  expect(await world.install('repo-a', '2.0.0', name)).toBe(404);
  expect(await world.install('repo-c', '1.0.0', name)).toBe(404);
  expect(await world.tryPublish('app', '1.0.0', { name })).toBe(403);
});

test('UP-108 PG-700 private names: published and passed on, never public; all others the other way', async () => {
  await world.group('/*', { PUBLISH: 'BLOCK' });
  await world.group('/npm/space/anycompany~', { PUBLISH: 'ALLOW', EXTERNAL_UPSTREAM: 'BLOCK' });
  const names = [
    '@space/anycompany-ui',
    '@space/other',
    '@space/anycompanyx',
    '@space/AnyCompany-ui',
    'lodash',
  ];
  const found: Record<string, unknown> = {};
  for (const name of names) {
    await world.offer('1.0.0', { name });
    found[name] = [
      await world.install('repo-a', '1.0.0', name),
      await world.tryPublish('repo-b', '1.1.0', { name }),
    ];
  }
  expect(found).toEqual({
    '@space/anycompany-ui': [404, 200],
    '@space/other': ['public', 403],
    '@space/anycompanyx': ['public', 403],
    '@space/AnyCompany-ui': [404, 403],
    lodash: ['public', 403],
  });
  expect(await world.install('repo-a', '1.1.0', '@space/anycompany-ui')).toBe('repo-b');
  expect(await world.restrictions('repo-b', '@space/anycompany-ui')).toBe('ALLOW/ALLOW');
});

test('PG-702 one client of a private name', async () => {
  await world.group('/npm/*', { EXTERNAL_UPSTREAM: 'ALLOW', PUBLISH: 'BLOCK' });
  await world.group('/npm//anycompany-spicy-client$', { EXTERNAL_UPSTREAM: 'BLOCK', PUBLISH: 'ALLOW' });
  const found: unknown[] = [];
  for (const name of ['anycompany-spicy-client', 'AnyCompany-spicy-client', 'left-pad']) {
    await world.offer('1.0.0', { name });
    found.push([
      await world.tryPublish('repo-b', '1.1.0', { name }),
      await world.install('repo-b', '1.0.0', name),
    ]);
  }
  expect(found).toEqual([
    [200, 404],
    [403, 404],
    [403, 'public'],
  ]);
});

test('PG-706 a late block keeps what is there', async () => {
  const name = 'lodash';
  await world.offer('4.17.20', { name });
  await world.offer('4.17.21', { name });
  await world.install('repo-a', '4.17.20', name);
  await world.group('/npm//lodash$', { EXTERNAL_UPSTREAM: 'BLOCK', INTERNAL_UPSTREAM: 'BLOCK' });
  expect(await world.visible('repo-a', name)).toEqual(['4.17.20']);
  expect(await world.install('repo-a', '4.17.20', name)).toBe('public');
  expect(await world.install('repo-a', '4.17.21', name)).toBe(404);
});

test('UP-111 PG-232 groups hold from the next request on', async () => {
  await world.offer('1.0.0');
  await world.group('/npm/*', { INTERNAL_UPSTREAM: 'BLOCK' });
  expect(await world.visible('repo-a')).toBe(404);
  await world.group(`/npm//${world.name}$`, { INTERNAL_UPSTREAM: 'ALLOW' });
  expect(await world.visible('repo-a')).toEqual(['1.0.0']);
});
