import supertest from 'supertest';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListDomainsCommand,
} from '@aws-sdk/client-codeartifact';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src';
import { createTestClock, startEmulator, TEST_TIME, type TestEmulator } from '../support/emulator';

let emulator: TestEmulator;
let own: Emulator | undefined;
afterEach(async () => {
  await emulator?.close();
  await own?.close();
});

const clockOf = (): Promise<supertest.Response> => supertest(emulator.url).get('/_codeartifact/clock').then();
const move = (body: string | object) =>
  supertest(emulator.url).post('/_codeartifact/clock').set('content-type', 'application/json').send(body);

const createDomain = () => emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));

async function startReal(options: EmulatorOptions = {}): Promise<Emulator> {
  own = await createEmulator({ external: 'off', ...options });
  return own;
}

test('the clock shows what it goes by, and runs', async () => {
  emulator = await startEmulator();
  expect((await clockOf()).body).toEqual({ now: TEST_TIME, frozen: false });
});

test('a frozen clock stands still while what it goes by moves on, and runs again from there', async () => {
  emulator = await startEmulator();
  await move({ freeze: true }).expect(200, { now: TEST_TIME, frozen: true });
  emulator.clock.advance(60);
  expect((await clockOf()).body).toEqual({ now: TEST_TIME, frozen: true });
  await move({ resume: true }).expect(200, { now: TEST_TIME, frozen: false });
  emulator.clock.advance(60);
  expect((await clockOf()).body).toEqual({ now: '2026-03-04T05:07:07.890Z', frozen: false });
});

test('a clock is set and moved on, standing or running', async () => {
  emulator = await startEmulator();
  await move({ set: '2030-01-01T00:00:00+01:00' }).expect(200, {
    now: '2029-12-31T23:00:00.000Z',
    frozen: false,
  });
  await move({ advance: 1.5 }).expect(200, { now: '2029-12-31T23:00:01.500Z', frozen: false });
  await move({ freeze: '2031-01-01' }).expect(200, { now: '2031-01-01T00:00:00.000Z', frozen: true });
  await move({ advance: -1 }).expect(200, { now: '2030-12-31T23:59:59.000Z', frozen: true });
});

test.each<[string, string | object]>([
  ['no JSON', '{'],
  ['no command', {}],
  ['two commands', { freeze: true, advance: 1 }],
  ['an unknown command', { stop: true }],
  ['a list', []],
  ['not to freeze', { freeze: false }],
  ['not to resume', { resume: false }],
  ['a moment without a zone', { set: '2026-03-04T05:06:07' }],
  ['a day that there is none of', { set: '2026-02-31' }],
  ['a number', { set: 1 }],
  ['a text of seconds', { advance: '60' }],
  ['an advance beyond all years', { advance: 1e300 }],
  ['an advance to before the epoch', { advance: -1e10 }],
])('%s is 400 and moves nothing', async (_, body) => {
  emulator = await startEmulator();
  const { body: answer } = await move(body).expect(400);
  expect(answer).toEqual({ message: expect.any(String) });
  expect((await clockOf()).body).toEqual({ now: TEST_TIME, frozen: false });
});

test('AUTH-106 AUTH-144 a token expires when the clock is moved past its end', async () => {
  emulator = await startEmulator();
  await createDomain();
  await emulator.client().send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app' }));
  const authorization = `Bearer ${await emulator.token('dom')}`;
  const ping = () =>
    supertest(emulator.endpoint('dom', 'app')).get('/-/ping').set('authorization', authorization);
  await ping().expect(200);
  await move({ advance: 12 * 3600 + 1 }).expect(200);
  await ping().expect(401);
});

test('the Date header, the request log and new records show the moved time', async () => {
  emulator = await startEmulator();
  await move({ set: '2040-05-06T07:08:09Z' });
  const { domain } = await createDomain();
  expect(domain?.createdTime).toEqual(new Date('2040-05-06T07:08:09Z'));
  expect(emulator.requests().at(-1)?.time).toBe('2040-05-06T07:08:09.000Z');
  expect((await clockOf()).headers.date).toBe('Sun, 06 May 2040 07:08:09 GMT');
});

test('a reset returns the clock to how it started', async () => {
  emulator = await startEmulator({ clock: '2033-03-03' });
  await move({ set: '2044-01-01' });
  await move({ resume: true });
  await emulator.reset();
  expect((await clockOf()).body).toEqual({ now: '2033-03-03T00:00:00.000Z', frozen: true });
});

test('AUTH-014 a client signs by its own clock where the emulator’s was moved', async () => {
  const real = await startReal({ clock: '2001-02-03T04:05:06Z' });
  emulator = await startEmulator();
  const client = new CodeartifactClient({
    ...{ endpoint: real.url, region: real.region, credentials: real.credentials, maxAttempts: 1 },
  });
  await client.send(new ListDomainsCommand({}));
  real.clock.resume();
  await client.send(new ListDomainsCommand({}));
  client.destroy();
});

test('in process the clock takes moments in any form, and throws for what is none', async () => {
  const { clock } = await startReal({ clock: createTestClock() });
  emulator = await startEmulator();
  clock.freeze('2026-01-01T00:00:00Z');
  clock.advance(1);
  expect(clock.now()).toBe(Date.parse('2026-01-01T00:00:01Z'));
  clock.set(new Date(5));
  expect(clock.state()).toEqual({ now: '1970-01-01T00:00:00.005Z', frozen: true });
  clock.resume();
  for (const wrong of ['tomorrow', NaN, -1, new Date(NaN)]) {
    expect(() => clock.set(wrong)).toThrow(RangeError);
    expect(() => clock.freeze(wrong)).toThrow(RangeError);
  }
  expect(() => clock.advance(Infinity)).toThrow(RangeError);
  expect(clock.state()).toEqual({ now: '1970-01-01T00:00:00.005Z', frozen: false });
});

test('an impossible start is refused', async () => {
  await expect(createEmulator({ clock: 'noon' })).rejects.toThrow(/'clock'.*'noon'/);
});

test('a token’s announced end follows the moved clock', async () => {
  emulator = await startEmulator();
  await createDomain();
  emulator.clock.freeze('2050-01-01T00:00:00Z');
  const { expiration } = await emulator
    .client()
    .send(new GetAuthorizationTokenCommand({ domain: 'dom', durationSeconds: 900 }));
  expect(expiration).toEqual(new Date('2050-01-01T00:15:00Z'));
});
