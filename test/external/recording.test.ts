import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startFakeNpmRegistry,
  type FakeNpmRegistry,
  type FakeNpmRegistryOptions,
} from '../support/fake-npm-registry';
import { createNpmPackage, type NpmPackage } from '../support/npm-package';
import { createNpmSource, npmCoordinate, type NpmSource } from '../support/npm-source';

const PA = npmCoordinate('pa');
let directory: string;
let registry: FakeNpmRegistry;
let pa: NpmPackage;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recording-'));
  pa = await createNpmPackage('pa', '1.0.0');
  registry = await startRegistry();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(directory, { recursive: true });
});

async function startRegistry(options: FakeNpmRegistryOptions = {}): Promise<FakeNpmRegistry> {
  const started = await startFakeNpmRegistry(options);
  opened.push(started);
  started.add(pa);
  return started;
}

function record(from = registry): NpmSource {
  return open(`record:${directory}`, from.url);
}

function replay(): NpmSource {
  return open(`replay:${directory}`, 'http://127.0.0.1:9/');
}

function open(setting: string, address: string): NpmSource {
  const source = createNpmSource(setting, { addresses: new Map([['public:npmjs', address]]) });
  opened.push(source);
  return source;
}

async function listVersions({ source }: NpmSource, coordinate = PA): Promise<readonly string[] | undefined> {
  const found = await source.findPackage(coordinate);
  return found && [...found.versions.keys()];
}

async function fetchDigest({ source }: NpmSource): Promise<unknown> {
  const version = (await source.findPackage(PA))?.versions.get('1.0.0');
  const fetched = version && (await source.fetchAssets(PA, version));
  return fetched === 'unavailable' ? fetched : fetched?.assets[0]?.sha512;
}

async function listFiles(): Promise<string[]> {
  return (await readdir(directory, { recursive: true })).sort();
}

test('D8 what was recorded is replayed without its source', async () => {
  const recorded = await fetchDigest(record());
  await registry.close();
  const source = replay();
  expect(await fetchDigest(source)).toBe(recorded);
  expect(recorded).toHaveLength(128);
  expect(await source.source.findPackage(PA)).toBe(await source.source.findPackage(PA));
});

test.each([
  ['gzipped', { gzip: true }],
  ['without ETags', { etags: false }],
])('D8 answers are recorded %s too', async (_what, options) => {
  const other = await startRegistry(options);
  const recorded = await fetchDigest(record(other));
  expect(await fetchDigest(replay())).toBe(recorded);
});

test('D8 what was not recorded cannot be asked for', async () => {
  const source = replay();
  expect(await listVersions(source)).toBeUndefined();
  await listVersions(record());
  const later = replay();
  expect(await listVersions(later, npmCoordinate('pb'))).toBeUndefined();
  expect(later.log).toEqual(['public:npmjs: pb cannot be asked: it is not in the recording']);
  expect(await fetchDigest(later)).toBe('unavailable');
});

test('D8 a package that is not there is recorded as such', async () => {
  expect(await listVersions(record(), npmCoordinate('pb'))).toBeUndefined();
  const source = replay();
  expect(await listVersions(source, npmCoordinate('pb'))).toBeUndefined();
  expect(source.log).toEqual([]);
});

test('D8 a recording follows its source', async () => {
  const source = record();
  await listVersions(source);
  registry.add(await createNpmPackage('pa', '1.1.0'));
  await listVersions(source);
  await listVersions(source);
  expect(registry.requests[2]?.headers['if-none-match']).toBeDefined();
  expect(await listVersions(replay())).toEqual(['1.0.0', '1.1.0']);
});

test('D8 an answer whose file is gone is recorded again, though it is known', async () => {
  const source = record();
  await listVersions(source);
  for (const file of await listFiles()) if (/\/pa-/.test(file)) await rm(join(directory, file));
  await listVersions(source);
  expect(await listVersions(replay())).toEqual(['1.0.0']);
});

test.each([
  ['fails', { kind: 'status', status: 503 }],
  ['refuses', { kind: 'status', status: 403 }],
  ['sends rubbish', { kind: 'body', body: '<html>' }],
  ['dies half-way', { kind: 'half' }],
] as const)('EXT-044 what was recorded stays while the source %s', async (_what, behaviour) => {
  await listVersions(record());
  const before = await listFiles();
  registry.misbehave(behaviour);
  expect(await listVersions(record())).toBeUndefined();
  expect(await listFiles()).toEqual(before);
  expect(await listVersions(replay())).toEqual(['1.0.0']);
});

test('NPM-163 bytes that fail their checksum are not recorded', async () => {
  registry.corrupt('pa', '1.0.0');
  await expect(fetchDigest(record())).rejects.toMatchObject({ statusCode: 502 });
  expect(await fetchDigest(replay())).toBe('unavailable');
});

test('D8 recordings of two mirrors are one', async () => {
  const mirror = await startRegistry();
  const pb = npmCoordinate('pb');
  mirror.add(await createNpmPackage('pb', '1.0.0'));
  const recorded = await fetchDigest(record());
  await listVersions(record(mirror), pb);
  const source = replay();
  expect(await fetchDigest(source)).toBe(recorded);
  expect(await listVersions(source, pb)).toEqual(['1.0.0']);
});

test('D8 files have the same names every time, and none is left unfinished', async () => {
  await fetchDigest(record());
  const files = await listFiles();
  await fetchDigest(record());
  expect(await listFiles()).toEqual(files);
  expect(files).toEqual([
    'public-npmjs',
    expect.stringMatching(/^public-npmjs\/pa---pa-1\.0\.0\.tgz-[\da-f]{16}\.body$/),
    expect.stringMatching(/^public-npmjs\/pa---pa-1\.0\.0\.tgz-[\da-f]{16}\.json$/),
    expect.stringMatching(/^public-npmjs\/pa-[\da-f]{16}\.body$/),
    expect.stringMatching(/^public-npmjs\/pa-[\da-f]{16}\.json$/),
    'public-npmjs/recording.json',
  ]);
});

test('no name leads a file out of the folder', async () => {
  const source = record();
  const request = { accept: '*/*', parse: (body: Buffer) => ({ body }) };
  for (const path of ['%2e%2e/..', 'a/../../..//x', '..\\..\\x', `long${'x'.repeat(500)}`, 'nul\u0000', '']) {
    await source.remote.findDocument(path, request);
  }
  const files = (await listFiles()).filter((file) => file.includes('/'));
  expect(files.length).toBeGreaterThan(6);
  for (const file of files) expect(file).toMatch(/^public-npmjs\/[A-Za-z0-9._-]{1,120}$/);
});

test('D8 what is kept of an answer is its status and the headers that matter', async () => {
  await listVersions(record());
  const name = (await listFiles()).find((file) => /\/pa-[\da-f]{16}\.json$/.test(file)) ?? '';
  expect(JSON.parse(await readFile(join(directory, name), 'utf8'))).toEqual({
    url: 'pa',
    status: 200,
    headers: { 'content-type': 'application/json', etag: expect.any(String) as string },
  });
});

test('D8 a damaged recording is as good as none', async () => {
  await listVersions(record());
  for (const file of await listFiles()) if (file.endsWith('.body')) await rm(join(directory, file));
  expect(await listVersions(replay())).toBeUndefined();
});
