import { createRemote } from '../../src/external/create-remote';
import { createHttpClient } from '../../src/external/http-client';
import { createLiveTransport } from '../../src/external/transport';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../support/fake-npm-registry';
import { createNpmPackage } from '../support/npm-package';
import { createNpmSource, npmCoordinate, type NpmSource, type NpmSourceOptions } from '../support/npm-source';

const PA = npmCoordinate('pa');
let registry: FakeNpmRegistry;
let npm: NpmSource;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  registry = await startFakeNpmRegistry();
  registry.add(await createNpmPackage('pa', '1.0.0'));
  npm = open();
  opened.push(registry);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

function open(options: NpmSourceOptions = {}, url = registry.url): NpmSource {
  const source = createNpmSource(url, options);
  opened.push(source);
  return source;
}

async function listVersions(source = npm, coordinate = PA): Promise<readonly string[] | undefined> {
  const found = await source.source.findPackage(coordinate);
  return found && [...found.versions.keys()];
}

async function publishNext(): Promise<void> {
  registry.add(await createNpmPackage('pa', '1.1.0'));
}

test('EXT-043 a document is revalidated with its ETag every time', async () => {
  const first = await npm.source.findPackage(PA);
  expect(await npm.source.findPackage(PA)).toBe(first);
  expect(registry.requests.map(({ headers }) => headers['if-none-match'] !== undefined)).toEqual([
    false,
    true,
  ]);
  await publishNext();
  expect(await listVersions()).toEqual(['1.0.0', '1.1.0']);
});

test('EXT-043 a registry without ETags is recognised by what it sends', async () => {
  const plain = await startFakeNpmRegistry({ etags: false });
  opened.push(plain);
  plain.add(await createNpmPackage('pa', '1.0.0'));
  const source = open({}, plain.url);
  const first = await source.source.findPackage(PA);
  expect(await source.source.findPackage(PA)).toBe(first);
  expect(plain.requests).toHaveLength(2);
});

test('EXT-042 with a time to live nothing is asked before it is over', async () => {
  const lagging = open({ ttlSeconds: 1_800 });
  await listVersions(lagging);
  await publishNext();
  lagging.clock.time = 1_799_999;
  expect(await listVersions(lagging)).toEqual(['1.0.0']);
  expect(registry.requests).toHaveLength(1);
  lagging.clock.time = 1_800_000;
  expect(await listVersions(lagging)).toEqual(['1.0.0', '1.1.0']);
});

test('EXT-042 an unchanged document lives on from when it was confirmed', async () => {
  const lagging = open({ ttlSeconds: 10 });
  await listVersions(lagging);
  lagging.clock.time = 10_000;
  await listVersions(lagging);
  lagging.clock.time = 19_999;
  await listVersions(lagging);
  expect(registry.requests).toHaveLength(2);
});

test('EXT-043 a clock that was set back does not make a document live longer', async () => {
  const lagging = open({ ttlSeconds: 10 });
  lagging.clock.time = 1_000_000;
  await listVersions(lagging);
  lagging.clock.time = 0;
  await publishNext();
  expect(await listVersions(lagging)).toEqual(['1.0.0', '1.1.0']);
});

test.each([
  ['answers 503', { kind: 'status', status: 503 }],
  ['answers 429', { kind: 'status', status: 429 }],
  ['answers 401', { kind: 'status', status: 401 }],
  ['hangs up', { kind: 'refuse' }],
  ['sends half a document', { kind: 'half' }],
  ['sends rubbish', { kind: 'body', body: '<html>' }],
] as const)('EXT-045 while the source %s, what was seen before is the answer', async (_what, behaviour) => {
  const first = await npm.source.findPackage(PA);
  await publishNext();
  registry.misbehave(behaviour);
  expect(await npm.source.findPackage(PA)).toBe(first);
  expect(npm.log).toHaveLength(1);
});

test.each([
  ['answers 500', { kind: 'status', status: 500 }],
  ['answers 403', { kind: 'status', status: 403 }],
  ['hangs up', { kind: 'refuse' }],
  ['sends half a document', { kind: 'half' }],
] as const)(
  'EXT-044 a package never seen is not there while the source %s; EXT-046 and is after',
  async (_w, how) => {
    registry.misbehave(how);
    expect(await listVersions()).toBeUndefined();
    registry.heal();
    expect(await listVersions()).toEqual(['1.0.0']);
  },
);

test('EXT-045 an asset of a source that went away is unavailable', async () => {
  const version = (await npm.source.findPackage(PA))?.versions.get('1.0.0');
  await registry.close();
  expect(version && (await npm.source.fetchAssets(PA, version))).toBe('unavailable');
});

test('EXT-047 NPM-162 a package that is gone from the registry is not answered from the cache', async () => {
  await listVersions();
  registry.remove('pa');
  expect(await listVersions()).toBeUndefined();
  expect(npm.log).toEqual([]);
  npm.monotonic.time = 1_000;
  registry.misbehave({ kind: 'status', status: 503 });
  expect(await listVersions()).toBeUndefined();
});

test('EXT-046 a 404 is remembered for a second of real time', async () => {
  const other = npmCoordinate('pb');
  expect(await listVersions(npm, other)).toBeUndefined();
  registry.add(await createNpmPackage('pb', '1.0.0'));
  npm.monotonic.time = 999;
  expect(await listVersions(npm, other)).toBeUndefined();
  expect(registry.requests).toHaveLength(1);
  npm.monotonic.time = 1_000;
  expect(await listVersions(npm, other)).toEqual(['1.0.0']);
});

test('EXT-048 a source that made somebody wait in vain is left alone for a second', async () => {
  const hasty = open({ firstByteTimeoutMs: 20 });
  const version = (await hasty.source.findPackage(PA))?.versions.get('1.0.0');
  registry.misbehave({ kind: 'hang' });
  expect(await listVersions(hasty)).toEqual(['1.0.0']);
  registry.heal();
  await publishNext();
  expect(await listVersions(hasty)).toEqual(['1.0.0']);
  expect(version && (await hasty.source.fetchAssets(PA, version))).toBe('unavailable');
  expect(registry.requests).toHaveLength(2);
  hasty.monotonic.time = 1_000;
  expect(await listVersions(hasty)).toEqual(['1.0.0', '1.1.0']);
});

test('NPM-166 requests for a document at the same time are one', async () => {
  registry.misbehave({ kind: 'hang' });
  const all = [listVersions(), listVersions(), listVersions()];
  await registry.received(1);
  registry.heal();
  expect(await Promise.all(all)).toEqual([['1.0.0'], ['1.0.0'], ['1.0.0']]);
  expect(registry.requests).toHaveLength(1);
});

test('a document larger than is reasonable is no answer', async () => {
  const client = createHttpClient({ instance: 'x', environment: {} });
  opened.push(client);
  const log: string[] = [];
  const remote = createRemote({
    connection: 'public:npmjs',
    transport: createLiveTransport(client, () => registry.url),
    clock: { now: () => 0 },
    log: { info: (message) => void log.push(message), error: () => undefined },
    maxDocumentBytes: 100,
  });
  const request = { accept: 'application/json', parse: (body: Buffer) => ({ body }) };
  expect(await remote.findDocument('pa', request)).toBeUndefined();
  expect(log).toEqual(['public:npmjs: pa cannot be asked: its document is larger than 100 bytes']);
});

test('EXT-051 a connection that is off asks nobody and complains about nothing', async () => {
  const off = createNpmSource('off');
  expect(await off.source.findPackage(PA)).toBeUndefined();
  expect(off.log).toEqual([]);
  await off.close();
});
