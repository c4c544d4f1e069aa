import { TEST_TIME } from '../../support/emulator';
import { startNugetWorld, type NugetWorld } from '../../support/nuget-world';

interface Page {
  readonly '@id': string;
  readonly count: number;
  readonly lower: string;
  readonly upper: string;
  readonly parent: string;
  readonly items?: readonly { readonly catalogEntry: Record<string, unknown> }[];
}
interface Index {
  readonly '@id': string;
  readonly count: number;
  readonly items: readonly Page[];
}

let world: NugetWorld;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const index = (id = 'demo.lib') => world.json<Index>(`/v3/registration4/${id}/index.json`);
const entries = async () =>
  (await index()).items.flatMap(({ items = [] }) => items.map(({ catalogEntry }) => catalogEntry));
const PUBLISHED = TEST_TIME.replace('Z', '+00:00');

const RICH = `
  <title>The demo</title><summary>Short.</summary><owners>Ann</owners><language>en-US</language>
  <projectUrl>https://example.com/</projectUrl><iconUrl>https://example.com/i.png</iconUrl>
  <license type="expression">MIT OR Apache-2.0</license><licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>
  <requireLicenseAcceptance>true</requireLicenseAcceptance><tags>one two,three</tags>
  <dependencies>
    <group targetFramework=".NETFramework4.6.2" />
    <group targetFramework="net8.0">
      <dependency id="Demo.Dep" version="1.0" exclude="Build,Analyzers" /><dependency id="Other" version="[1.0,2.0)" />
    </group>
  </dependencies>`;

test('NUG-040 NUG-042 NUG-043 NUG-045 the whole registration of a package', async () => {
  await world.push('Demo.Lib', '1.0.0+build.1', { metadata: RICH });
  const base = `${world.endpoint()}/v3/registration4`;
  const self = `${base}/demo.lib/index.json`;
  const content = `${world.endpoint()}/v3/flatcontainer/demo.lib/1.0.0/demo.lib.1.0.0.nupkg`;
  const dependency = (id: string, range: string) => ({
    '@type': 'PackageDependency',
    ...{ id, range, registration: `${base}/${id.toLowerCase()}/index.json` },
  });
  expect(await index()).toEqual({
    '@id': self,
    '@type': ['catalog:CatalogRoot', 'PackageRegistration', 'catalog:Permalink'],
    count: 1,
    items: [
      {
        '@id': `${base}/demo.lib/page/1.0.0/1.0.0.json`,
        '@type': 'catalog:CatalogPage',
        ...{ count: 1, lower: '1.0.0', upper: '1.0.0', parent: self },
        items: [
          {
            '@id': `${base}/demo.lib/1.0.0.json`,
            '@type': 'Package',
            ...{ packageContent: content, registration: self },
            catalogEntry: {
              '@id': `${base}/demo.lib/1.0.0.json`,
              '@type': 'PackageDetails',
              ...{ id: 'Demo.Lib', version: '1.0.0+build.1', listed: true, published: PUBLISHED },
              ...{
                authors: 'Ann, Bob',
                description: 'What Demo.Lib does.',
                summary: 'Short.',
                title: 'The demo',
              },
              ...{ language: 'en-US', minClientVersion: '', requireLicenseAcceptance: true },
              ...{ licenseExpression: 'MIT OR Apache-2.0', licenseUrl: 'https://licenses.nuget.org/MIT' },
              ...{ projectUrl: 'https://example.com/', iconUrl: 'https://example.com/i.png' },
              tags: ['one', 'two', 'three'],
              packageContent: content,
              dependencyGroups: [
                { '@type': 'PackageDependencyGroup', targetFramework: '.NETFramework4.6.2' },
                {
                  '@type': 'PackageDependencyGroup',
                  targetFramework: 'net8.0',
                  dependencies: [dependency('Demo.Dep', '[1.0.0, )'), dependency('Other', '[1.0.0, 2.0.0)')],
                },
              ],
            },
          },
        ],
      },
    ],
  });
});

test.each([
  ['', '(, )'],
  ['version="1.0"', '[1.0.0, )'],
  ['version="[1.0]"', '[1.0.0, 1.0.0]'],
  ['version="(,1.0]"', '(, 1.0.0]'],
  ['version="(1.0,)"', '(1.0.0, )'],
  ['version="[1.0,2.0)"', '[1.0.0, 2.0.0)'],
  ['version=" [ 1.0.0-Beta , 2 ) "', '[1.0.0-Beta, 2.0.0)'],
])('NUG-045 a dependency outside of groups with %s is wanted in %s', async (version, range) => {
  const metadata = `<dependencies><dependency id="Dep" ${version}/></dependencies>`;
  await world.push('Demo.Lib', '1.0.0', { metadata });
  const [entry] = await entries();
  expect(entry?.['dependencyGroups']).toEqual([
    { '@type': 'PackageDependencyGroup', dependencies: [expect.objectContaining({ id: 'Dep', range })] },
  ]);
});

