import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  CodeartifactClient,
  type GetAuthorizationTokenCommandInput,
  type GetAuthorizationTokenCommandOutput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const NOW = Date.parse('2026-03-04T05:06:07.000Z');
const get = (input: Partial<GetAuthorizationTokenCommandInput> = {}) =>
  client.send(new GetAuthorizationTokenCommand({ domain: 'acme', ...input }));
/** Seconds from the (whole) second of the call to the expiration. */
const lifeOf = ({ expiration }: GetAuthorizationTokenCommandOutput) =>
  ((expiration?.getTime() ?? 0) - NOW) / 1000;
/** A caller with temporary credentials, which the emulator knows nothing of. */
const createSession = ({ url, region }: TestEmulator, accessKeyId = 'ASIAUNKNOWN') =>
  new CodeartifactClient({
    endpoint: url,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret', sessionToken: 'session' },
  });
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('AUTH-050 AUTH-051 REAL-061 the inputs are in the query, the expiration is a whole number of seconds', async () => {
    const target = '/v1/authorization-token?domain=acme&domain-owner=000000000000&duration=900';
    const answer = await callApi(emulator, 'POST', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ authorizationToken: expect.any(String), expiration: NOW / 1000 + 900 });
  });

  test('AUTH-066 AUTH-067 the token is plain enough for every place that clients put it', async () => {
    const { authorizationToken } = await get();
    expect(authorizationToken).toMatch(/^eyJ2ZXIiOjEs[A-Za-z0-9_.-]+$/);
    expect(authorizationToken?.length).toBeLessThan(2048);
  });
});

describe('validation', () => {
  test.each([1, 899, 43_201, -1])(
    'AUTH-053 QUOTA-034 a duration of %p is refused',
    async (durationSeconds) => {
      expect(await findError(get({ durationSeconds }))).toEqual(invalidField);
    },
  );

  test.each(['1.5', 'abc', ''])('AUTH-053 the duration %p is no whole number', async (duration) => {
    const answer = await callApi(
      emulator,
      'POST',
      `/v1/authorization-token?domain=acme&duration=${duration}`,
    );
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
  });

  test('REPO-017 a duration is refused before the domain is looked for', async () => {
    expect(await findError(get({ domain: 'nowhere', durationSeconds: 899 }))).toEqual(invalidField);
  });

  test('DOM-001 DOM-014 malformed names and owners are refused', async () => {
    expect(await findError(get({ domain: 'my_domain' }))).toEqual(invalidField);
    expect(await findError(get({ domainOwner: '12' }))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('AUTH-052 twelve hours unless asked otherwise', async () => {
    expect(lifeOf(await get())).toBe(43_200);
  });

  test.each([900, 43_200])('AUTH-053 AUTH-057 %p seconds from the call', async (durationSeconds) => {
    expect(lifeOf(await get({ durationSeconds }))).toBe(durationSeconds);
  });

  test('AUTH-055 AUTH-134 zero and long-term keys: twelve hours', async () => {
    expect(lifeOf(await get({ durationSeconds: 0 }))).toBe(43_200);
  });

  test('AUTH-134 zero and a session that is not known: one hour', async () => {
    const session = createSession(emulator);
    const zero = await session.send(new GetAuthorizationTokenCommand({ domain: 'acme', durationSeconds: 0 }));
    session.destroy();
    expect(lifeOf(zero)).toBe(3600);
  });

  test('AUTH-054 AUTH-056 zero ends with the session, everything else does not', async () => {
    const sessionExpires = NOW + 1_234_567;
    const known = {
      accessKeyId: 'ASIAKNOWN',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      sessionExpires,
    };
    const other = await startEmulator({ credentials: [known] });
    const session = createSession(other, 'ASIAKNOWN');
    try {
      await session.send(new CreateDomainCommand({ domain: 'acme' }));
      const lives = [];
      for (const durationSeconds of [0, 3600, undefined]) {
        const command = new GetAuthorizationTokenCommand({ domain: 'acme', durationSeconds });
        lives.push(lifeOf(await session.send(command)));
      }
      expect(lives).toEqual([1234, 3600, 43_200]);
    } finally {
      session.destroy();
      await other.close();
    }
  });

  test('AUTH-065 every call mints another token, and all of them work', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
    const tokens = [(await get()).authorizationToken, (await get()).authorizationToken];
    expect(tokens[0]).not.toBe(tokens[1]);
    for (const token of tokens) {
      const answer = await fetch(`${emulator.endpoint('acme', 'store')}/-/ping`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
    }
  });

  test('AUTH-057 a token ends with its time', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
    const { authorizationToken } = await get({ durationSeconds: 900 });
    const ping = async () => {
      const headers = { authorization: `Bearer ${authorizationToken}` };
      return (await fetch(`${emulator.endpoint('acme', 'store')}/-/ping`, { headers })).status;
    };
    emulator.clock.advance(899);
    const before = await ping();
    emulator.clock.advance(2);
    const after = await ping();
    emulator.clock.advance(-901);
    expect([before, after]).toEqual([200, 401]);
  });

  test('AUTH-064 the domain does not exist', async () => {
    expect(await findError(get({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('AUTH-064 DOM-010 DOM-012 the domain of the owner that is named is meant', async () => {
    const there = emulator.client({ account: '111122223333' });
    const own = there.send(new GetAuthorizationTokenCommand({ domain: 'acme' }));
    expect(await findError(own)).toEqual(missingDomain('acme', '111122223333'));
    const named = new GetAuthorizationTokenCommand({ domain: 'acme', domainOwner: '000000000000' });
    expect((await there.send(named)).authorizationToken).toEqual(expect.any(String));
  });
});
