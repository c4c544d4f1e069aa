import { DisassociateExternalConnectionCommand } from '@aws-sdk/client-codeartifact';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
// down → up
beforeEach(async () => {
  await world.reset();
  await world.graph({ up: [], down: [] });
});
afterAll(() => closeUpstreamWorld(world));

const link = () => world.setUpstreams('down', 'up');
const setTag = async (repository: string, tag: string, version: string) => {
  const path = `/-/package/${world.name}/dist-tags/${tag}`;
  const answer = await world.npm(path, { repository, method: 'PUT', body: JSON.stringify(version) });
  return answer.status;
};

describe('versions', () => {
  test('UP-130 UP-131 NPM-150 NPM-154 the union, each as the first in order has it, with own addresses', async () => {
    await world.place('down', '1.0.0', { manifest: { description: 'down' } });
    for (const version of ['1.0.0', '1.1.0']) {
      await world.place('up', version, { manifest: { description: 'up' } });
    }
    await link();
    const { versions } = await world.packument(world.name, 'down');
    const endpoint = world.emulator.endpoint('dom', 'down');
    expect(versions).toMatchObject({
      '1.0.0': {
        description: 'down',
        dist: { tarball: `${endpoint}/${world.name}/-/${world.name}-1.0.0.tgz` },
      },
      '1.1.0': {
        description: 'up',
        dist: { tarball: `${endpoint}/${world.name}/-/${world.name}-1.1.0.tgz` },
      },
    });
  });

  test('NPM-062 NPM-160 NPM-162 public versions show the public dates, before and after ingestion', async () => {
    await world.connect('up');
    await link();
    await world.offer('1.0.0');
    const read = async () =>
      (await (await world.npm(`/${world.name}`, { repository: 'down' })).json()) as object;
    const before = await read();
    expect(before).toMatchObject({ time: { '1.0.0': '2020-02-03T04:05:06.000Z' } });
    await world.install('down', '1.0.0');
    expect(await read()).toEqual(before);
  });

  test('UP-137 NPM-051 a package that nobody has is 404', async () => {
    await world.connect('up');
    await link();
    expect(await world.visible('down')).toBe(404);
  });

  test('NPM-081 NPM-083 a tag names a version of an upstream', async () => {
    await world.place('up', '1.0.0', { tags: ['next'] });
    await link();
    const ask = (rest: string) => world.npm(`/${world.name}/${rest}`, { repository: 'down' });
    expect(await (await ask('next')).json()).toMatchObject({ version: '1.0.0' });
    expect((await ask('latest')).status).toBe(404);
    expect(await world.stored('down')).toEqual([]);
  });
});

