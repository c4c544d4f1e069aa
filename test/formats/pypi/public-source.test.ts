import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutPackageOriginConfigurationCommand } from '@aws-sdk/client-codeartifact';
import { createExternalConnections } from '../../../src/external/external-connections';
import { parseSourceSetting } from '../../../src/external/source-setting';
import { pypiRules } from '../../../src/formats/pypi/coordinate';
import { createPypiPublicSource } from '../../../src/formats/pypi/public-source';
import { createMemoryBlobStore } from '../../../src/storage/memory/memory-blobs';
import { systemClock } from '../../../src/util/clock';
import { startFakePypi, type FakePypi, type IndexedFile } from '../../support/fake-pypi';
import { startPypiWorld, type PypiWorld } from '../../support/pypi-world';
import { createSdist, createWheel, type PythonFile } from '../../support/python-package';

let world: PypiWorld;
let index: FakePypi;
beforeAll(async () => {
  world = await startPypiWorld();
});
beforeEach(async () => {
  index = await startFakePypi();
  await world.emulator.setExternal({ 'public:pypi': index.url });
  await world.reset();
  await world.connect('up');
});
afterEach(() => index.close());
afterAll(() => world.emulator.close());

const METADATA = ['Summary: A demo.', 'Requires-Dist: other>1', 'License: MIT'];
const wheelOf = (version: string, more: Partial<IndexedFile> = {}): IndexedFile => ({
  file: createWheel('demo-lib', version, { metadata: METADATA, description: 'Read me.\n' }),
  ...more,
});
const get = (file: PythonFile, repository = 'app') =>
  world.send(`/simple/demo-lib/${file.version}/${file.name}`, { repository });
const bytes = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const yanked = async (repository = 'app') =>
  (await world.page('demo-lib', repository)).files.map((file) => file.yanked);
const configure = (repository: string, upstream: 'ALLOW' | 'BLOCK') =>
  world.client.send(
    new PutPackageOriginConfigurationCommand({
      ...{ domain: 'dom', repository, format: 'pypi', package: 'demo-lib' },
      restrictions: { publish: 'BLOCK', upstream },
    }),
  );

test('PYPI-144 PYPI-145 PYPI-142 PYPI-049 the public page with our addresses, and what clients choose by', async () => {
  index.set('demo-lib', [
    wheelOf('1.0.0', { uploadTime: '2020-01-02T03:04:05.678901Z', requiresPython: '>=3.7' }),
    wheelOf('1.1.0', { yanked: 'broken' }),
  ]);
  const page = await world.page('Demo_Lib');
  expect(index.requests).toEqual(['/simple/demo-lib/']);
  expect(page).toMatchObject({
    versions: ['1.0.0', '1.1.0'],
    files: [
      {
        url: '1.0.0/demo_lib-1.0.0-py3-none-any.whl',
        'upload-time': '2020-01-02T03:04:05.678901Z',
        'requires-python': '>=3.7',
        yanked: false,
      },
      { yanked: 'broken' },
    ],
  });
  const [first = {}] = page.files;
  expect(Object.keys(first)).not.toContain('core-metadata');
  expect(Object.keys(first)).not.toContain('provenance');
  expect([await world.stored('demo-lib'), await world.stored('demo-lib', 'app')]).toEqual([{}, {}]);
});

test('PYPI-144 EXT-050 an index that has pages in HTML only', async () => {
  index.useHtml(true);
  const one = wheelOf('1.0.0', { yanked: 'broken', requiresPython: '>=3.7' });
  index.set('demo-lib', [one]);
  const [file] = (await world.page('demo-lib')).files;
  expect(file).toMatchObject({ 'requires-python': '>=3.7', yanked: 'broken' });
  expect((await bytes(await get(one.file))).equals(one.file.bytes)).toBe(true);
});

test('PYPI-143 PYPI-112 PYPI-149 UP-082 one download brings every file and the metadata of the version', async () => {
  const wheel = wheelOf('1.0.0', { uploadTime: '2020-01-02T03:04:05Z' });
  const sdist = { file: await createSdist('demo-lib', '1.0.0') };
  index.set('demo-lib', [wheel, sdist, wheelOf('2.0.0')]);
  expect((await bytes(await get(sdist.file))).equals(sdist.file.bytes)).toBe(true);
  for (const repository of ['up', 'app']) {
    expect(await world.stored('demo-lib', repository)).toEqual({ '1.0.0': 'Published' });
    expect(await world.assets('demo-lib', '1.0.0', repository)).toHaveLength(2);
    expect(await world.describe('demo-lib', '1.0.0', repository)).toMatchObject({
      ...{ summary: 'A demo.', licenses: [{ name: 'MIT' }] },
      publishedTime: new Date(world.emulator.clock.now()),
      origin: { originType: 'EXTERNAL', domainEntryPoint: { externalConnectionName: 'public:pypi' } },
    });
  }
  expect((await world.post(createWheel('demo-lib', '9'), {}, 'up')).status).toBe(403);
});

