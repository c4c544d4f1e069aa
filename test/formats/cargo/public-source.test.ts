import {
  DescribePackageCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
} from '@aws-sdk/client-codeartifact';
import { parsePublicIndex } from '../../../src/formats/cargo/public-index';
import { createCrate, createPublishMetadata, sha256, toPublishBody } from '../../support/cargo-package';
import { CARGO, startCargoWorld, type CargoWorld } from '../../support/cargo-world';
import {
  startFakeCratesIndex,
  type FakeCratesIndex,
  type PublicCrate,
} from '../../support/fake-crates-index';

let world: CargoWorld;
let registry: FakeCratesIndex;
beforeAll(async () => {
  world = await startCargoWorld();
});
beforeEach(async () => {
  registry = await startFakeCratesIndex();
  await world.emulator.setExternal({ 'public:crates-io': registry.url });
  await world.reset();
  await world.connect('up');
});
afterEach(() => registry.close());
afterAll(() => world.emulator.close());

const EXTERNAL = 'public:crates-io';
const INDEX = '/de/mo/demo-lib';
const MANIFEST = [
  'description = "From the manifest."',
  'documentation = "https://d"',
  'repository = "https://r"',
  'license = "MIT"',
  'readme = "docs/README.md"',
].join('\n');

const offer = async (vers: string, more: Partial<PublicCrate> = {}): Promise<PublicCrate> => ({
  vers,
  crate: await createCrate('demo-lib', vers, {
    manifest: MANIFEST,
    files: { 'docs/README.md': '# Public', 'ABOUT.md': 'x' },
  }),
  ...more,
});
const offerAll = async (...versions: readonly string[]) =>
  registry.set('demo-lib', await Promise.all(versions.map((version) => offer(version))));
const download = async (version: string, repository?: string) =>
  (await world.download('demo-lib', version, repository)).status;
const times = async () => {
  const answer = await world.send('/api/v1/crates/demo-lib/versions');
  const { versions } = (await answer.json()) as { versions: { num: string; created_at: string | null }[] };
  return Object.fromEntries(versions.map(({ num, created_at: created }) => [num, created]));
};

