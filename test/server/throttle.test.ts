import {
  CodeartifactClient,
  CreateRepositoryCommand,
  GetAssociatedPackageGroupCommand,
  GetAuthorizationTokenCommand,
  ListPackagesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError } from '../support/api';
import { startEmulator } from '../support/emulator';
import { APP, NPM, startPackageWorld, type PackageWorld } from '../support/package-world';

let world: PackageWorld;
afterEach(() => world.emulator.close());

const start = async (throttle: Readonly<Record<string, number>> | 'real') => {
  world = await startPackageWorld({ throttle });
};

test('QUOTA-012 QUOTA-050 QUOTA-053 an operation beyond its rate is refused until time has passed', async () => {
  await start({ ListPackages: 2 });
  const list = () => world.client.send(new ListPackagesCommand(APP));
  await list();
  await list();
  expect(await findError(list())).toEqual({
    name: 'ThrottlingException',
    status: 429,
    message: 'Rate exceeded',
  });
  await world.client.send(new ListPackageVersionsCommand({ ...NPM })).catch(() => undefined);
  world.emulator.clock.advance(1);
  await list();
  await list();
  expect((await findError(list())).status).toBe(429);
});

test('QUOTA-050 the answer says in seconds when to come back', async () => {
  await start({ ListPackages: 1 });
  const path = '/v1/packages?domain=dom&repository=app';
  await callApi(world.emulator, 'POST', path);
  const answer = await fetch(world.emulator.url + path, { method: 'POST' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  expect(answer.headers.get('x-amzn-errortype')).toBe('ThrottlingException');
});

test('AUTH-071 forty tokens a second', async () => {
  await start('real');
  const get = () => world.client.send(new GetAuthorizationTokenCommand({ domain: 'dom' }));
  world.emulator.clock.advance(1);
  for (let i = 0; i < 40; i++) await get();
  expect((await findError(get())).status).toBe(429);
  world.emulator.clock.advance(1);
  await get();
});

test('QUOTA-022 operations that do not declare it are refused in the same way', async () => {
  await start({ reads: 1 });
  const input = { domain: 'dom', format: 'npm', package: 'chalk' } as const;
  const get = () => world.client.send(new GetAssociatedPackageGroupCommand(input));
  await get();
  expect(await findError(get())).toMatchObject({ name: 'ThrottlingException', status: 429 });
});

test('QUOTA-015 accounts have rates of their own', async () => {
  await start({ writes: 5 });
  const create = (account: string, repository: string) =>
    world.emulator
      .client({ account })
      .send(new CreateRepositoryCommand({ domain: 'dom', domainOwner: '000000000000', repository }));
  for (let i = 0; i < 5; i++) await create('111111111111', `a${i}`);
  expect((await findError(create('111111111111', 'a5'))).status).toBe(429);
  await create('222222222222', 'b0');
});

test('QUOTA-014 QUOTA-016 QUOTA-051 package managers are refused with Retry-After, and nothing is stored', async () => {
  await start({ requestsPerToken: 2 });
  const ping = () => world.npm('/-/ping');
  expect([(await ping()).status, (await ping()).status]).toEqual([200, 200]);
  const answer = await ping();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await answer.json()).toMatchObject({ error: 'Rate exceeded' });
  world.emulator.clock.advance(1);
  expect((await ping()).status).toBe(200);
});

test('QUOTA-017 who shows no token is counted by address', async () => {
  await start({ requestsWithoutToken: 1 });
  const ping = () => fetch(`${world.emulator.endpoint('dom', 'app')}/-/ping`);
  expect([(await ping()).status, (await ping()).status]).toEqual([401, 429]);
});

test('QUOTA-052 an SDK comes back by itself', async () => {
  await start({ ListPackages: 1 });
  const { url, credentials } = world.emulator;
  const client = new CodeartifactClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 2 });
  const list = () => client.send(new ListPackagesCommand(APP));
  await list();
  // A refused attempt lets the second pass that the answer asks for.
  client.middlewareStack.add(
    (next) => (args) =>
      next(args).catch((error: unknown) => {
        world.emulator.clock.advance(1);
        throw error;
      }),
    { step: 'finalizeRequest', priority: 'low' },
  );
  await list();
  expect((await list()).$metadata.attempts).toBe(2);
  client.destroy();
});

test('QUOTA-060 QUOTA-063 nothing is throttled by default, and what is enforced can be read', async () => {
  world = await startPackageWorld();
  const read = async () => (await fetch(`${world.emulator.url}/_codeartifact/quotas`)).json();
  expect(await read()).toMatchObject({
    limits: { domainsPerAccount: 1000, packageGroupsPerDomain: null },
    throttle: {},
  });
  await world.emulator.close();
  await start('real');
  expect(await read()).toMatchObject({
    throttle: { CopyPackageVersions: 5, reads: 800, requestsPerToken: 1200 },
  });
});

test.each([{ Nothing: 1 }, { reads: 0 }])('QUOTA-060 %j is no rate', async (throttle) => {
  world = await startPackageWorld();
  await expect(startEmulator({ throttle })).rejects.toThrow(RangeError);
});