test('PYPI-048 a file that came from outside has the one checksum that it came with', async () => {
  const one = wheelOf('1.0.0');
  index.set('demo-lib', [one]);
  const hashes = async () => (await world.page('demo-lib')).files.map((file) => Object.keys(file.hashes));
  expect(await hashes()).toEqual([['sha256']]);
  await get(one.file);
  expect(await hashes()).toEqual([['sha256']]);
});

test('PYPI-061 PYPI-142 HEAD tells of a file that is not here yet, and fetches nothing', async () => {
  const one = wheelOf('1.0.0');
  index.set('demo-lib', [one]);
  const answer = await world.send(`/simple/demo-lib/1.0.0/${one.file.name}`, { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length'), answer.headers.get('accept-ranges')]).toEqual([
    ...[200, String(one.file.bytes.length), 'bytes'],
  ]);
  expect(new Set(index.requests)).toEqual(new Set(['/simple/demo-lib/']));
});

test('PYPI-125 PYPI-124 yanked and not yanked again follow the index', async () => {
  const one = wheelOf('1.0.0');
  index.set('demo-lib', [one]);
  await get(one.file);
  expect(await yanked()).toEqual([false]);
  index.set('demo-lib', [{ ...one, yanked: true }]);
  expect(await yanked()).toEqual([true]);
  await get(one.file);
  index.set('demo-lib', [one]);
  expect(await yanked()).toEqual([false]);
});

test('PYPI-141 UP-082 files that the index has now are listed, and come with the next download', async () => {
  const wheel = wheelOf('1.0.0');
  const sdist = { file: await createSdist('demo-lib', '1.0.0') };
  index.set('demo-lib', [wheel]);
  await get(wheel.file);
  index.set('demo-lib', [wheel, sdist]);
  expect((await world.page('demo-lib')).files).toHaveLength(2);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toHaveLength(1);
  expect((await bytes(await get(sdist.file))).equals(sdist.file.bytes)).toBe(true);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toHaveLength(2);
});

test.each([
  ['the package is closed to upstreams', () => configure('app', 'BLOCK')],
  ['the version is not Published upstream', () => world.setStatus('demo-lib', '1.0.0', 'Archived', 'up')],
  ['the index does not answer', async () => index.fail(true)],
])('PYPI-126 PYPI-147 PYPI-146 nothing is brought up to date when %s', async (_, change) => {
  const one = wheelOf('1.0.0');
  index.set('demo-lib', [one]);
  await get(one.file);
  await change();
  index.set('demo-lib', [{ ...one, yanked: true }, wheelOf('2.0.0')]);
  const page = await world.page('demo-lib');
  expect(page.files.filter(({ filename }) => filename === one.file.name).map((file) => file.yanked)).toEqual([
    false,
  ]);
  expect((await get(one.file)).status).toBe(200);
});

test('PYPI-147 with upstreams blocked, what is not here is neither listed nor served', async () => {
  const [one, two] = [wheelOf('1.0.0'), wheelOf('2.0.0')];
  index.set('demo-lib', [one, two]);
  await get(one.file);
  await configure('app', 'BLOCK');
  expect((await world.page('demo-lib')).versions).toEqual(['1.0.0']);
  expect((await get(two.file)).status).toBe(404);
  expect((await get(one.file)).status).toBe(200);
});

test('PYPI-127 PYPI-123 a version published upstream is what it is, whatever the index says', async () => {
  const mine = createWheel('demo-lib', '1.0.0', { files: { 'mine.py': '1' } });
  await world.publish([mine]);
  index.set('demo-lib', [
    wheelOf('1.0.0', { yanked: true }),
    { file: await createSdist('demo-lib', '1.0.0') },
  ]);
  await world.client.send(
    new PutPackageOriginConfigurationCommand({
      ...{ domain: 'dom', repository: 'up', format: 'pypi', package: 'demo-lib' },
      restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
    }),
  );
  expect((await bytes(await get(mine))).equals(mine.bytes)).toBe(true);
  const page = await world.page('demo-lib');
  expect(page.files.map(({ filename, yanked: is }) => [filename, is])).toEqual([[mine.name, false]]);
});

test('PYPI-145 a file with another checksum is a 502, and nothing is stored', async () => {
  const bad = wheelOf('1.0.0', { sha256: '0'.repeat(64) });
  index.set('demo-lib', [bad]);
  const answer = await get(bad.file);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain('does not match its checksum');
  expect([await world.stored('demo-lib'), await world.stored('demo-lib', 'app')]).toEqual([{}, {}]);
});

