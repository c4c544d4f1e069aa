import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribePackageVersionCommand, ListPackagesCommand } from '@aws-sdk/client-codeartifact';
import { createExternalConnections } from '../../../src/external/external-connections';
import { parseSourceSetting } from '../../../src/external/source-setting';
import { nugetRules } from '../../../src/formats/nuget/coordinate';
import { createNugetPublicSource } from '../../../src/formats/nuget/public-source';
import { createMemoryBlobStore } from '../../../src/storage/memory/memory-blobs';
import { systemClock } from '../../../src/util/clock';
import { startFakeNugetGallery, type FakeNugetGallery } from '../../support/fake-nuget-gallery';
import { createNugetPackage } from '../../support/nuget-package';
import { NUGET, startNugetWorld, type NugetWorld } from '../../support/nuget-world';
import { createZip } from '../../support/zip-writer';

interface Registration {
  readonly items: readonly {
    readonly items: readonly { readonly catalogEntry: Record<string, unknown> }[];
  }[];
}

let world: NugetWorld;
let gallery: FakeNugetGallery;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(async () => {
  gallery = await startFakeNugetGallery();
  await world.emulator.setExternal({ 'public:nuget-org': gallery.url });
  await world.reset();
  await world.connect('up');
});
afterEach(() => gallery.close());
afterAll(() => world.emulator.close());

const packageOf = (version: string, id = 'Demo.Lib') => ({ version, nupkg: createNugetPackage(id, version) });
const get = (path: string, repository = 'app') =>
  world.send(`/v3/flatcontainer/demo.lib/${path}`, { repository });
const versions = async () =>
  (await world.json<{ versions: string[] }>('/v3/flatcontainer/demo.lib/index.json')).versions;
const entries = async () =>
  (await world.json<Registration>('/v3/registration4/demo.lib/index.json')).items.flatMap(({ items }) =>
    items.map(({ catalogEntry }) => catalogEntry),
  );
const stored = async (repository: string) =>
  ((await world.client.send(new ListPackagesCommand({ ...NUGET, repository }))).packages ?? []).length;

test('NUG-111 index, registration with its pages, and package are asked for where the service index says', async () => {
  gallery.set(
    'Demo.Lib',
    ['1.0.0', '1.1.0', '2.0.0-rc.1+b'].map((version) => packageOf(version)),
  );
  expect(await versions()).toEqual(['1.0.0', '1.1.0', '2.0.0-rc.1']);
  const asked = ['index/v3/index.json', 'registrations/v3/registration5-gz-semver2/demo.lib/index.json'];
  expect(gallery.requests.slice(0, 2)).toEqual(asked);
  expect(gallery.requests.slice(2).toSorted()).toEqual([
    'registrations/v3/registration5-gz-semver2/demo.lib/page/1.0.0/1.1.0.json',
    'registrations/v3/registration5-gz-semver2/demo.lib/page/2.0.0-rc.1+b/2.0.0-rc.1+b.json',
  ]);
  const answer = await get('2.0.0-rc.1/demo.lib.2.0.0-rc.1.nupkg');
  const { nupkg } = packageOf('2.0.0-rc.1+b');
  expect(Buffer.from(await answer.arrayBuffer()).equals(nupkg)).toBe(true);
  expect(gallery.requests.at(-1)).toBe(
    'packages/v3-flatcontainer/demo.lib/2.0.0-rc.1/demo.lib.2.0.0-rc.1.nupkg',
  );
});

test('NUG-050 NUG-044 NUG-112 versions that are not here yet are shown with the time and addresses of ours', async () => {
  gallery.set('Demo.Lib', [
    {
      ...packageOf('1.0.0'),
      published: '2023-03-08T07:42:54.647+00:00',
      entry: {
        dependencyGroups: [
          {
            targetFramework: 'net8.0',
            dependencies: [{ id: 'A', range: '[1.0.0, )', registration: 'https://x.invalid/' }],
          },
        ],
        vulnerabilities: [{ advisoryUrl: 'https://x.invalid/' }],
      },
    },
  ]);
  const [entry = {}] = await entries();
  expect(entry).toMatchObject({
    ...{
      id: 'Demo.Lib',
      version: '1.0.0',
      published: '2023-03-08T07:42:54.647+00:00',
      listed: true,
      tags: ['a'],
    },
    licenseUrl: 'https://gallery.invalid/l',
    packageContent: `${world.endpoint()}/v3/flatcontainer/demo.lib/1.0.0/demo.lib.1.0.0.nupkg`,
    dependencyGroups: [
      {
        targetFramework: 'net8.0',
        dependencies: [
          { id: 'A', range: '[1.0.0, )', registration: `${world.endpoint()}/v3/registration4/a/index.json` },
        ],
      },
    ],
  });
  expect(entry).not.toHaveProperty('iconUrl');
  expect(await stored('up')).toBe(0);
});

test('NUG-044 NUG-112 NUG-117 what the gallery does not list stays unlisted, and has no year 1900', async () => {
  gallery.set('Demo.Lib', [
    { ...packageOf('1.0.0'), listed: false, published: '1900-01-01T00:00:00+00:00' },
    packageOf('1.1.0'),
  ]);
  const shown = async () => (await entries()).map(({ listed, published }) => [listed, published]);
  const expected = [
    [false, '2021-01-01T00:00:00.000+00:00'],
    [true, '2020-02-03T04:05:06.789+00:00'],
  ];
  expect(await shown()).toEqual(expected);
  for (const version of ['1.0.0', '1.1.0']) {
    expect((await get(`${version}/demo.lib.${version}.nupkg`)).status).toBe(200);
  }
  expect(await shown()).toEqual(expected);
  const { data } = await world.json<{ data: { versions: { version: string }[] }[] }>('/v3/query?q=demo');
  expect(data.map((one) => one.versions.map(({ version }) => version))).toEqual([['1.1.0']]);
});

