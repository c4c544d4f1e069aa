import {
  CreateDomainCommand,
  DescribeDomainCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { createEmulator, type Emulator } from '../../src';

let emulator: Emulator;
let client: CodeartifactClient;
const start = async (freezeClock?: string) => {
  emulator = await createEmulator({
    external: 'off',
    logLevel: 'error',
    ...(freezeClock && { freezeClock }),
  });
  const { url, region, credentials } = emulator;
  client = new CodeartifactClient({ endpoint: url, region, credentials, maxAttempts: 1 });
};
afterEach(async () => {
  client.destroy();
  await emulator.close();
});

const NOON = '2030-01-01T12:00:00.000Z';

async function post(body: unknown): Promise<[number, unknown]> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${emulator.url}/_codeartifact/clock`, { method: 'POST', body: text });
  return [answer.status, await answer.json()];
}
const get = async () => (await fetch(`${emulator.url}/_codeartifact/clock`)).json();

test('DESIGN D9 AUTH-144 a frozen clock gives every time there is', async () => {
  await start(NOON);
  expect(await get()).toEqual({ now: NOON, frozen: true });
  await client.send(new CreateDomainCommand({ domain: 'dom' }));
  const { domain } = await client.send(new DescribeDomainCommand({ domain: 'dom' }));
  expect(domain?.createdTime).toEqual(new Date(NOON));
  const { headers } = await fetch(`${emulator.url}/v1/domain?domain=dom`);
  expect(headers.get('date')).toBe('Tue, 01 Jan 2030 12:00:00 GMT');
});

test('DESIGN D9 AUTH-103 tokens expire when the clock is moved, and signatures do not', async () => {
  await start();
  await client.send(new CreateDomainCommand({ domain: 'dom' }));
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'dom' }));
  const ping = async () => {
    const headers = { authorization: `Bearer ${authorizationToken}` };
    return (await fetch(`${emulator.url}/npm/d/dom-000000000000/app/-/ping`, { headers })).status;
  };
  expect(await ping()).toBe(404);
  expect((await post({ advance: 43_201 }))[0]).toBe(200);
  expect(await ping()).toBe(401);
  await client.send(new DescribeDomainCommand({ domain: 'dom' }));
  emulator.clock.advance(-43_201);
  expect(await ping()).toBe(404);
});

test('DESIGN D10 it is frozen, set, moved and let go, by request and in process', async () => {
  await start();
  expect(await post({ freeze: NOON })).toEqual([200, { now: NOON, frozen: true }]);
  expect(await post({ advance: 90.5 })).toEqual([200, { now: '2030-01-01T12:01:30.500Z', frozen: true }]);
  expect(await post({ set: '2031-02-03T04:05:06Z' })).toEqual([
    200,
    { now: '2031-02-03T04:05:06.000Z', frozen: true },
  ]);
  const [, resumed] = await post({ resume: true });
  expect(resumed).toMatchObject({
    now: expect.stringMatching(/^2031-02-03T04:05:/) as unknown,
    frozen: false,
  });
  await post({ freeze: true });
  expect(emulator.clock.state()).toEqual(await get());
  emulator.clock.set(NOON);
  expect(emulator.clock.now()).toBe(Date.parse(NOON));
});

test('DESIGN D10 a reset brings back the clock of the start', async () => {
  await start(NOON);
  await post({ advance: 3600 });
  await emulator.reset();
  expect(await get()).toEqual({ now: NOON, frozen: true });
});

test.each([
  '{',
  [],
  {},
  { freeze: false },
  { freeze: 'soon' },
  { set: 1 },
  { advance: '1' },
  { advance: 1e300 },
  { resume: true, set: NOON },
])('DESIGN D10 %j is refused and changes nothing', async (body) => {
  await start(NOON);
  const [status, answer] = await post(body);
  expect([status, answer]).toEqual([400, { message: expect.any(String) as unknown }]);
  expect(await get()).toEqual({ now: NOON, frozen: true });
});

test('DESIGN D10 a time that is none stops the start', async () => {
  await start();
  await expect(createEmulator({ freezeClock: 'noon' })).rejects.toThrow("'noon' is not a time");
});
