import { Readable } from 'node:stream';
import { createAuthenticator } from '../../src/auth/authenticator';
import { loadProtocol } from '../../src/protocol/model';
import { createApiDoor, type ApiDoorParts } from '../../src/server/api-door';
import type { HttpRequest } from '../../src/util/http';
import { callApi } from '../support/api';
import { constraintVariants } from '../support/constraint-variants';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { sendHttp } from '../support/raw-http';

let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(() => emulator.close());

interface Coverage {
  readonly operations: { readonly implemented: string[]; readonly missing: string[] };
}

test('AUTH-028 an unknown path or method is an unknown operation', async () => {
  for (const [method, path] of [
    ['GET', '/v1/nothing'],
    ['PATCH', '/v1/domain?domain=dom'],
    ['POST', '/v1/domain/'],
    ['GET', '/v1/'],
  ] as const) {
    const answer = await callApi(emulator, method, path);
    expect([answer.status, answer.errorType]).toEqual([404, 'UnknownOperationException']);
  }
});

test('AUTH-027 an unknown route comes before a missing signature', async () => {
  const strict = await startEmulator({ auth: 'strict' });
  expect((await callApi(strict, 'GET', '/v1/nothing')).status).toBe(404);
  expect((await callApi(strict, 'GET', '/v1/domain')).errorType).toBe('MissingAuthenticationTokenException');
  await strict.close();
});

test('AUTH-040 every answer names its request', async () => {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const seen = new Set<unknown>();
  for (const path of [
    '/v1/domains',
    '/v1/nothing',
    '/v1/domain?domain=none',
    '/npm/d/a-000000000000/b/c',
    '/',
    '/_codeartifact/health',
  ]) {
    const { headers } = await sendHttp(emulator.url, { path });
    expect(headers['x-amzn-requestid']).toMatch(uuid);
    seen.add(headers['x-amzn-requestid']);
  }
  expect(seen.size).toBe(6);
});

test('an operation without a handler answers 501, after its input was looked at', async () => {
  const never = (): never => {
    throw new Error('not to be reached');
  };
  const door = createApiDoor({
    protocol: loadProtocol(),
    authenticator: createAuthenticator({
      ...{ mode: 'off', account: '000000000000', region: 'us-east-1', clockSkewSeconds: 0, credentials: [] },
    }),
    operations: new Map(),
    addressing: { endpointStyle: 'path', endpointSuffix: 'localhost' },
    // No handler, so nobody looks into it.
    shared: {} as ApiDoorParts['shared'],
    now: () => 0,
    onUnexpectedError: never,
  });
  const send = async (query: string): Promise<unknown> => {
    const http: HttpRequest = {
      ...{ method: 'GET', path: '/v1/domain', query, headers: {}, rawHeaders: [], scheme: 'http' },
      ...{ authority: 'localhost', remoteAddress: '', body: Readable.from([]) },
    };
    const { status, body } = (await door.accept(http)?.('id', {})) ?? { status: 0, body: '' };
    return [status, typeof body === 'string' && JSON.parse(body)];
  };
  expect(await send('domain=dom')).toEqual([
    501,
    {
      __type: 'NotImplementedException',
      message: expect.stringContaining('DescribeDomain is not part of this version'),
    },
  ]);
  expect(await send('domain=D')).toEqual([
    400,
    expect.objectContaining({ reason: 'FIELD_VALIDATION_FAILED' }),
  ]);
});

test('what coverage calls implemented is not answered 501', async () => {
  const { body } = await callApi(emulator, 'GET', '/_codeartifact/coverage');
  const { operations } = body as unknown as Coverage;
  expect(operations.implemented.length + operations.missing.length).toBe(48);
  const answered = new Map<string, boolean>();
  for (const variant of constraintVariants()) {
    const { operation, accepted } = variant;
    if (!accepted || answered.has(operation)) continue;
    const { method, path, query, headers, body: sent } = variant.build();
    const answer = await sendHttp(emulator.url, { method, path: `${path}?${query}`, headers, body: sent });
    answered.set(operation, answer.status !== 501);
  }
  const implemented = [...answered].flatMap(([name, works]) => (works ? [name] : []));
  expect(implemented.sort()).toEqual([...operations.implemented].sort());
});

test('a body beyond every limit of the model is refused, and the client hears it', async () => {
  const body = JSON.stringify({ description: 'x'.repeat(3_000_000) });
  const answer = await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', body);
  expect([answer.status, answer.body['reason']]).toEqual([400, 'CANNOT_PARSE']);
});

test('REPO-179 the API is reached under the service’s own host name', async () => {
  const headers = { host: 'codeartifact.us-east-1.amazonaws.com' };
  expect((await sendHttp(emulator.url, { method: 'POST', path: '/v1/domains', headers })).status).toBe(200);
});