test('NUG-115 EXT-039 an ingested version is described from its nuspec and closed to publishing', async () => {
  gallery.set('Demo.Lib', [packageOf('1.0.0')]);
  await get('1.0.0/demo.lib.1.0.0.nupkg');
  const version = { ...NUGET, package: 'demo.lib', packageVersion: '1.0.0' };
  const { packageVersion } = await world.client.send(new DescribePackageVersionCommand(version));
  expect(packageVersion).toMatchObject({
    ...{ displayName: 'Demo.Lib', summary: 'What Demo.Lib does.', licenses: [], status: 'Published' },
    origin: { originType: 'EXTERNAL', domainEntryPoint: { externalConnectionName: 'public:nuget-org' } },
  });
  expect(await world.pushBytes(createNugetPackage('Demo.Lib', '9.0.0'))).toBe(403);
});

test('NUG-034 UP-061 the nuspec of a version that is not here yet, without keeping anything', async () => {
  gallery.set('Demo.Lib', [packageOf('1.0.0')]);
  const answer = await get('1.0.0/demo.lib.nuspec');
  expect(await answer.text()).toContain('<id>Demo.Lib</id>');
  expect([await stored('up'), await stored('app')]).toEqual([0, 0]);
  expect((await get('1.0.1/demo.lib.nuspec')).status).toBe(404);
});

test('NUG-073 a label in another letter case than the gallery spells it', async () => {
  gallery.set('Demo.Lib', [packageOf('1.0.0-RC1')]);
  expect(await versions()).toEqual(['1.0.0-rc1']);
  expect((await get('1.0.0-rc1/demo.lib.1.0.0-rc1.nupkg')).status).toBe(200);
  expect(await world.pushBytes(createNugetPackage('Demo.Lib', '1.0.0-rc1'), 'up')).toBe(403);
});

test.each([
  ['another id', { version: '1.0.0', nupkg: createNugetPackage('Evil', '1.0.0') }],
  ['another version', { version: '1.0.0', nupkg: createNugetPackage('Demo.Lib', '1.0.1') }],
  ['no archive', { version: '1.0.0', nupkg: Buffer.from('sorry') }],
  ['no nuspec', { version: '1.0.0', nupkg: createZip({ a: 'b' }) }],
  [
    'another checksum',
    { ...packageOf('1.0.0'), entry: { packageHash: 'AAAA', packageHashAlgorithm: 'SHA512' } },
  ],
])('NUG-113 a package with %s is a 502, and nothing is stored', async (_, version) => {
  gallery.set('Demo.Lib', [version]);
  expect((await get('1.0.0/demo.lib.1.0.0.nupkg')).status).toBe(502);
  expect([await stored('up'), await stored('app')]).toEqual([0, 0]);
});

test('EXT-044 part of a package is not shown for the whole', async () => {
  gallery.set(
    'Demo.Lib',
    ['1.0.0', '1.1.0', '1.2.0'].map((version) => packageOf(version)),
  );
  gallery.fail('/1.2.0.json');
  expect((await get('index.json')).status).toBe(404);
});

test('EXT-050 the address of a service index is a source too', async () => {
  gallery.set('Demo.Lib', [packageOf('1.0.0')]);
  await world.emulator.setExternal({ 'public:nuget-org': `${gallery.url}v3/index.json` });
  expect(await versions()).toEqual(['1.0.0']);
});

test('NUG-114 EXT-051 without the gallery, what was fetched is there and the rest is not', async () => {
  gallery.set('Demo.Lib', [packageOf('1.0.0'), packageOf('1.1.0')]);
  expect((await get('1.0.0/demo.lib.1.0.0.nupkg')).status).toBe(200);
  await world.emulator.setExternal('off');
  expect(await versions()).toEqual(['1.0.0']);
  expect((await get('1.1.0/demo.lib.1.1.0.nupkg')).status).toBe(404);
});

test('EXT-050 what was recorded from several hosts is replayed without them', async () => {
  gallery.set(
    'Demo.Lib',
    ['1.0.0', '1.1.0', '1.2.0'].map((version) => packageOf(version)),
  );
  const folder = await mkdtemp(join(tmpdir(), 'nuget-recording-'));
  const use = async (setting: string) => {
    const connections = createExternalConnections({
      ...{ instance: 'me', clock: systemClock, environment: {} },
      log: { info: () => undefined, error: () => undefined },
      settings: new Map([['public:nuget-org', parseSourceSetting(`${setting}:${folder}`)]]),
      addresses: new Map([['public:nuget-org', gallery.url]]),
    });
    const remote = connections.remotes.get('public:nuget-org');
    if (!remote) throw new Error('there is no such connection');
    const blobs = createMemoryBlobStore();
    const source = createNugetPublicSource({ remote, blobs, maxAssetBytes: 1_000_000 });
    const coordinate = nugetRules.parseCoordinate({ package: 'Demo.Lib' });
    const found = await source.findPackage(coordinate);
    const version = found?.versions.get('1.2.0');
    const fetched =
      version &&
      (await source.fetchAssets(coordinate, version, { asset: 'demo.lib.1.2.0.nupkg', stored: new Set() }));
    await connections.close();
    return {
      versions: [...(found?.versions.keys() ?? [])],
      assets: typeof fetched === 'object' ? fetched.assets : fetched,
    };
  };
  try {
    const recorded = await use('record');
    expect(recorded.versions).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(recorded.assets).toHaveLength(1);
    await gallery.close();
    expect(await use('replay')).toEqual(recorded);
  } finally {
    await rm(folder, { recursive: true });
  }
});