test('PYPI-143 PYPI-145 one bad file does not keep the others back', async () => {
  const bad = { file: await createSdist('demo-lib', '1.0.0'), sha256: '0'.repeat(64) };
  const good = wheelOf('1.0.0');
  index.set('demo-lib', [bad, good]);
  expect((await get(good.file)).status).toBe(200);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toEqual([good.file.name]);
});

test('PYPI-143 of a version with very large files only the wanted ones come', async () => {
  const [small, large] = [wheelOf('1.0.0'), { file: await createSdist('demo-lib', '1.0.0'), size: 2 ** 30 }];
  index.set('demo-lib', [small, large]);
  expect((await get(small.file)).status).toBe(200);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toEqual([small.file.name]);
  expect((await world.page('demo-lib')).files).toHaveLength(2);
  expect((await get(large.file)).status).toBe(200);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toHaveLength(2);
});

test('PYPI-146 EXT-051 without the index, what was fetched is there and the rest is not', async () => {
  const [one, two] = [wheelOf('1.0.0'), wheelOf('2.0.0')];
  index.set('demo-lib', [one, two]);
  await get(one.file);
  await world.emulator.setExternal('off');
  expect((await world.page('demo-lib')).versions).toEqual(['1.0.0']);
  expect((await get(two.file)).status).toBe(404);
  expect((await world.send('/simple/unknown/')).status).toBe(404);
});

test('PYPI-146 what cannot be asked for does not stand in the way of publishing', async () => {
  index.set('demo-lib', [wheelOf('1.0.0')]);
  index.fail(true);
  expect((await world.post(wheelOf('1.0.0').file, {}, 'up')).status).toBe(200);
});

test('PYPI-081 a version that the index has is a 409 while the package is open to it', async () => {
  index.set('demo-lib', [wheelOf('1.0.0')]);
  expect((await world.post(wheelOf('1.0.0').file, {}, 'up')).status).toBe(409);
  expect(await world.stored('demo-lib')).toEqual({});
});

test('PYPI-150 what is new at the index is there as soon as its page is asked for again', async () => {
  index.set('demo-lib', [wheelOf('1.0.0')]);
  expect((await world.page('demo-lib')).versions).toEqual(['1.0.0']);
  index.set('demo-lib', [wheelOf('1.0.0'), wheelOf('1.0.1')]);
  expect((await world.page('demo-lib')).versions).toEqual(['1.0.0', '1.0.1']);
});

test('PYPI-144 EXT-050 a second emulator as the public index gives the same pages and bytes', async () => {
  const source = await startPypiWorld({ auth: 'off', seedIds: 2 });
  try {
    const files = [wheelOf('1.0.0').file, await createSdist('demo-lib', '1.0.0'), wheelOf('1!2.0+x.1').file];
    await source.publish(files, 'app');
    await world.emulator.setExternal({ 'public:pypi': source.endpoint() });
    const [here, there] = [await world.page('demo-lib'), await source.page('demo-lib')];
    expect(here.files.map(({ filename, url }) => [filename, url])).toEqual(
      there.files.map(({ filename, url }) => [filename, url]),
    );
    for (const { url, filename } of here.files) {
      const answer = await world.send(`/simple/demo-lib/${url}`);
      const original = files.find(({ name }) => name === filename);
      expect((await bytes(answer)).equals(original?.bytes ?? Buffer.of())).toBe(true);
    }
  } finally {
    await source.emulator.close();
  }
});

test('EXT-050 what was recorded is replayed without the index', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pypi-recording-'));
  const { file } = wheelOf('1.0.0');
  index.set('demo-lib', [{ file }]);
  const use = async (setting: string) => {
    const connections = createExternalConnections({
      ...{ instance: 'me', clock: systemClock, environment: {} },
      log: { info: () => undefined, error: () => undefined },
      settings: new Map([['public:pypi', parseSourceSetting(`${setting}:${folder}`)]]),
      addresses: new Map([['public:pypi', index.url]]),
    });
    const remote = connections.remotes.get('public:pypi');
    if (!remote) throw new Error('there is no such connection');
    const source = createPypiPublicSource({
      remote,
      blobs: createMemoryBlobStore(),
      maxAssetBytes: 1_000_000,
    });
    const coordinate = pypiRules.parseCoordinate({ package: 'demo-lib' });
    const version = (await source.findPackage(coordinate))?.versions.get('1.0.0');
    const request = { asset: file.name, stored: new Set<string>() };
    const fetched = version && (await source.fetchAssets(coordinate, version, request));
    await connections.close();
    return typeof fetched === 'object' ? fetched.assets : fetched;
  };
  try {
    const recorded = await use('record');
    expect(recorded).toMatchObject([{ name: file.name, size: file.bytes.length }]);
    index.fail(true);
    expect(await use('replay')).toEqual(recorded);
  } finally {
    await rm(folder, { recursive: true });
  }
});