describe('tags', () => {
  test('UP-132 NPM-152 tags of both', async () => {
    await world.place('down', '1.0.0');
    await world.place('up', '1.0.1', { tags: ['alpha'] });
    await link();
    expect(await world.tags('down')).toEqual({ latest: '1.0.0', alpha: '1.0.1' });
  });

  test('UP-132 NPM-152 the upstream’s tag wins', async () => {
    await world.place('down', '1.0.0');
    await world.place('up', '1.0.1');
    await link();
    expect(await world.tags('down')).toEqual({ latest: '1.0.1' });
  });

  test('UP-132 NPM-152 even over a later version that was just published', async () => {
    await world.place('up', '1.0.1');
    await link();
    await world.place('down', '1.0.2');
    expect(await world.tags('down')).toEqual({ latest: '1.0.1' });
    const list = await world.npm(`/-/package/${world.name}/dist-tags`, { repository: 'down' });
    expect(await list.json()).toEqual({ latest: '1.0.1' });
  });

  test('UP-133 NPM-152 of several upstreams the first wins, of a chain the last', async () => {
    await world.graph({ far: [], next: [] });
    await world.place('far', '1.0.0', { tags: ['aa'] });
    await world.place('up', '2.0.0', { tags: ['aa', 'bb'] });
    await world.place('next', '3.0.0', { tags: ['aa', 'bb', 'cc'] });
    await world.place('down', '4.0.0', { tags: ['aa', 'bb', 'cc', 'dd'] });
    await world.setUpstreams('up', 'far');
    await world.setUpstreams('down', 'up', 'next');
    expect(await world.tags('down')).toEqual({ aa: '1.0.0', bb: '2.0.0', cc: '3.0.0', dd: '4.0.0' });
  });

  test('UP-133 the connection counts as upstream of its repository', async () => {
    await world.offer('2.0.0');
    await world.connect('up');
    await world.place('up', '1.0.0');
    await link();
    expect([await world.tags('up'), await world.tags('down')]).toEqual([
      { latest: '2.0.0' },
      { latest: '2.0.0' },
    ]);
  });

  test('UP-133 NPM-137 a tag of what cannot be seen hides nobody else’s', async () => {
    await world.place('up', '2.0.0', { tags: ['latest', 'beta'] });
    await world.place('down', '1.0.0');
    await link();
    await world.setStatus('up', '2.0.0', 'Archived');
    expect(await world.tags('down')).toEqual({ latest: '1.0.0' });
  });

  test('UP-133 NPM-153 with upstream closed only the own tags are shown', async () => {
    await world.place('up', '2.0.0', { tags: ['latest', 'beta'] });
    await link();
    await world.tryPublish('down', '1.0.0');
    expect(await world.tags('down')).toEqual({ latest: '1.0.0' });
  });

  test('UP-133 retaining a version takes no tag away from one that was published', async () => {
    await world.place('up', '1.0.1', { tags: ['latest', 'stable'] });
    await link();
    await world.place('down', '1.0.2');
    await world.install('down', '1.0.1');
    await world.allow('down', 'ALLOW', 'BLOCK');
    expect(await world.tags('down')).toEqual({ latest: '1.0.2', stable: '1.0.1' });
  });

  test('UP-062 what was retained can be installed by its tag when the upstream is gone', async () => {
    await world.place('up', '1.0.0');
    await link();
    await world.install('down', '1.0.0');
    await world.remove('up', '1.0.0');
    await world.place('up', '1.1.0');
    await world.install('down', '1.1.0');
    await world.deleteRepository('up');
    expect(await world.tags('down')).toEqual({ latest: '1.1.0' });
  });

  test('NPM-133 a tag may name a version that is only reachable, which stays where it is', async () => {
    await world.place('up', '1.0.0');
    await link();
    expect([await setTag('down', 'mine', '1.0.0'), await setTag('down', 'mine', '9.0.0')]).toEqual([
      200, 404,
    ]);
    expect(await world.stored('down')).toEqual([]);
    expect(await world.tags('down')).toEqual({ latest: '1.0.0', mine: '1.0.0' });
    expect(await world.tags('up')).toEqual({ latest: '1.0.0' });
  });

  test('NPM-133 not one that may not be served', async () => {
    await world.place('up', '1.0.0');
    await link();
    await world.setStatus('up', '1.0.0', 'Archived');
    expect(await setTag('down', 'mine', '1.0.0')).toBe(404);
  });

  test('NPM-135 a tag of an upstream cannot be removed here', async () => {
    await world.place('up', '1.0.0');
    await world.place('down', '1.1.0', { tags: ['mine'] });
    await link();
    const remove = (tag: string) =>
      world.npm(`/-/package/${world.name}/dist-tags/${tag}`, { repository: 'down', method: 'DELETE' });
    expect([(await remove('latest')).status, (await remove('mine')).status]).toEqual([404, 200]);
    expect(await world.tags('down')).toEqual({ latest: '1.0.0' });
  });
});

