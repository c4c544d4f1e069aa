import { createEmulator } from '../../src';
import { callApi } from '../support/api';
import { startNpmRepository, type NpmRepository } from '../support/npm-repository';
import { closeUpstreamWorld, startUpstreamWorld } from '../support/upstream-world';

let world: NpmRepository;
beforeEach(async () => {
  world = await startNpmRepository();
});
afterEach(() => world.emulator.close());

test('requests are listed by what they are about', async () => {
  const { emulator, publish, request } = world;
  await publish('@acme/core', '1.0.0');
  await request('/@acme%2fcore');
  await callApi(emulator, 'GET', '/v1/domain?domain=none');
  const count = (selection: Parameters<typeof emulator.requests.list>[0]): number =>
    emulator.requests.list(selection).length;
  expect(count({ package: '@acme/core' })).toBe(2);
  expect(count({ package: '@acme/core', action: 'ReadFromRepository' })).toBe(1);
  expect(count({ door: 'package', repository: 'app', format: 'npm', domain: 'dom' })).toBe(2);
  expect(count({ status: 404, door: 'api', domain: 'none' })).toBe(1);
  expect(count({ principal: 'arn:aws:iam::000000000000:user/local' })).toBe(1);
  expect(count(({ uri }) => uri.includes('@acme'))).toBe(2);
  expect(count({})).toBe(emulator.requests().length);
});

test('a request that was answered already is not waited for', async () => {
  await world.request('/left-pad');
  expect(await world.emulator.requests.waitFor({ package: 'left-pad' })).toMatchObject({
    ...{ door: 'package', status: 404, principal: 'arn:aws:iam::000000000000:user/test' },
    durationMs: expect.any(Number),
  });
});

test('a request that is to come is waited for', async () => {
  const { emulator, publish } = world;
  const awaited = emulator.requests.waitFor({ action: 'PublishPackageVersion' });
  await publish('left-pad', '1.0.0');
  expect(await awaited).toMatchObject({ package: 'left-pad', status: 200, account: '000000000000' });
});

test('a request that does not come is said to be missing', async () => {
  const awaited = world.emulator.requests.waitFor({ package: 'none' }, { timeoutMs: 1 });
  await expect(awaited).rejects.toThrow('No such request within 1 ms: {"package":"none"}');
});

test('a function that fails fails whoever waits, and no request', async () => {
  world.emulator.requests.clear();
  const awaited = world.emulator.requests.waitFor(() => {
    throw new Error('my mistake');
  });
  awaited.catch(() => undefined);
  expect((await world.request('/left-pad')).status).toBe(404);
  await expect(awaited).rejects.toThrow('my mistake');
});

test('the decision of the policies is told where they are evaluated', async () => {
  const own = await createEmulator({ external: 'off', auth: 'warn' });
  await callApi(own, 'POST', '/v1/domains');
  const { access } = await own.requests.waitFor({ action: 'ListDomains' });
  expect(access).toEqual([expect.objectContaining({ action: 'codeartifact:ListDomains' })]);
  await own.close();
});

test('an asset tells which repository or external connection it came from', async () => {
  const upstreams = await startUpstreamWorld();
  await upstreams.graph({ store: [], app2: ['store'], app3: ['store'] });
  await upstreams.connect('store');
  await upstreams.offer('1.0.0');
  for (const repository of ['app2', 'app3', 'app3']) await upstreams.install(repository, '1.0.0');
  const assets = upstreams.emulator.requests.list(({ from }) => from !== undefined);
  expect(assets.map(({ repository, from }) => [repository, from])).toEqual([
    ['app2', { repository: 'store', externalConnection: 'public:npmjs' }],
    ['app3', { repository: 'store' }],
    ['app3', { repository: 'app3' }],
  ]);
  await closeUpstreamWorld(upstreams);
});
