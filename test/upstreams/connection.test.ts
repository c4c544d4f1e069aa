import {
  CopyPackageVersionsCommand,
  DisassociateExternalConnectionCommand,
} from '@aws-sdk/client-codeartifact';
import { findError } from '../support/api';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.graph({ store: [], app2: ['store'] });
});
afterAll(() => closeUpstreamWorld(world));

const disconnect = () =>
  world.client.send(
    new DisassociateExternalConnectionCommand({
      ...DOMAIN,
      repository: 'store',
      externalConnection: 'public:npmjs',
    }),
  );

test('EXT-011 EXT-012 connecting asks nobody and changes nothing', async () => {
  await world.place('store', '1.0.0');
  const before = world.registry.requests.length;
  await world.connect('store');
  expect(world.registry.requests.slice(before)).toEqual([]);
  expect(await world.stored('store')).toEqual(['1.0.0']);
});

test('EXT-018 EXT-021 UP-093 after disconnecting what was ingested stays and the rest is gone', async () => {
  await world.connect('store');
  for (const version of ['1.0.0', '2.0.0']) await world.offer(version);
  await world.install('app2', '1.0.0');
  await disconnect();
  for (const repository of ['app2', 'store']) {
    expect(await world.visible(repository)).toEqual(['1.0.0']);
    expect(await world.install(repository, '1.0.0')).toBe('public');
    expect(await world.install(repository, '2.0.0')).toBe(404);
  }
  expect((await world.describe('store', '1.0.0')).origin?.originType).toBe('EXTERNAL');
});

test('EXT-032 one request ingests one version, and none of its dependencies', async () => {
  await world.connect('store');
  await world.offer('1.0.0', { name: 'needed' });
  await world.offer('1.0.0', { manifest: { dependencies: { needed: '^1.0.0' } } });
  await world.offer('1.1.0');
  await world.install('app2', '1.0.0');
  expect([await world.stored('store'), await world.stored('store', 'needed')]).toEqual([['1.0.0'], []]);
});

test('EXT-038 EXT-039 an ingested version is described as a published one would be', async () => {
  await world.connect('store');
  const manifest = { description: 'text', license: 'MIT', homepage: 'https://example.com/' };
  await world.offer('1.0.0', { manifest });
  world.emulator.clock.advance(60);
  await world.install('store', '1.0.0');
  expect(await world.describe('store', '1.0.0')).toMatchObject({
    displayName: world.name,
    summary: 'text',
    licenses: [{ name: 'MIT' }],
    homePage: 'https://example.com/',
    status: 'Published',
    publishedTime: new Date('2026-03-04T05:07:07.890Z'),
  });
});

test('EXT-041 NPM-160 nobody’s credentials leave the house', async () => {
  await world.connect('store');
  await world.offer('1.0.0');
  await world.visible('app2');
  await world.install('app2', '1.0.0');
  expect(world.registry.requests.length).toBeGreaterThan(1);
  expect(world.registry.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

test('EXT-044 EXT-047 NPM-164 UP-044 a public registry that fails hides what is not stored, and nothing else', async () => {
  await world.connect('store');
  for (const version of ['1.0.0', '2.0.0']) await world.offer(version);
  await world.install('store', '1.0.0');
  for (const status of [500, 503, 403, 429]) {
    world.registry.misbehave({ kind: 'status', status });
    expect(await world.install('app2', '1.0.0')).toBe('public');
    expect(await world.install('app2', '2.0.0')).toBe(404);
    expect(await world.visible('app2', 'never-seen')).toBe(404);
  }
  world.registry.heal();
  expect(await world.install('app2', '2.0.0')).toBe('public');
});

test('EXT-048 for a stored version nobody is asked', async () => {
  await world.connect('store');
  await world.offer('1.0.0');
  await world.install('app2', '1.0.0');
  const before = world.registry.requests.length;
  await world.install('app2', '1.0.0');
  await world.install('store', '1.0.0');
  expect(world.registry.requests.slice(before)).toEqual([]);
});

test('UP-036 COPY-051 copying from upstreams takes nothing from the connection', async () => {
  await world.connect('store');
  await world.offer('1.0.0');
  const copy = new CopyPackageVersionsCommand({
    ...DOMAIN,
    sourceRepository: 'app2',
    destinationRepository: 'other',
    format: 'npm',
    package: world.name,
    versions: ['1.0.0'],
    includeFromUpstream: true,
  });
  const before = world.registry.requests.length;
  expect(await world.client.send(copy)).toMatchObject({
    failedVersions: { '1.0.0': { errorCode: 'NOT_FOUND' } },
  });
  expect(world.registry.requests.slice(before)).toEqual([]);
  await world.install('store', '1.0.0');
  expect(await world.client.send(copy)).toMatchObject({ successfulVersions: { '1.0.0': {} } });
  expect([await world.stored('app2'), await world.stored('other')]).toEqual([[], ['1.0.0']]);
});

test('UP-006 a repository with a connection takes no upstreams', async () => {
  await world.connect('store');
  expect(await findError(world.setUpstreams('store', 'other'))).toMatchObject({
    name: 'ValidationException',
  });
});
