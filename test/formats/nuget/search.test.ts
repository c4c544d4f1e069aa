import { startNugetWorld, type NugetWorld } from '../../support/nuget-world';

interface Result {
  readonly id: string;
  readonly version: string;
  readonly versions: readonly { readonly version: string }[];
}
interface Answer {
  readonly totalHits: number;
  readonly data: readonly Result[];
}

let world: NugetWorld;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const search = (query = '') => world.json<Answer>(`/v3/query?${query}`);
const ids = async (query = '') => (await search(query)).data.map(({ id }) => id);
const complete = (query: string) =>
  world.json<{ totalHits?: number; data: readonly string[] }>(`/v3/autocomplete?${query}`);

test('NUG-056 NUG-062 the whole result', async () => {
  await world.push('Demo.Lib', '1.0.0', {
    metadata: '<tags>a b</tags><projectUrl>https://example.com/</projectUrl>',
  });
  await world.push('Demo.Lib', '1.10.0', {
    metadata: '<tags>a b</tags><projectUrl>https://example.com/</projectUrl>',
  });
  const base = `${world.endpoint()}/v3/registration4/demo.lib`;
  expect(await search('q=demo')).toEqual({
    totalHits: 1,
    data: [
      {
        '@id': `${base}/index.json`,
        '@type': 'Package',
        registration: `${base}/index.json`,
        ...{
          id: 'Demo.Lib',
          version: '1.10.0',
          description: 'What Demo.Lib does.',
          summary: '',
          title: 'Demo.Lib',
        },
        ...{ projectUrl: 'https://example.com/', tags: ['a', 'b'], authors: ['Ann', 'Bob'], owners: [] },
        ...{ totalDownloads: 0, verified: false, packageTypes: [{ name: 'Dependency' }] },
        versions: [
          { '@id': `${base}/1.0.0.json`, version: '1.0.0', downloads: 0 },
          { '@id': `${base}/1.10.0.json`, version: '1.10.0', downloads: 0 },
        ],
      },
    ],
  });
});

test('NUG-055 REAL-226 a text is looked for in id, title, description and tags; none finds everything', async () => {
  await world.push('Beta', '1.0.0', { metadata: '<title>Alphabet</title>' });
  await world.push('Gamma', '1.0.0', { metadata: '<tags>ALPHA-ray</tags>' });
  await world.push('My.Alpha', '1.0.0');
  await world.push('Alpha', '1.0.0');
  await world.push('Alpha.Extra', '1.0.0');
  expect(await ids('q=alpha')).toEqual(['Alpha', 'Alpha.Extra', 'My.Alpha', 'Beta', 'Gamma']);
  expect(await ids('q=%20What%20gamma%20')).toEqual(['Gamma']);
  expect(await ids('q=nothing')).toEqual([]);
  expect((await ids('q=')).toSorted()).toEqual((await ids()).toSorted());
  expect(await ids()).toHaveLength(5);
});

test('NUG-055 windows count what they leave out', async () => {
  for (let number = 10; number < 35; number += 1) await world.push(`Demo.N${number}`, '1.0.0');
  expect([(await search()).totalHits, (await search()).data.length]).toEqual([25, 20]);
  const { totalHits, data } = await search('q=demo&skip=23&take=5');
  expect([totalHits, data.map(({ id }) => id)]).toEqual([25, ['Demo.N33', 'Demo.N34']]);
  expect((await search('take=0')).data).toEqual([]);
});

test.each(['skip=-1', 'take=-1', 'take=many', 'skip=1.5'])('NUG-055 %s is a 400', async (query) => {
  const answer = await world.send(`/v3/query?${query}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ message: expect.stringContaining('whole number') as string });
});

test('NUG-057 prereleases and SemVer 2 versions only for those who ask', async () => {
  await world.push('Demo.Lib', '1.0.0');
  await world.push('Demo.Lib', '2.0.0-beta');
  await world.push('Demo.Lib', '2.0.0-beta.2');
  await world.push('Only.Beta', '1.0.0-beta');
  const versions = async (query: string) =>
    (await search(query)).data.map(({ id, version, versions: all }) => [id, version, all.length]);
  expect(await versions('')).toEqual([['Demo.Lib', '1.0.0', 1]]);
  expect(await versions('prerelease=true')).toEqual([
    ['Demo.Lib', '2.0.0-beta', 2],
    ['Only.Beta', '1.0.0-beta', 1],
  ]);
  expect(await versions('q=demo&prerelease=true&semVerLevel=2.0.0')).toEqual([
    ['Demo.Lib', '2.0.0-beta.2', 3],
  ]);
  expect(await versions('semVerLevel=2.0.0')).toEqual([['Demo.Lib', '1.0.0', 1]]);
});

test('NUG-057 what is not Published is not found', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await world.push('Demo.Lib', version);
  await world.setStatus('demo.lib', '1.2.0', 'Unlisted');
  await world.setStatus('demo.lib', '1.1.0', 'Archived');
  expect((await search()).data.map(({ version, versions }) => [version, versions.length])).toEqual([
    ['1.0.0', 1],
  ]);
  await world.setStatus('demo.lib', '1.0.0', 'Unlisted');
  expect(await search()).toEqual({ totalHits: 0, data: [] });
});

test('NUG-058 upstream repositories are searched, and what they hide is hidden', async () => {
  await world.push('Demo.Lib', '1.0.0', { repository: 'up' });
  await world.push('Demo.Lib', '1.1.0', { repository: 'up' });
  await world.push('Own', '1.0.0');
  await world.push('Own', '1.1.0');
  // Its first publish closed `Own` to upstreams (ORIG-020).
  await world.push('Own', '2.0.0', { repository: 'up' });
  await world.send('/v3/flatcontainer/demo.lib/1.1.0/demo.lib.1.1.0.nupkg');
  await world.setStatus('demo.lib', '1.1.0', 'Archived');
  expect((await search()).data.map(({ id, version }) => [id, version])).toEqual([
    ['Demo.Lib', '1.0.0'],
    ['Own', '1.1.0'],
  ]);
});

test('NUG-059 package types', async () => {
  await world.push('Demo.Lib', '1.0.0');
  await world.push('Demo.Tool', '1.0.0', {
    metadata: '<packageTypes><packageType name="DotnetTool" /></packageTypes>',
  });
  expect(await ids('packageType=DotnetTool')).toEqual(['Demo.Tool']);
  expect(await ids('packageTypeFilter=dotnettool&q=demo')).toEqual(['Demo.Tool']);
  expect(await ids('packageType=Dependency')).toEqual(['Demo.Lib']);
  expect(await search('packageType=Nonsense')).toEqual({ totalHits: 0, data: [] });
});

test('NUG-060 ids and versions are completed', async () => {
  for (const id of ['Demo.A', 'Demo.B', 'Other']) await world.push(id, '1.0.0', { repository: 'up' });
  await world.push('Demo.B', '1.1.0-beta', { repository: 'up' });
  await world.push('Demo.Beta', '1.0.0-beta');
  expect(await complete('q=DEMO')).toEqual({ totalHits: 2, data: ['Demo.A', 'Demo.B'] });
  expect(await complete('q=demo&take=1&prerelease=true')).toEqual({ totalHits: 3, data: ['Demo.A'] });
  expect(await complete('q=emo')).toEqual({ totalHits: 0, data: [] });
  expect(await complete('id=demo.b')).toEqual({ data: ['1.0.0'] });
  expect(await complete('id=Demo.B&prerelease=true')).toEqual({ data: ['1.0.0', '1.1.0-beta'] });
  expect(await complete('id=unknown')).toEqual({ data: [] });
});
