import { callApi } from '../support/api';
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

test('what a later version brings answers 501, exactly where coverage says so', async () => {
  const { body } = await callApi(emulator, 'GET', '/_codeartifact/coverage');
  const { operations } = body as unknown as Coverage;
  expect(operations.implemented.length + operations.missing.length).toBe(48);
  expect(operations.missing).toContain('DisposePackageVersions');
  const query = 'domain=dom&repository=app&format=npm&package=a';
  const answer = await callApi(emulator, 'POST', `/v1/package/versions/dispose?${query}`, {
    versions: ['1.0.0'],
  });
  expect(answer).toMatchObject({ status: 501, errorType: 'NotImplementedException' });
  expect(answer.body['message']).toContain('DisposePackageVersions is not part of this version');
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
