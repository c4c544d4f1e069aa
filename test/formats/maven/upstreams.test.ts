import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExternalConnections } from '../../../src/external/external-connections';
import { parseSourceSetting } from '../../../src/external/source-setting';
import { mavenRules } from '../../../src/formats/maven/coordinate';
import { createMavenPublicSource } from '../../../src/formats/maven/public-source';
import { createMemoryBlobStore } from '../../../src/storage/memory/memory-blobs';
import { systemClock } from '../../../src/util/clock';
import { startFakeMavenRepository } from '../../support/fake-maven-repository';
import { renderPom } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const file = (ending: string, version = '1.0') => `/com/ex/lib/${version}/lib-${version}${ending}`;
const DOCUMENT = '/com/ex/lib/maven-metadata.xml';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(async () => {
  await world.reset();
  for (const [name, ...upstreams] of [
    ['one'],
    ['two'],
    ['middle', 'one', 'two'],
    ['down', 'middle'],
  ] as const) {
    await world.createRepository(name, ...upstreams);
  }
});
afterAll(() => world.emulator.close());

const get = (path: string) => world.get(path, 'down');
const versions = async () => (await get(DOCUMENT)).text.match(/(?<=<version>).*(?=<\/version>)/g);

test('MVN-180 UP-050 the first repository that has the version decides, also on what it has not', async () => {
  await world.release('1.0', { repository: 'one', files: { '.jar': 'of one' } });
  await world.release('1.0', { repository: 'two', files: { '.jar': 'of two', '.war': 'war of two' } });
  await world.release('1.1', { repository: 'two', files: { '.jar': 'newer' } });
  expect((await get(file('.war'))).status).toBe(404);
  expect((await get(file('.jar'))).text).toBe('of one');
  expect((await get(file('.war'))).status).toBe(404);
  expect((await get(file('.jar', '1.1'))).text).toBe('newer');
});

test('MVN-181 UP-055 what is found upstream is kept with everything it has, and in no repository between', async () => {
  await world.release('1.0', {
    repository: 'one',
    files: { '.jar': 'jar', '.pom': '<project/>', '.war': 'war' },
  });
  const source = await world.describe('1.0', 'one');
  expect((await get(file('.jar'))).text).toBe('jar');
  expect(await world.assets('1.0', 'down')).toEqual(['lib-1.0.jar', 'lib-1.0.pom', 'lib-1.0.war']);
  const { revision, status, origin } = await world.describe('1.0', 'down');
  expect({ revision, status, origin }).toEqual({
    ...{ revision: source.revision, status: 'Published' },
    origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'one' } },
  });
  expect(await world.statuses('middle')).toEqual({});
});

test('MVN-182 MVN-108 MVN-109 the document has the versions of all, and keeps none', async () => {
  await world.release('1.9', { repository: 'one' });
  await world.release('1.10', { repository: 'two' });
  await world.release('1.1', { repository: 'down', files: { '.jar': 'jar' } });
  expect(await versions()).toEqual(['1.1']);
  await world.restrict('ALLOW', 'ALLOW', 'down');
  expect(await versions()).toEqual(['1.1', '1.9', '1.10']);
  expect((await get(DOCUMENT)).text).toContain('<release>1.10</release>');
  expect(await world.statuses('down')).toEqual({ '1.1': 'Published' });
});

test('MVN-173 UP-073 a version is not seen downstream until it is published', async () => {
  await world.release('1.0', { repository: 'one', finish: false });
  expect((await get(file('.jar'))).status).toBe(404);
  expect((await get(DOCUMENT)).status).toBe(404);
  expect((await world.send(file('.jar'), { method: 'HEAD', repository: 'down' })).status).toBe(404);
  expect(await world.statuses('down')).toEqual({});
  await world.setStatus('1.0', 'Published', 'one');
  expect((await get(file('.jar'))).status).toBe(200);
});

test('MVN-186 UP-081 a file that the repository upstream got later is had', async () => {
  await world.release('1.0', { repository: 'one' });
  await get(file('.jar'));
  await world.put(file('-sources.jar'), 'sources', 'one');
  expect((await get(file('-sources.jar'))).text).toBe('sources');
  expect(await world.assets('1.0', 'down')).toEqual(['lib-1.0-sources.jar', 'lib-1.0.jar', 'lib-1.0.pom']);
});

test.each(['one', 'down'])(
  'MVN-187 UP-084 nothing is added to what is Archived in %s',
  async (repository) => {
    await world.release('1.0', { repository: 'one' });
    await get(file('.jar'));
    await world.put(file('-sources.jar'), 'sources', 'one');
    await world.setStatus('1.0', 'Archived', repository);
    expect((await get(file('-sources.jar'))).status).toBe(404);
    expect(await world.assets('1.0', 'down')).toEqual(['lib-1.0.jar', 'lib-1.0.pom']);
  },
);

