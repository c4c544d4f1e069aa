import { CopyPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
// repo → [up → store → public]
beforeEach(async () => {
  await world.reset();
  await world.graph({ store: [], up: ['store'], repo: ['up'] });
  await world.connect('store');
});
afterAll(() => closeUpstreamWorld(world));

test('UP-121 NPM-115 ORIG-043 with both ways open, a version that is upstream is refused and another is not', async () => {
  await world.place('up', '1.0.0');
  await world.allow('repo');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(409);
  expect(await world.stored('repo')).toEqual([]);
  expect(await world.tryPublish('repo', '1.0.1')).toBe(200);
});

test('UP-121 NPM-115 with both ways open, a public version is refused and another is not', async () => {
  await world.offer('1.0.0');
  await world.allow('repo');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(409);
  expect(await world.stored('repo')).toEqual([]);
  expect(await world.tryPublish('repo', '1.0.1')).toBe(200);
});

test('UP-121 the refusal names where the version is', async () => {
  // Offered first: that a package is not there is remembered for a second.
  await world.offer('2.0.0');
  await world.place('up', '1.0.0');
  await world.allow('repo');
  const token = await world.emulator.token('dom');
  const answers: unknown[] = [];
  for (const version of ['1.0.0', '2.0.0']) {
    const built = await createNpmPackage(world.name, version);
    const answer = await publishNpmPackage(world.emulator.endpoint('dom', 'repo'), token, built);
    const { error } = (await answer.json()) as { error: string }; // a refusal
    answers.push([answer.status, error]);
  }
  expect(answers).toEqual([
    [409, expect.stringContaining("already exists in 'up'")],
    [409, expect.stringContaining("already exists in 'public:npmjs'")],
  ]);
});

test('UP-122 ORIG-044 with upstream closed, any version that is not stored is accepted', async () => {
  await world.place('up', '1.0.0');
  await world.offer('2.0.0');
  await world.allow('repo', 'ALLOW', 'BLOCK');
  expect([await world.tryPublish('repo', '1.0.0'), await world.tryPublish('repo', '2.0.0')]).toEqual([
    200, 200,
  ]);
});

test('UP-120 ORIG-045 with publishing closed, no version is accepted', async () => {
  await world.allow('repo', 'BLOCK', 'ALLOW');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(403);
  expect(await world.stored('repo')).toEqual([]);
});

test('UP-120 PG-219 a closed group refuses in the same words', async () => {
  await world.group('/npm/*', { PUBLISH: ['up'] });
  const built = await createNpmPackage(world.name, '1.0.0');
  const token = await world.emulator.token('dom');
  const answer = await publishNpmPackage(world.emulator.endpoint('dom', 'repo'), token, built);
  expect([answer.status, await answer.text()]).toEqual([
    403,
    expect.stringContaining('This package is configured to block new versions'),
  ]);
  expect(await world.tryPublish('up', '1.0.0')).toBe(200);
});

test.each(['Unlisted', 'Archived'] as const)(
  'UP-123 an %s version upstream is taken, too',
  async (status) => {
    await world.place('up', '1.0.0');
    await world.setStatus('up', '1.0.0', status);
    expect(await world.tryPublish('repo', '1.0.0')).toBe(409);
  },
);

test('UP-123 ORIG-047 what controls keep away is not in the way', async () => {
  await world.offer('1.0.0');
  await world.allow('up', 'ALLOW', 'BLOCK');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(200);
});

test('ORIG-047 a group that closes the connection frees public versions', async () => {
  await world.offer('1.0.0');
  await world.group('/npm/*', { EXTERNAL_UPSTREAM: 'BLOCK' });
  expect(await world.tryPublish('repo', '1.0.0')).toBe(200);
});

test('UP-124 ORIG-046 the first version must not exist publicly; another one closes upstream', async () => {
  await world.offer('1.0.0');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(409);
  expect(await world.tryPublish('repo', '1.0.1')).toBe(200);
  expect(await world.restrictions('repo')).toBe('ALLOW/BLOCK');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(200);
});

test('UP-126 a patched public version comes in by copying', async () => {
  await world.graph({ patched: [] });
  await world.offer('1.0.0');
  await world.place('patched', '1.0.0');
  await world.client.send(
    new CopyPackageVersionsCommand({
      ...DOMAIN,
      sourceRepository: 'patched',
      destinationRepository: 'repo',
      format: 'npm',
      package: world.name,
      versions: ['1.0.0'],
    }),
  );
  expect(await world.install('repo', '1.0.0')).toBe('patched');
});

test('UP-127 ORIG-048 EXT-044 a public registry that cannot be asked is not in the way', async () => {
  await world.offer('1.0.0');
  world.registry.misbehave({ kind: 'status', status: 500 });
  expect(await world.tryPublish('repo', '1.0.0')).toBe(200);
});

test('UP-129 the same upload again succeeds, though the version is upstream by now', async () => {
  expect(await world.tryPublish('repo', '1.0.0')).toBe(200);
  await world.place('up', '1.0.0');
  await world.offer('1.0.0');
  await world.allow('repo');
  expect(await world.tryPublish('repo', '1.0.0')).toBe(200);
  expect(await world.tryPublish('repo', '1.0.0', { marker: 'changed' })).toBe(409);
  expect(await world.install('repo', '1.0.0')).toBe('repo');
});

test('UP-039 publishing goes to the repository that was asked alone', async () => {
  await world.tryPublish('repo', '1.0.0');
  expect([await world.stored('repo'), await world.stored('up'), await world.stored('store')]).toEqual([
    ['1.0.0'],
    [],
    [],
  ]);
});