describe('deprecation', () => {
  // Of our own making, with what the tests change in it.
  type Document = { versions: Record<string, { deprecated?: string }> };
  const read = async (repository: string) =>
    (await (await world.npm(`/${world.name}?write=true`, { repository })).json()) as Document;
  const put = async (document: object, repository = 'down') =>
    (await world.npm(`/${world.name}`, { repository, method: 'PUT', body: JSON.stringify(document) })).status;
  const deprecate = async (repository: string, version: string, message: string) => {
    const document = await read(repository);
    const entry = document.versions[version];
    if (entry) entry.deprecated = message;
    return put(document, repository);
  };

  test('NPM-143 a version that is only upstream cannot be deprecated here', async () => {
    await world.place('up', '1.0.0');
    await world.place('down', '2.0.0');
    await link();
    expect(await deprecate('down', '1.0.0', 'old')).toBe(404);
    expect(await deprecate('down', '2.0.0', 'old')).toBe(200);
    expect((await read('down')).versions).toMatchObject({ '2.0.0': { deprecated: 'old' } });
    expect((await read('down')).versions['1.0.0']).not.toHaveProperty('deprecated');
  });

  test('NPM-144 a document sent back as it was read changes nothing', async () => {
    await world.place('up', '1.0.0', { manifest: { deprecated: 'by its author' }, tags: ['old'] });
    await world.place('down', '2.0.0');
    await link();
    const before = await read('down');
    expect(await put(before)).toBe(200);
    expect(await read('down')).toEqual(before);
    expect(await world.stored('down')).toEqual(['2.0.0']);
    await world.setUpstreams('down');
    expect(await world.tags('down')).toEqual({ latest: '2.0.0' });
  });

  test('NPM-145 deprecating a retained version stays here, and later words from upstream do not reach it', async () => {
    for (const version of ['1.0.0', '1.1.0']) await world.place('up', version);
    await link();
    await world.install('down', '1.0.0');
    expect(await deprecate('down', '1.0.0', 'here')).toBe(200);
    expect((await read('up')).versions['1.0.0']).not.toHaveProperty('deprecated');
    for (const version of ['1.0.0', '1.1.0']) await deprecate('up', version, 'there');
    expect((await read('down')).versions).toMatchObject({
      '1.0.0': { deprecated: 'here' },
      '1.1.0': { deprecated: 'there' },
    });
  });
});

describe('UP-139 NPM-057 the entity tag changes with', () => {
  const etag = async () => (await world.npm(`/${world.name}`, { repository: 'down' })).headers.get('etag');

  beforeEach(async () => {
    await world.graph({ store: [] });
    await world.connect('store');
    await world.offer('3.0.0');
    await world.place('up', '1.0.0');
    await world.place('up', '2.0.0', { tags: ['beta'] });
    await world.setUpstreams('up', 'store');
    await link();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a new version upstream', () => world.place('up', '1.1.0')],
    ['a status upstream', () => world.setStatus('up', '2.0.0', 'Unlisted')],
    ['a deletion upstream', () => world.remove('up', '2.0.0')],
    ['a tag upstream', () => setTag('up', 'gamma', '1.0.0')],
    ['an edge of the graph', () => world.setUpstreams('down', 'store')],
    ['an origin control', () => world.allow('up', 'ALLOW', 'BLOCK')],
    ['a group', () => world.group('/npm/*', { EXTERNAL_UPSTREAM: 'BLOCK' })],
    ['the public list', () => world.offer('4.0.0')],
    [
      'the connection',
      () =>
        world.client.send(
          new DisassociateExternalConnectionCommand({
            ...DOMAIN,
            repository: 'store',
            externalConnection: 'public:npmjs',
          }),
        ),
    ],
  ])('%s', async (_, change) => {
    const before = await etag();
    expect(await etag()).toBe(before);
    await change();
    expect(await etag()).not.toBe(before);
  });

  test('UP-133 the place of an upstream, which decides whose tag wins', async () => {
    // down → [up → side] and down → [side, up]: the same repositories, other tags.
    await world.graph({ side: [] });
    await world.place('side', '5.0.0', { tags: ['beta'] });
    await world.setUpstreams('up', 'side');
    expect(await world.tags('down')).toMatchObject({ beta: '5.0.0' });
    const before = await etag();
    await world.setUpstreams('up');
    await world.setUpstreams('down', 'up', 'side');
    expect(await world.tags('down')).toMatchObject({ beta: '2.0.0' });
    expect(await etag()).not.toBe(before);
  });

  test('nothing, when nothing changed: 304', async () => {
    const headers = { 'if-none-match': (await etag()) ?? '' };
    expect((await world.npm(`/${world.name}`, { repository: 'down', headers })).status).toBe(304);
  });
});
