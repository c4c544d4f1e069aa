import { DeletePackageCommand, DisposePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(() => world.reset());
afterAll(() => closeUpstreamWorld(world));

/** Which repositories hold version 1.0.0. */
async function holders(...repositories: string[]): Promise<string[]> {
  const held = await Promise.all(repositories.map((repository) => world.stored(repository)));
  return repositories.filter((_, index) => held[index]?.includes('1.0.0'));
}

describe('where a version is retained', () => {
  test('UP-051 not in between: two hops', async () => {
    await world.graph({ cc: [], bb: ['cc'], aa: ['bb'] });
    await world.place('cc', '1.0.0');
    expect(await world.install('aa', '1.0.0')).toBe('cc');
    expect(await holders('aa', 'bb', 'cc')).toEqual(['aa', 'cc']);
  });

  test('UP-051 not in between: three hops', async () => {
    await world.graph({ dd: [], cc: ['dd'], bb: ['cc'], aa: ['bb'] });
    await world.place('dd', '1.0.0');
    expect(await world.install('aa', '1.0.0')).toBe('dd');
    expect(await holders('aa', 'bb', 'cc', 'dd')).toEqual(['aa', 'dd']);
  });

  test('UP-052 a public version: in the repository with the connection and in the one that was asked', async () => {
    await world.graph({ cc: [], bb: ['cc'], aa: ['bb'] });
    await world.connect('cc');
    await world.offer('1.0.0');
    expect(await world.install('aa', '1.0.0')).toBe('public');
    expect(await holders('aa', 'bb', 'cc')).toEqual(['aa', 'cc']);
  });

  test('UP-053 EXT-030 the repository with the connection is asked itself', async () => {
    await world.connect('app');
    await world.offer('1.0.0');
    expect(await world.install('app', '1.0.0')).toBe('public');
    expect(await world.stored('app')).toEqual(['1.0.0']);
  });

  test('UP-054 the one in the middle is asked', async () => {
    await world.graph({ cc: [], bb: ['cc'], aa: ['bb'] });
    await world.connect('cc');
    await world.offer('1.0.0');
    expect(await world.install('bb', '1.0.0')).toBe('public');
    expect(await holders('aa', 'bb', 'cc')).toEqual(['bb', 'cc']);
  });

  test('UP-055 what the connection brought earlier is not fetched again', async () => {
    await world.graph({ cc: [], bb: ['cc'], aa: ['bb'] });
    await world.connect('cc');
    await world.offer('1.0.0');
    await world.install('bb', '1.0.0');
    const before = world.registry.requests.length;
    expect(await world.install('aa', '1.0.0')).toBe('public');
    expect(world.registry.requests.slice(before)).toEqual([]);
    expect(await holders('aa', 'bb', 'cc')).toEqual(['aa', 'bb', 'cc']);
  });

  test('UP-056 NPM-168 each repository lists what was installed through it, and no more', async () => {
    await world.graph({ 'repo-b': [], 'repo-a': ['repo-b'], 'repo-c': ['repo-b'] });
    await world.connect('repo-b');
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await world.offer(version);
    await world.install('repo-a', '1.0.0');
    await world.install('repo-c', '2.0.0');
    expect(await world.stored('repo-a')).toEqual(['1.0.0']);
    expect(await world.stored('repo-b')).toEqual(['1.0.0', '2.0.0']);
    expect(await world.stored('repo-c')).toEqual(['2.0.0']);
  });
});

describe('what retains', () => {
  beforeEach(async () => {
    await world.place('other', '1.0.0');
    await world.setUpstreams('app', 'other');
  });
  const tarball = (): string => `/${world.name}/-/${world.name}-1.0.0.tgz`;

  test('UP-050 NPM-083 documents do not', async () => {
    const paths = ['', '/1.0.0', '/latest'].map((rest) => `/${world.name}${rest}`);
    for (const path of [...paths, `/-/package/${world.name}/dist-tags`]) {
      expect((await world.npm(path)).status).toBe(200);
    }
    expect(await world.stored('app')).toEqual([]);
  });

  test('UP-060 HEAD does not', async () => {
    const answer = await world.npm(tarball(), { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
    expect(await world.stored('app')).toEqual([]);
  });

  test('UP-060 GET of a range does', async () => {
    const answer = await world.npm(tarball(), { headers: { range: 'bytes=0-1' } });
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([206, 2]);
    expect(await world.stored('app')).toEqual(['1.0.0']);
  });

  test('UP-060 HEAD of a public version answers without fetching it', async () => {
    await world.graph({ store: [] });
    await world.connect('store');
    await world.offer('5.0.0');
    const path = `/${world.name}/-/${world.name}`;
    const head = (version: string) =>
      world.npm(`${path}-${version}.tgz`, { method: 'HEAD', repository: 'store' });
    expect([(await head('5.0.0')).status, (await head('6.0.0')).status]).toEqual([200, 404]);
    expect(await world.stored('store')).toEqual([]);
  });

  test('UP-058 it is listed as soon as the download is answered', async () => {
    await world.npm(tarball());
    expect(await world.stored('app')).toEqual(['1.0.0']);
  });

  test('UP-059 NPM-111 installing again changes nothing', async () => {
    await world.install('app', '1.0.0');
    const first = await world.describe('app', '1.0.0');
    world.emulator.clock.advance(60);
    expect(await world.install('app', '1.0.0')).toBe('other');
    expect(await world.describe('app', '1.0.0')).toEqual(first);
  });
});

describe('what a retained version is', () => {
  test('UP-057 UP-092 NPM-155 NPM-156 a copy of everything, byte for byte, that takes no space', async () => {
    const manifest = { description: 'text', license: 'MIT', dependencies: { pa: '^1.0.0' } };
    await world.place('other', '1.0.0', { manifest, files: { 'README.md': '# read me' } });
    await world.setUpstreams('app', 'other');
    const size = await world.assetSizeBytes();
    world.emulator.clock.advance(3600);
    await world.install('app', '1.0.0');
    expect(await world.describe('app', '1.0.0')).toEqual(await world.describe('other', '1.0.0'));
    expect(await world.describe('app', '1.0.0')).toMatchObject({
      summary: 'text',
      licenses: [{ name: 'MIT' }],
      status: 'Published',
      origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'other' } },
    });
    expect(await world.assetSizeBytes()).toBe(size);
  });

  test('UP-065 UP-101 UP-102 ORIG-021 ORIG-022 ORIG-023 NPM-159 its package is closed to publishing', async () => {
    await world.graph({ store: [], mine: ['store'] });
    await world.connect('store');
    await world.offer('1.0.0');
    await world.install('mine', '1.0.0');
    await world.place('other', '1.0.0', { name: 'inner' });
    await world.setUpstreams('app', 'other');
    await world.install('app', '1.0.0', 'inner');
    const all = [world.restrictions('mine'), world.restrictions('store'), world.restrictions('app', 'inner')];
    expect(await Promise.all(all)).toEqual(['BLOCK/ALLOW', 'BLOCK/ALLOW', 'BLOCK/ALLOW']);
  });

  test('UP-067 it is retained although publishing is blocked', async () => {
    await world.place('other', '1.0.0');
    await world.setUpstreams('app', 'other');
    await world.allow('app', 'BLOCK', 'ALLOW');
    expect(await world.install('app', '1.0.0')).toBe('other');
    expect(await world.stored('app')).toEqual(['1.0.0']);
  });

  test('EXT-031 VER-121 the one version installed is the one displayed', async () => {
    await world.connect('app');
    await world.offer('1.0.0');
    await world.offer('2.0.0');
    await world.install('app', '1.0.0');
    expect(await world.describe('app', '1.0.0')).toMatchObject({
      status: 'Published',
      origin: { originType: 'EXTERNAL', domainEntryPoint: { externalConnectionName: 'public:npmjs' } },
    });
    expect(await world.stored('app')).toEqual(['1.0.0']);
  });
});

describe('a retained version is independent', () => {
  beforeEach(async () => {
    await world.graph({ up: [] });
    await world.place('up', '1.0.0');
    await world.setUpstreams('app', 'up');
    await world.install('app', '1.0.0');
  });
  const names = () => ({ ...DOMAIN, repository: 'up', format: 'npm', package: world.name }) as const;

  test.each<[string, () => Promise<unknown>]>([
    ['deleting the upstream', () => world.deleteRepository('up')],
    ['removing the upstream', () => world.setUpstreams('app')],
    ['deleting the version there', () => world.remove('up', '1.0.0')],
    ['deleting the package there', () => world.client.send(new DeletePackageCommand(names()))],
    ['unlisting it there', () => world.setStatus('up', '1.0.0', 'Unlisted')],
    ['archiving it there', () => world.setStatus('up', '1.0.0', 'Archived')],
    [
      'disposing of it there',
      () => world.client.send(new DisposePackageVersionsCommand({ ...names(), versions: ['1.0.0'] })),
    ],
  ])('UP-062 NPM-157 of %s', async (_, change) => {
    const before = await world.describe('app', '1.0.0');
    await change();
    expect(await world.visible('app')).toEqual(['1.0.0']);
    expect(await world.install('app', '1.0.0')).toBe('up');
    expect(await world.describe('app', '1.0.0')).toEqual(before);
  });

  test('UP-063 deleted where it was retained, it is retained anew', async () => {
    await world.remove('app', '1.0.0');
    expect([await world.stored('app'), await world.stored('up')]).toEqual([[], ['1.0.0']]);
    expect(await world.install('app', '1.0.0')).toBe('up');
    expect(await world.stored('app')).toEqual(['1.0.0']);
  });

  test('UP-076 its status stays its own', async () => {
    await world.setStatus('app', '1.0.0', 'Unlisted');
    expect((await world.describe('up', '1.0.0')).status).toBe('Published');
  });

  test('UP-093 its origin stays when the repository it was published to is gone', async () => {
    await world.deleteRepository('up');
    expect((await world.describe('app', '1.0.0')).origin).toEqual({
      originType: 'INTERNAL',
      domainEntryPoint: { repositoryName: 'up' },
    });
  });
});

describe('origin', () => {
  test('UP-090 published: the repository it was published to', async () => {
    await world.tryPublish('app', '1.0.0');
    expect((await world.describe('app', '1.0.0')).origin).toEqual({
      originType: 'INTERNAL',
      domainEntryPoint: { repositoryName: 'app' },
    });
  });

  test('UP-091 UP-092 UP-093 ingested: the connection, on every copy, and when it is gone', async () => {
    await world.graph({ cc: [], bb: ['cc'], aa: ['bb'] });
    await world.connect('cc');
    await world.offer('1.0.0');
    await world.install('aa', '1.0.0');
    await world.deleteRepository('cc');
    expect((await world.describe('aa', '1.0.0')).origin).toEqual({
      originType: 'EXTERNAL',
      domainEntryPoint: { externalConnectionName: 'public:npmjs' },
    });
  });
});