test('CRG-091 EXT-041 index, configuration, times and crate are asked for where they are', async () => {
  await offerAll('1.0.0');
  expect(await world.listed()).toEqual(['1.0.0']);
  expect(registry.requests).toEqual(['index/de/mo/demo-lib']);
  registry.requests.length = 0;
  const answer = await world.download('demo-lib', '1.0.0');
  expect(Buffer.from(await answer.arrayBuffer())).toEqual((await offer('1.0.0')).crate);
  expect(registry.requests.toSorted()).toEqual([
    'api/api/v1/crates/demo-lib/versions',
    'dl/crates/demo-lib/1.0.0/download',
    'index/config.json',
    'index/de/mo/demo-lib 304',
  ]);
  expect([...registry.agents]).toEqual([expect.stringMatching(/^codeartifact-local\//)]);
});

test('CRG-042 CRG-095 EXT-032 what is downloaded is kept where it came in and where it was asked for', async () => {
  await offerAll('1.0.0', '1.1.0');
  expect(await download('1.0.0')).toBe(200);
  const kept = { '1.0.0': EXTERNAL };
  expect([await world.stored('demo-lib'), await world.stored('demo-lib', 'up')]).toEqual([kept, kept]);
  const named = { ...CARGO, package: 'demo-lib' };
  const described = await world.client.send(new DescribePackageCommand(named));
  expect(described.package?.originConfiguration?.restrictions).toEqual({
    publish: 'BLOCK',
    upstream: 'ALLOW',
  });
});

test('CRG-092 CRG-027 a line passes through with everything but its time', async () => {
  const line = {
    ...{ deps: [{ name: 'a', req: '^1', kind: 'normal', public: true, target: null }], v: 2, links: 'z' },
    ...{ features: { b: [] }, features2: { c: ['dep:a'] }, rust_version: '1.80', later: { d: [1, null] } },
  };
  registry.set('demo-lib', [await offer('1.0.0', { line: { ...line, pubtime: '2025-01-02T03:04:05Z' } })]);
  const { cksum } = { cksum: sha256((await offer('1.0.0')).crate) };
  const expected = [{ name: 'demo-lib', vers: '1.0.0', yanked: false, cksum, ...line }];
  expect(await world.lines(INDEX)).toEqual(expected);
  await download('1.0.0');
  expect(await world.lines(INDEX)).toEqual(expected);
  expect(await times()).toEqual({ '1.0.0': '2025-01-02T03:04:05.000Z' });
  expect(registry.requests.filter((request) => request.startsWith('api'))).toEqual([]);
});

test('CRG-092 whether a version is yanked is asked each time, for what is kept too', async () => {
  await offerAll('1.0.0', '1.1.0');
  await download('1.0.0');
  expect(await world.listed()).toEqual(['1.0.0', '1.1.0']);
  const yanked = [await offer('1.0.0', { yanked: true }), await offer('1.1.0', { yanked: true })];
  registry.set('demo-lib', yanked);
  expect(await world.listed()).toEqual(['1.0.0*', '1.1.0*']);
  expect([await download('1.0.0'), await download('1.1.0')]).toEqual([200, 200]);
  await offerAll('1.0.0', '1.1.0');
  expect(await world.listed()).toEqual(['1.0.0', '1.1.0']);
});

test('CRG-090 CRG-032 a status that was set here hides what the registry says', async () => {
  await offerAll('1.0.0', '1.1.0', '1.2.0');
  await download('1.0.0');
  await download('1.1.0');
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  await world.setStatus('demo-lib', '1.1.0', 'Archived');
  expect(await world.listed()).toEqual(['1.0.0*', '1.2.0']);
  expect(await download('1.1.0')).toBe(404);
});

test('CRG-092 a crate that does not match its line is a 502, and nothing is stored', async () => {
  registry.set('demo-lib', [await offer('1.0.0', { line: { cksum: 'a'.repeat(64) } })]);
  const answer = await world.download('demo-lib', '1.0.0');
  expect([answer.status, await answer.json()]).toEqual([
    502,
    { errors: [{ detail: expect.stringContaining('does not match its checksum') as string }] },
  ]);
  expect([await world.stored('demo-lib'), await world.stored('demo-lib', 'up')]).toEqual([{}, {}]);
});

test('CRG-095 EXT-044 UP-080 without the registry what was kept is there and the rest is not', async () => {
  await offerAll('1.0.0', '1.1.0');
  await download('1.0.0');
  await world.emulator.setExternal('off');
  expect(await world.listed()).toEqual(['1.0.0']);
  expect([await download('1.0.0'), await download('1.1.0')]).toEqual([200, 404]);
  expect(await world.lines('/ot/he/other')).toBe(404);
});

test('CRG-083 EXT-039 what the line does not say is read in the manifest', async () => {
  const deps = [
    { name: 'ser', package: 'serde', req: '^1', kind: 'normal' },
    { name: 'cc', req: '1', kind: 'build' },
  ];
  registry.set('demo-lib', [await offer('1.0.0', { line: { deps } })]);
  await download('1.0.0');
  expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
    ...{ displayName: 'demo-lib', summary: 'From the manifest.', homePage: 'https://d' },
    ...{ sourceCodeRepository: 'https://r', licenses: [{ name: 'MIT' }] },
    origin: { originType: 'EXTERNAL', domainEntryPoint: { externalConnectionName: EXTERNAL } },
  });
  const version = { ...CARGO, package: 'demo-lib', packageVersion: '1.0.0' };
  expect((await world.client.send(new GetPackageVersionReadmeCommand(version))).readme).toBe('# Public');
  const listed = await world.client.send(new ListPackageVersionDependenciesCommand(version));
  expect(listed.dependencies).toEqual([
    { package: 'serde', versionRequirement: '^1', dependencyType: 'normal' },
    { package: 'cc', versionRequirement: '1', dependencyType: 'build' },
  ]);
});

test.each([
  ['is not TOML', 'description = '],
  ['has other types', 'description = 7\nlicense = ["a"]\nreadme = false'],
  ['nests deep', `x = ${'['.repeat(100_000)}`],
  ['names a readme outside', 'readme = "../../etc/passwd"'],
])('CRG-083 a manifest that %s is no reason to refuse a crate', async (_, manifest) => {
  registry.set('demo-lib', [
    { vers: '1.0.0', crate: await createCrate('demo-lib', '1.0.0', { manifest }) },
    { vers: '1.1.0', crate: Buffer.from('not even an archive') },
  ]);
  expect([await download('1.0.0'), await download('1.1.0')]).toEqual([200, 200]);
  expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({ displayName: 'demo-lib', licenses: [] });
});

test('CRG-070 the list of versions has the times of the public registry, kept or not', async () => {
  registry.set('demo-lib', [
    await offer('1.0.0', { created: '2020-01-02T03:04:05.678901Z' }),
    await offer('1.1.0', { created: '2021-01-02T03:04:05+02:00' }),
    await offer('1.2.0'),
  ]);
  const expected = {
    '1.0.0': '2020-01-02T03:04:05.678Z',
    '1.1.0': '2021-01-02T01:04:05.000Z',
    '1.2.0': null,
  };
  expect(await times()).toEqual(expected);
  await download('1.0.0');
  expect(await times()).toEqual(expected);
  await world.emulator.setExternal('off');
  expect(await times()).toEqual({ '1.0.0': '2020-01-02T03:04:05.678Z' });
});

test('CRG-070 CRG-091 a registry whose web API fails still gives its crates', async () => {
  registry.fail('/versions');
  await offerAll('1.0.0');
  expect(await download('1.0.0')).toBe(200);
  expect(await times()).toEqual({ '1.0.0': null });
});

test.each([
  ['{crate} and {version}', '/crates/{crate}/{version}/download'],
  ['no marker', '/crates/'],
])('CRG-091 a dl with %s is understood', async (_, path) => {
  await offerAll('1.0.0');
  const { origin } = new URL((await toConfig()).dl);
  registry.configure({ dl: origin + path });
  expect(await download('1.0.0')).toBe(200);
});

test('CRG-091 the other markers are filled in', async () => {
  registry.set('Demo-Lib', [await offer('1.0.0')]);
  const { origin } = new URL((await toConfig()).dl);
  const markers = '{prefix}/{lowerprefix}/{sha256-checksum}';
  registry.configure({ dl: `${origin}/crates/${markers}` });
  expect((await world.download('Demo-Lib', '1.0.0')).status).toBe(404);
  expect(registry.requests).toContain(`dl/crates/De/mo/de/mo/${sha256((await offer('1.0.0')).crate)}`);
});

async function toConfig(): Promise<{ dl: string }> {
  return (await (await fetch(`${registry.url}config.json`)).json()) as { dl: string };
}

test.each([
  ['without dl', { dl: undefined }],
  ['with a dl that is no address', { dl: 'file:///etc/passwd' }],
  ['with a dl of a wrong type', { dl: 7 }],
])('CRG-091 EXT-044 a configuration %s gives nothing', async (_, config) => {
  registry.configure(config);
  await offerAll('1.0.0');
  expect(await world.listed()).toEqual(['1.0.0']);
  expect(await download('1.0.0')).toBe(404);
});

test('CRG-092 lines that are of no use are passed by', async () => {
  const bad = [
    { vers: 'x' },
    { cksum: 'abc' },
    { cksum: 7 },
    { name: 'other' },
    { name: null },
    { vers: '1.0' },
  ];
  const lines = await Promise.all(bad.map((line, at) => offer(`0.0.${at}`, { line })));
  registry.set('demo-lib', [...lines, await offer('1.0.0', { line: { yanked: 'no', deps: 7 } })]);
  expect(await world.listed()).toEqual(['1.0.0']);
  expect(await download('1.0.0')).toBe(200);
});

test('CRG-041 CRG-053 a crate keeps the letter case that it has there', async () => {
  registry.set('Demo-Lib', [{ vers: '1.0.0', crate: await createCrate('Demo-Lib', '1.0.0') }]);
  expect(await world.lines(INDEX)).toMatchObject([{ name: 'Demo-Lib' }]);
  expect(await download('1.0.0')).toBe(200);
  expect([await world.stored('demo-lib'), await world.stored('Demo-Lib')]).toEqual([
    {},
    { '1.0.0': EXTERNAL },
  ]);
  expect(await world.listed()).toEqual(['1.0.0']);
});

test('CRG-056 CRG-058 CRG-031 what is public is not published over, in whatever spelling', async () => {
  await offerAll('1.0.0+a');
  const publish = async (name: string, version: string) => {
    const crate = await createCrate(name, version);
    const body = toPublishBody(createPublishMetadata(name, version), crate);
    return (await world.sendPublish(body, 'up')).status;
  };
  expect(await publish('demo-lib', '1.0.0+a')).toBe(409);
  expect(await publish('demo-lib', '1.0.0')).toBe(409);
  expect(await publish('Demo-lib', '2.0.0')).toBe(409);
  expect(await publish('demo-lib', '2.0.0')).toBe(200);
  expect(await world.listed()).toEqual(['2.0.0']);
});

test('CRG-043 HEAD tells of a public crate and keeps nothing', async () => {
  await offerAll('1.0.0');
  const path = '/api/v1/crates/demo-lib/1.0.0/download';
  expect((await world.send(path, { method: 'HEAD' })).status).toBe(200);
  expect((await world.send(path.replace('1.0.0', '2.0.0'), { method: 'HEAD' })).status).toBe(404);
  expect(await world.stored('demo-lib', 'up')).toEqual({});
});

test('CRG-092 a line that nests without end is passed by', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const good = { name: 'a', vers: '1.0.0', cksum: 'a'.repeat(64) };
  const bad = JSON.stringify({ ...good, vers: '2.0.0', deps: 'DEEP' }).replace('"DEEP"', deep);
  const found = parsePublicIndex('a', Buffer.from(`${bad}\n${JSON.stringify(good)}\n`));
  expect([...(found?.versions.keys() ?? [])]).toEqual(['1.0.0']);
});
