import { DescribeRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(() => world.reset());
afterAll(() => closeUpstreamWorld(world));

/** Takes the version away from wherever it is found until nobody has it: the order of the search. */
async function readOrder(start: string, version = '1.0.0'): Promise<string[]> {
  const order: string[] = [];
  for (;;) {
    const marker = await world.install(start, version);
    if (typeof marker === 'number') return order;
    order.push(marker);
    await world.remove(start, version);
    if (marker !== start) await world.remove(marker, version);
  }
}

async function placeEverywhere(...repositories: string[]): Promise<void> {
  for (const repository of repositories) await world.place(repository, '1.0.0');
}

test('UP-021 UP-025 the first upstream that has a version gives it, and a new order changes which one that is', async () => {
  await world.graph({ u1: [], u2: [], u3: [], mine: ['u1', 'u2', 'u3'] });
  await placeEverywhere('u2', 'u3');
  expect(await world.install('mine', '1.0.0')).toBe('u2');
  await world.setUpstreams('mine', 'u3', 'u2', 'u1');
  await world.remove('mine', '1.0.0');
  expect(await world.install('mine', '1.0.0')).toBe('u3');
  expect(await world.install('mine', '2.0.0')).toBe(404);
});

test('UP-020 UP-026 upstreams of an upstream come before its next sibling', async () => {
  await world.graph({ ee: [], dd: [], cc: [], bb: [], aa: [], mine: [] });
  await placeEverywhere('mine', 'aa', 'bb', 'cc', 'dd', 'ee');
  await world.setUpstreams('dd', 'ee');
  await world.setUpstreams('aa', 'cc', 'dd');
  await world.setUpstreams('mine', 'aa', 'bb');
  expect(await readOrder('mine')).toEqual(['mine', 'aa', 'cc', 'dd', 'ee', 'bb']);
});

test('UP-022 UP-028 a repository that can be reached on two ways stands where it is reached first', async () => {
  await world.graph({ dd: [], cc: [], bb: [], aa: [], rr: [] });
  await placeEverywhere('rr', 'aa', 'bb', 'cc', 'dd');
  await world.setUpstreams('bb', 'cc', 'dd');
  await world.setUpstreams('aa', 'cc');
  await world.setUpstreams('rr', 'aa', 'bb');
  expect(await readOrder('rr')).toEqual(['rr', 'aa', 'cc', 'bb', 'dd']);
});

test('UP-011 UP-022 cycles and a repository upstream of itself are searched once', async () => {
  await world.graph({ bb: [], aa: ['bb'], self: [] });
  await placeEverywhere('bb');
  await world.setUpstreams('bb', 'aa');
  await world.setUpstreams('self', 'self', 'aa');
  expect(await world.install('self', '1.0.0')).toBe('bb');
  expect(await world.install('self', '2.0.0')).toBe(404);
  expect(await world.visible('aa')).toEqual(['1.0.0']);
});

test('UP-023 UP-027 QUOTA-004 the 25th upstream is searched and the 26th is not', async () => {
  const names = Array.from({ length: 27 }, (_, index) => `r${index}`);
  await world.graph(Object.fromEntries(names.map((name) => [name, []])));
  await world.place('r25', '1.0.0');
  await world.place('r26', '2.0.0');
  for (const [index, name] of names.slice(0, -1).entries()) await world.setUpstreams(name, `r${index + 1}`);
  expect(await world.visible('r0')).toEqual(['1.0.0']);
  expect(await world.install('r0', '1.0.0')).toBe('r25');
  expect(await world.install('r0', '2.0.0')).toBe(404);
  expect(await world.install('r1', '2.0.0')).toBe('r26');
});

test('UP-023 a repository reached twice and an external connection do not count towards the limit', async () => {
  const names = Array.from({ length: 26 }, (_, index) => `r${index}`);
  await world.graph(Object.fromEntries(names.map((name) => [name, []])));
  await world.place('r25', '1.0.0');
  await world.offer('3.0.0');
  await world.connect('r1');
  for (const index of [2, 3, 4, 5]) {
    await world.setUpstreams(
      `r${index}`,
      ...Array.from({ length: 5 }, (_, n) => `r${index * 5 + n - 4}`),
      'r1',
    );
  }
  await world.setUpstreams('r0', 'r1', 'r2', 'r3', 'r4', 'r5');
  // r2 → r6 … r10, r3 → r11 … r15, r4 → r16 … r20, r5 → r21 … r25: 25 in all, r1 met five times.
  expect(await world.visible('r0')).toEqual(['1.0.0', '3.0.0']);
});

test('UP-024 UP-029 an external connection is searched right after its repository', async () => {
  await world.graph({ store: [], internal: [], rr: [] });
  await world.connect('store');
  await world.offer('1.0.0');
  await world.place('internal', '1.0.0');
  await world.setUpstreams('rr', 'store', 'internal');
  expect(await world.install('rr', '1.0.0')).toBe('public');
  await world.remove('rr', '1.0.0');
  await world.setUpstreams('rr', 'internal', 'store');
  expect(await world.install('rr', '1.0.0')).toBe('internal');
});

test('UP-021 the repository with the connection is searched before the connection', async () => {
  await world.connect('app');
  await world.place('app', '1.0.0');
  await world.offer('1.0.0');
  const before = world.registry.requests.length;
  expect(await world.install('app', '1.0.0')).toBe('app');
  expect(world.registry.requests.slice(before)).toEqual([]);
});

test('UP-010 what was reached through a removed upstream is gone, what was retained stays', async () => {
  await world.graph({ deep: [], uu: ['deep'], rr: ['uu'] });
  await world.place('uu', '1.0.0');
  await world.place('deep', '2.0.0');
  await world.place('deep', '3.0.0');
  expect(await world.install('rr', '2.0.0')).toBe('deep');
  await world.setUpstreams('rr');
  expect(await world.visible('rr')).toEqual(['2.0.0']);
  expect(await Promise.all(['1.0.0', '2.0.0', '3.0.0'].map((v) => world.install('rr', v)))).toEqual([
    404,
    'deep',
    404,
  ]);
});

test('UP-009 a new upstream moves nothing until somebody asks', async () => {
  await world.place('other', '1.0.0');
  await world.setUpstreams('app', 'other');
  expect(await world.stored('app')).toEqual([]);
  expect(await world.visible('app')).toEqual(['1.0.0']);
});

test('UP-012 only direct upstreams are described', async () => {
  await world.graph({ cc: [], bb: ['cc'], aa: ['bb'] });
  const { repository } = await world.client.send(
    new DescribeRepositoryCommand({ ...DOMAIN, repository: 'aa' }),
  );
  expect(repository?.upstreams).toEqual([{ repositoryName: 'bb' }]);
});

test('UP-021 UP-064 what a repository retained is what its downstream finds there', async () => {
  await world.graph({ uu: [], rr: ['uu'], xx: ['rr'] });
  await world.place('uu', '1.0.0');
  expect(await world.install('rr', '1.0.0')).toBe('uu');
  await world.remove('uu', '1.0.0');
  expect(await world.install('xx', '1.0.0')).toBe('uu');
  expect(await world.stored('xx')).toEqual(['1.0.0']);
});
