import { DisposePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
// top → [mid → [store → public], side]
beforeEach(async () => {
  await world.reset();
  await world.graph({ store: [], side: [], mid: ['store'], top: ['mid', 'side'] });
  await world.connect('store');
});
afterAll(() => closeUpstreamWorld(world));

async function ask(question: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(
    `${world.emulator.url}/_codeartifact/explain?${new URLSearchParams(question).toString()}`,
  );
  return { status: answer.status, body: await answer.json() };
}

const question = (repository: string, version = '1.0.0') => ({
  domain: 'dom',
  repository,
  format: 'npm',
  package: world.name,
  version,
});

test('DESIGN D10 in process the same is said', async () => {
  await world.offer('1.0.0');
  const asked = { ...question('top'), format: 'npm' } as const;
  expect(await world.emulator.explain(asked)).toEqual((await ask(asked)).body);
  await expect(world.emulator.explain({ ...asked, repository: 'none' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(world.emulator.explain({ ...asked, version: '' })).rejects.toThrow("'version' is missing");
});

const notFound = (...repositories: string[]) =>
  repositories.map((repository) => ({ repository, outcome: 'NOT_FOUND' }));

/** Explains, then installs: both must agree on the status and on who holds a copy. */
async function explain(repository: string, version = '1.0.0'): Promise<unknown> {
  const { status, body } = await ask(question(repository, version));
  expect(status).toBe(200);
  const { answer, retainedIn } = body as { answer: { status: number }; retainedIn: string[] }; // DESIGN D10
  const marker = await world.install(repository, version);
  expect(typeof marker === 'number' ? marker : 200).toBe(answer.status);
  if (answer.status === 200) {
    const again = (await ask(question(repository, version))).body;
    expect(again).toMatchObject({ answer: { status: 200, from: repository }, retainedIn: expect.any(Array) });
    for (const holder of retainedIn) expect(await world.stored(holder)).toContain(version);
  }
  return body;
}

test('a public version: every place on the way, and the two repositories that keep it', async () => {
  await world.offer('1.0.0');
  expect(await explain('top')).toEqual({
    steps: [...notFound('top', 'mid', 'store'), { externalConnection: 'public:npmjs', outcome: 'FOUND' }],
    answer: { status: 200, from: 'public:npmjs' },
    retainedIn: ['top', 'store'],
  });
  expect([await world.stored('top'), await world.stored('mid'), await world.stored('store')]).toEqual([
    ['1.0.0'],
    [],
    ['1.0.0'],
  ]);
});

test('a version of an upstream: kept where it was asked for', async () => {
  await world.place('side', '1.0.0');
  expect(await explain('top')).toEqual({
    steps: [
      ...notFound('top', 'mid', 'store'),
      { externalConnection: 'public:npmjs', outcome: 'NOT_FOUND' },
      { repository: 'side', outcome: 'FOUND' },
    ],
    answer: { status: 200, from: 'side' },
    retainedIn: ['top'],
  });
});

test('a version of its own: no further step, no copy', async () => {
  await world.place('top', '1.0.0');
  expect(await explain('top')).toEqual({
    steps: [{ repository: 'top', outcome: 'FOUND' }],
    answer: { status: 200, from: 'top' },
    retainedIn: [],
  });
});

test('an explanation retains nothing itself', async () => {
  await world.offer('1.0.0');
  await ask(question('top'));
  expect([await world.stored('top'), await world.stored('store')]).toEqual([[], []]);
});

test('nowhere', async () => {
  expect(await explain('top')).toEqual({
    steps: [
      ...notFound('top', 'mid', 'store'),
      { externalConnection: 'public:npmjs', outcome: 'NOT_FOUND' },
      ...notFound('side'),
    ],
    answer: { status: 404 },
    retainedIn: [],
  });
});

test('UP-104 the origin configuration of the package', async () => {
  await world.place('side', '1.0.0');
  await world.allow('top', 'ALLOW', 'BLOCK');
  const reason = "the package's origin configuration blocks upstream";
  expect(await explain('top')).toEqual({
    steps: [
      ...notFound('top'),
      { repository: 'mid', outcome: 'BLOCKED', reason },
      { repository: 'side', outcome: 'BLOCKED', reason },
    ],
    answer: { status: 404 },
    retainedIn: [],
  });
});

test('UP-105 UP-106 the group of the package', async () => {
  await world.offer('1.0.0');
  await world.group('/npm/*', { EXTERNAL_UPSTREAM: 'BLOCK', INTERNAL_UPSTREAM: ['mid'] });
  const reason = "the package's group does not allow this origin here";
  expect(await explain('mid')).toMatchObject({
    steps: [...notFound('mid', 'store'), { externalConnection: 'public:npmjs', outcome: 'BLOCKED', reason }],
    answer: { status: 404 },
  });
  expect(await explain('top')).toMatchObject({
    steps: [
      ...notFound('top'),
      { repository: 'mid', outcome: 'BLOCKED', reason },
      { repository: 'side', outcome: 'BLOCKED', reason },
    ],
  });
});

test('UP-072 UP-074 the status of the version, which ends the search', async () => {
  await world.place('mid', '1.0.0');
  await world.offer('1.0.0');
  await world.setStatus('mid', '1.0.0', 'Archived');
  expect(await explain('top')).toEqual({
    steps: [...notFound('top'), { repository: 'mid', outcome: 'FOUND', reason: 'the version is Archived' }],
    answer: { status: 404, from: 'mid' },
    retainedIn: [],
  });
  await world.client.send(
    new DisposePackageVersionsCommand({
      ...DOMAIN,
      repository: 'mid',
      format: 'npm',
      package: world.name,
      versions: ['1.0.0'],
    }),
  );
  expect(await explain('mid')).toMatchObject({
    steps: [{ repository: 'mid', outcome: 'FOUND', reason: 'the version is Disposed' }],
  });
});

test('UP-023 the limit of the search', async () => {
  const names = Array.from({ length: 27 }, (_, index) => `r${index}`);
  for (const name of [...names].reverse()) {
    const next = `r${Number(name.slice(1)) + 1}`;
    await world.graph({ [name]: names.includes(next) ? [next] : [] });
  }
  await world.place('r26', '1.0.0');
  expect(await explain('r0')).toEqual({
    steps: [
      ...notFound(...names.slice(0, 26)),
      { repository: 'r26', outcome: 'LIMIT', reason: 'the search had reached its limit of repositories' },
    ],
    answer: { status: 404 },
    retainedIn: [],
  });
});

test('UP-040 UP-042 an upstream that was deleted, in its place', async () => {
  await world.place('side', '1.0.0');
  await world.deleteRepository('mid');
  expect(await explain('top')).toEqual({
    steps: [
      ...notFound('top'),
      { repository: 'mid', outcome: 'DANGLING', reason: 'the upstream repository was deleted' },
      { repository: 'side', outcome: 'FOUND' },
    ],
    answer: { status: 200, from: 'side' },
    retainedIn: ['top'],
  });
});

test('an asset that the version does not have', async () => {
  await world.place('side', '1.0.0');
  const assets = await Promise.all(
    ['package.tgz', 'other.tgz'].map((asset) => ask({ ...question('side'), asset })),
  );
  expect(assets.map(({ body }) => body)).toEqual([
    {
      steps: [{ repository: 'side', outcome: 'FOUND' }],
      answer: { status: 200, from: 'side' },
      retainedIn: [],
    },
    {
      steps: [{ repository: 'side', outcome: 'FOUND', reason: 'the version has no such asset' }],
      answer: { status: 404, from: 'side' },
      retainedIn: [],
    },
  ]);
});

test('UP-038 generic packages are looked for in the repository alone', async () => {
  await world.publish('1.0.0', { file: 'content' }, { ...DOMAIN, repository: 'mid' });
  const generic = { ...question('top'), format: 'generic', namespace: 'ns', package: 'tool' };
  expect((await ask(generic)).body).toEqual({
    steps: notFound('top'),
    answer: { status: 404 },
    retainedIn: [],
  });
  expect((await ask({ ...generic, repository: 'mid' })).body).toMatchObject({
    answer: { status: 200, from: 'mid' },
  });
});

test('a scope is asked for as a namespace', async () => {
  await world.place('side', '1.0.0', { name: '@sc/pb' });
  expect((await ask({ ...question('side'), namespace: 'sc', package: 'pb' })).body).toMatchObject({
    answer: { status: 200, from: 'side' },
  });
});

test.each(['domain', 'repository', 'format', 'package', 'version'])(
  'a question without %s is refused',
  async (member) => {
    const rest = Object.fromEntries(Object.entries(question('top')).filter(([name]) => name !== member));
    expect(await ask(rest)).toEqual({ status: 400, body: { message: `Parameter '${member}' is missing` } });
  },
);

test('an unknown format, and names that the format cannot have, are refused', async () => {
  expect(await ask({ ...question('top'), format: 'rpm' })).toEqual({
    status: 400,
    body: { message: expect.stringContaining("Parameter 'format' must be one of npm, ") },
  });
  expect((await ask({ ...question('top'), format: 'maven' })).status).toBe(400);
});

test('an unknown repository, domain, owner or region is not found', async () => {
  for (const change of [
    { repository: 'nope' },
    { domain: 'nope' },
    { domainOwner: '111111111111' },
    { region: 'eu-west-1' },
  ]) {
    expect(await ask({ ...question('top'), ...change })).toEqual({
      status: 404,
      body: { message: expect.stringContaining('not found') },
    });
  }
});
