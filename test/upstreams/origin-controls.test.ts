import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(() => world.reset());
afterAll(() => closeUpstreamWorld(world));

/** What of these versions a client of the repository gets: markers and statuses. */
const installAll = async (repository: string, ...versions: string[]) => {
  const answers: (string | number)[] = [];
  for (const version of versions) answers.push(await world.install(repository, version));
  return answers;
};

describe('dependency confusion', () => {
  test('UP-112 ORIG-049 a public version of an internal package stays outside until it is let in', async () => {
    await world.graph({ 'repo-a': [] });
    await world.connect('repo-a');
    // The name is known: that one is not is remembered for a second.
    await world.offer('0.0.1');
    await world.tryPublish('repo-a', '1.1.0');
    await world.tryPublish('repo-a', '2.1.0');
    expect(await world.restrictions('repo-a')).toBe('ALLOW/BLOCK');
    await world.offer('3.0.0');
    const before = world.registry.requests.length;
    expect(await world.visible('repo-a')).toEqual(['1.1.0', '2.1.0']);
    expect(await world.install('repo-a', '3.0.0')).toBe(404);
    expect(world.registry.requests.slice(before)).toEqual([]);
    await world.allow('repo-a');
    expect(await world.visible('repo-a')).toEqual(['0.0.1', '1.1.0', '2.1.0', '3.0.0']);
    expect(await world.install('repo-a', '3.0.0')).toBe('public');
  });

  test('ORIG-050 an ingested package takes nothing published until it is opened, and then nothing public', async () => {
    await world.graph({ 'repo-a': [] });
    await world.connect('repo-a');
    await world.offer('3.0.0');
    await world.offer('3.1.0');
    await world.install('repo-a', '3.0.0');
    expect(await world.restrictions('repo-a')).toBe('BLOCK/ALLOW');
    expect(await world.tryPublish('repo-a', '1.2.0')).toBe(403);
    await world.allow('repo-a', 'ALLOW', 'BLOCK');
    expect(await world.tryPublish('repo-a', '1.2.0')).toBe(200);
    expect(await world.visible('repo-a')).toEqual(['1.2.0', '3.0.0']);
    expect(await installAll('repo-a', '3.0.0', '3.1.0')).toEqual(['public', 404]);
    await world.allow('repo-a', 'BLOCK', 'ALLOW');
    expect(await world.tryPublish('repo-a', '1.3.0')).toBe(403);
    expect(await installAll('repo-a', '1.2.0', '3.1.0')).toEqual(['repo-a', 'public']);
  });

  test('UP-103 PG-215 an internal package in the middle shields everybody downstream', async () => {
    await world.graph({ store: [], team: ['store'], app2: ['team'] });
    await world.connect('store');
    await world.tryPublish('team', '1.0.0');
    await world.offer('9.9.9');
    expect(await world.visible('app2')).toEqual(['1.0.0']);
    expect(await installAll('app2', '1.0.0', '9.9.9')).toEqual(['team', 404]);
  });

  test('UP-113 a package can be blocked before there is any', async () => {
    await world.graph({ store: [], app2: ['store'] });
    await world.connect('store');
    await world.offer('1.0.0');
    await world.allow('app2', 'ALLOW', 'BLOCK');
    expect([await world.visible('app2'), await world.install('app2', '1.0.0')]).toEqual([404, 404]);
    expect(await world.visible('store')).toEqual(['1.0.0']);
  });
});

describe('upstream BLOCK', () => {
  test('UP-104 UP-110 ORIG-041 NPM-167 only what is stored is seen, and retained versions keep working', async () => {
    await world.graph({ up: [], app2: [] });
    await world.place('up', '1.0.0');
    await world.place('up', '2.0.0');
    await world.setUpstreams('app2', 'up');
    await world.install('app2', '1.0.0');
    await world.allow('app2', 'BLOCK', 'BLOCK');
    expect(await world.visible('app2')).toEqual(['1.0.0']);
    expect(await installAll('app2', '1.0.0', '2.0.0')).toEqual(['up', 404]);
    expect((await world.npm(`/${world.name}/2.0.0`, { repository: 'app2' })).status).toBe(404);
  });

  test('UP-103 it stops the way at every repository, not the other ways', async () => {
    await world.graph({ deep: [], left: ['deep'], right: ['deep'], app2: ['left', 'right'] });
    await world.place('deep', '1.0.0');
    await world.allow('left', 'ALLOW', 'BLOCK');
    expect(await world.visible('left')).toBe(404);
    expect(await world.visible('app2')).toEqual(['1.0.0']);
    await world.allow('right', 'ALLOW', 'BLOCK');
    expect(await world.visible('app2')).toBe(404);
  });

  test('UP-111 changes hold from the next request on', async () => {
    await world.place('other', '1.0.0');
    await world.setUpstreams('app', 'other');
    for (const [upstream, expected] of [
      ['BLOCK', 404],
      ['ALLOW', ['1.0.0']],
      ['BLOCK', 404],
    ] as const) {
      await world.allow('app', 'ALLOW', upstream);
      expect(await world.visible('app')).toEqual(expected);
    }
  });

  test('NPM-116 the first publish hides what came from upstream, but for what was retained', async () => {
    await world.graph({ up: [], app2: [] });
    for (const version of ['1.0.0', '2.0.0']) await world.place('up', version);
    await world.setUpstreams('app2', 'up');
    expect(await world.tryPublish('app2', '3.0.0')).toBe(200);
    expect(await world.visible('app2')).toEqual(['3.0.0']);
    await world.allow('app2');
    expect(await world.visible('app2')).toEqual(['1.0.0', '2.0.0', '3.0.0']);
  });
});

describe('defaults', () => {
  test('UP-100 a publish closes upstream, an ingestion closes publishing', async () => {
    await world.connect('other');
    await world.offer('1.0.0', { name: 'out' });
    await world.tryPublish('app', '1.0.0', { name: 'own' });
    await world.install('other', '1.0.0', 'out');
    const found = [await world.restrictions('app', 'own'), await world.restrictions('other', 'out')];
    expect(found).toEqual(['ALLOW/BLOCK', 'BLOCK/ALLOW']);
  });

  test.each(['PUBLISH', 'INTERNAL_UPSTREAM', 'EXTERNAL_UPSTREAM'] as const)(
    'UP-100 ORIG-033 a group that restricts %s leaves the package open',
    async (type) => {
      await world.graph({ store: [], app2: ['store'] });
      await world.connect('store');
      await world.offer('1.0.0');
      await world.group('/*', { [type]: ['app2', 'store'] });
      expect(await world.install('app2', '1.0.0')).toBe('public');
      expect(await world.tryPublish('app', '1.0.0', { name: 'own' })).toBe(type === 'PUBLISH' ? 403 : 200);
      expect(await world.restrictions('app2')).toBe('ALLOW/ALLOW');
    },
  );
});