test('MVN-188 UP-085 with upstream BLOCK come neither versions nor files', async () => {
  await world.release('1.0', { repository: 'one' });
  await get(file('.jar'));
  await world.put(file('-sources.jar'), 'sources', 'one');
  await world.release('1.1', { repository: 'one' });
  await world.restrict('ALLOW', 'BLOCK', 'down');
  expect([(await get(file('-sources.jar'))).status, (await get(file('.jar', '1.1'))).status]).toEqual([
    404, 404,
  ]);
  expect(await versions()).toEqual(['1.0']);
});

test('MVN-076 MVN-223 UP-122 what can be had upstream is not published downstream, unless upstream is blocked', async () => {
  await world.release('1.0', { repository: 'one' });
  expect(await world.put(file('.jar'), 'jar of 1.0', 'down')).toBe(409);
  expect(await world.put(file('.jar', '1.1'), 'jar', 'down')).toBe(201);
  await world.restrict('ALLOW', 'BLOCK', 'down');
  expect(await world.put(file('.jar'), 'another', 'down')).toBe(201);
});

describe('another emulator as the public repository', () => {
  let source: MavenWorld;
  beforeAll(async () => {
    source = await startMavenWorld({ auth: 'off', seedIds: 2 });
  });
  afterAll(() => source.emulator.close());

  test('MVN-183 MVN-184 MVN-185 EXT-050 everything of it can be had, byte by byte, and is there without it', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251)).toString('latin1');
    const files = {
      '.jar': bytes,
      '.pom': renderPom({ ...LIB, version: '1.0' }),
      '-sources.jar': 's',
      '.module': '{}',
    };
    for (const version of ['1.0', '1.1']) await source.release(version, { files });
    await source.setStatus('1.1', 'Unlisted');
    await world.emulator.setExternal({
      'public:maven-central': `${source.emulator.endpoint('dom', 'app', 'maven')}/`,
    });
    await world.connect('one');
    expect(await versions()).toEqual(['1.0']);
    for (const version of ['1.0', '1.1']) {
      for (const [ending, content] of Object.entries(files)) {
        expect([ending, (await get(file(ending, version))).text]).toEqual([ending, content]);
      }
    }
    await world.emulator.setExternal('off');
    for (const ending of Object.keys(files)) {
      const [here, there] = [await get(`${file(ending)}.sha512`), await source.get(`${file(ending)}.sha512`)];
      expect([ending, here.status, here.text]).toEqual([ending, 200, there.text]);
    }
    expect(await world.assets('1.0', 'down')).toEqual(await source.assets('1.0'));
    expect(await world.describe('1.0', 'down')).toMatchObject({
      status: 'Published',
      origin: {
        originType: 'EXTERNAL',
        domainEntryPoint: { externalConnectionName: 'public:maven-central' },
      },
    });
  });
});

test('EXT-050 MVN-183 what was recorded is replayed without the public repository, and nothing else', async () => {
  const central = await startFakeMavenRepository();
  for (const version of ['1.0', '1.1']) central.release({ ...LIB, version });
  const folder = await mkdtemp(join(tmpdir(), 'maven-recording-'));
  const coordinate = mavenRules.parseCoordinate({ namespace: 'com.ex', package: 'lib' });
  const use = async (setting: string) => {
    const connections = createExternalConnections({
      ...{ instance: 'me', clock: systemClock, environment: {} },
      log: { info: () => undefined, error: () => undefined },
      settings: new Map([['public:maven-central', parseSourceSetting(setting)]]),
      addresses: new Map([['public:maven-central', central.url]]),
    });
    const remote = connections.remotes.get('public:maven-central');
    if (!remote) throw new Error('there is no such connection');
    const source = createMavenPublicSource({
      remote,
      blobs: createMemoryBlobStore(),
      maxAssetBytes: 1_000_000,
    });
    const found = await source.findPackage(coordinate);
    const version = await source.findVersion?.(coordinate, '1.1');
    const fetched =
      version && (await source.fetchAssets(coordinate, version, { asset: 'lib-1.1.jar', stored: new Set() }));
    await connections.close();
    return {
      versions: [...(found?.versions.keys() ?? [])],
      assets: typeof fetched === 'object' ? fetched.assets : fetched,
    };
  };
  try {
    const recorded = await use(`record:${folder}`);
    expect(recorded.versions).toEqual(['1.0', '1.1']);
    expect(recorded.assets).toMatchObject([{ name: 'lib-1.1.jar' }, { name: 'lib-1.1.pom' }]);
    await central.close();
    expect(await use(`replay:${folder}`)).toEqual(recorded);
    expect(await use('off')).toEqual({ versions: [], assets: undefined });
  } finally {
    await rm(folder, { recursive: true });
  }
});