test('NUG-045 no group ends with its dependencies: older clients read on behind them', async () => {
  await world.push('Demo.Lib', '1.0.0', { metadata: RICH });
  const text = await (await world.send('/v3/registration4/demo.lib/index.json')).text();
  expect(text).toContain('"dependencies":[');
  expect(text).not.toMatch(/"dependencies":\[[^\]]*\]\}/);
});

test('NUG-043 an address that a package does not give is not there', async () => {
  await world.push('Demo.Lib', '1.0.0');
  const [entry = {}] = await entries();
  expect(Object.keys(entry).filter((name) => /Url$|dependencyGroups/.test(name))).toEqual([]);
});

test('NUG-047 unlisted versions say so, archived ones are not there', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await world.push('Demo.Lib', version);
  await world.setStatus('demo.lib', '1.1.0', 'Unlisted');
  await world.setStatus('demo.lib', '1.2.0', 'Archived');
  expect((await entries()).map(({ version, listed }) => [version, listed])).toEqual([
    ['1.0.0', true],
    ['1.1.0', false],
  ]);
  await world.setStatus('demo.lib', '1.1.0', 'Published');
  expect((await entries()).map(({ listed }) => listed)).toEqual([true, true]);
});

test('NUG-041 up to 127 versions stand in the index, in pages of 64', async () => {
  for (let patch = 0; patch < 127; patch += 1) await world.push('Demo.Lib', `1.0.${patch}`);
  const { count, items } = await index();
  expect([count, items.map((page) => [page.count, page.lower, page.upper, page.items?.length])]).toEqual([
    2,
    [
      [64, '1.0.0', '1.0.63', 64],
      [63, '1.0.64', '1.0.126', 63],
    ],
  ]);
});

test('NUG-041 of more versions the pages are documents of their own', async () => {
  for (let patch = 0; patch < 128; patch += 1) await world.push('Demo.Lib', `1.0.${patch}`);
  const { items } = await index();
  expect(items.map(({ items: inlined }) => inlined)).toEqual([undefined, undefined]);
  const [first, second] = items;
  expect(second?.['@id']).toBe(`${world.endpoint()}/v3/registration4/demo.lib/page/1.0.64/1.0.127.json`);
  for (const page of [first, second]) {
    const fetched = await world.json<Page>(page?.['@id'].slice(world.endpoint().length) ?? '');
    expect(fetched).toEqual({ ...page, items: expect.anything() as unknown });
    expect(fetched.items).toHaveLength(64);
  }
});

test('NUG-041 a page of a moment ago is found, one of nothing is not', async () => {
  await world.push('Demo.Lib', '1.0.0');
  await world.push('Demo.Lib', '1.5.0');
  const page = await world.json<Page>('/v3/registration4/demo.lib/page/0.9.0/1.2.0.json');
  expect([page.count, page.lower, page.upper]).toEqual([1, '1.0.0', '1.0.0']);
  for (const path of [
    'page/3.0.0/4.0.0.json',
    'page/x/y.json',
    'page/1.0.0/1.5.0',
    '9.9.9.json',
    '1.0.0',
    'x.json',
  ]) {
    expect((await world.send(`/v3/registration4/demo.lib/${path}`)).status).toBe(404);
  }
});

test('NUG-046 the document of one version', async () => {
  await world.push('Demo.Lib', '1.0.0-Beta');
  const leaf = await world.json<Record<string, unknown>>('/v3/registration4/Demo.Lib/1.0-beta.json');
  expect(leaf).toEqual({
    '@id': `${world.endpoint()}/v3/registration4/demo.lib/1.0.0-beta.json`,
    '@type': ['Package', 'http://schema.nuget.org/catalog#Permalink'],
    listed: true,
    packageContent: `${world.endpoint()}/v3/flatcontainer/demo.lib/1.0.0-beta/demo.lib.1.0.0-beta.nupkg`,
    published: PUBLISHED,
    registration: `${world.endpoint()}/v3/registration4/demo.lib/index.json`,
    catalogEntry: (await entries())[0],
  });
});

test('NUG-049 an unknown package is a 404, letter case does not count', async () => {
  expect((await world.send('/v3/registration4/demo.lib/index.json')).status).toBe(404);
  await world.push('Demo.Lib', '1.0.0');
  expect((await index('DEMO.Lib')).count).toBe(1);
});
