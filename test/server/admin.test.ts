import { CreateDomainCommand, DescribeDomainCommand, ListDomainsCommand } from '@aws-sdk/client-codeartifact';
import supertest from 'supertest';
import { version } from '../../package.json';
import { callApi } from '../support/api';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { startNpmRepository } from '../support/npm-repository';

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startEmulator();
});

afterEach(() => emulator.close());

const admin = () => supertest(emulator.url);
const createDomain = (domain: string) => emulator.client().send(new CreateDomainCommand({ domain }));

async function listDomains(): Promise<(string | undefined)[]> {
  const { domains = [] } = await emulator.client().send(new ListDomainsCommand({}));
  return domains.map(({ name }) => name);
}

test('health and readiness answer', async () => {
  await admin().get('/_codeartifact/health').expect(200, { status: 'ok', version });
  await admin().get('/_codeartifact/ready').expect(200, { ready: true });
  const { body } = await admin().get('/_localstack/health').expect(200);
  expect(body).toMatchObject({ services: { codeartifact: 'running' } });
});

test('coverage divides operations and endpoints into what works and what a later version brings', async () => {
  const { body } = await admin().get('/_codeartifact/coverage').expect(200);
  const { operations, endpoints } = body;
  expect(operations.implemented).toEqual(expect.arrayContaining(['CreateDomain', 'GetAuthorizationToken']));
  expect([...operations.implemented, ...operations.missing].sort()).toHaveLength(48);
  expect(new Set([...operations.implemented, ...operations.missing]).size).toBe(48);
  expect([...endpoints.implemented, ...endpoints.missing].sort()).toEqual(
    ['cargo', 'maven', 'npm', 'nuget', 'pypi', 'ruby', 'swift'].sort(),
  );
  expect(endpoints.implemented).toContain('npm');
});

test('requests of both doors are listed with caller, outcome and time', async () => {
  const { emulator: busy, request } = await startNpmRepository();
  await callApi(busy, 'GET', '/v1/domain?domain=none');
  await request('/nothing', { headers: { 'user-agent': 'npm/11' } });
  const { body } = await supertest(busy.url).get('/_codeartifact/requests').expect(200);
  const [api, pack] = body.requests.slice(-2);
  expect(api).toEqual({
    ...{ requestId: expect.any(String), time: '2026-03-04T05:06:07.890Z', durationMs: expect.any(Number) },
    ...{
      door: 'api',
      method: 'GET',
      uri: '/v1/domain?domain=none',
      action: 'DescribeDomain',
      domain: 'none',
      userAgent: expect.any(String),
    },
    ...{ account: '000000000000', region: 'us-east-1', principal: 'arn:aws:iam::000000000000:user/local' },
    ...{
      status: 404,
      errorCode: 'ResourceNotFoundException',
      errorMessage: expect.stringContaining("'none'"),
    },
  });
  expect(pack).toEqual({
    ...{ requestId: expect.any(String), time: '2026-03-04T05:06:07.890Z', durationMs: expect.any(Number) },
    ...{ door: 'package', method: 'GET', uri: '/npm/d/dom-000000000000/app/nothing', format: 'npm' },
    ...{ action: 'ReadFromRepository', userAgent: 'npm/11', account: '000000000000', region: 'us-east-1' },
    ...{ principal: 'arn:aws:iam::000000000000:user/test', status: 404 },
    ...{ domain: 'dom', repository: 'app', package: 'nothing' },
    ...{ errorCode: expect.any(String), errorMessage: expect.any(String) },
  });
  await busy.close();
});

test('the list of requests carries no token and no signature', async () => {
  const { emulator: busy, token, request } = await startNpmRepository();
  await request(`/-/user/token/${token}`, { method: 'DELETE' });
  await callApi(
    busy,
    'GET',
    '/v1/domain?domain=dom&X-Amz-Signature=0123456789abcdef&X-Amz-Security-Token=secret',
  );
  const { text } = await supertest(busy.url).get('/_codeartifact/requests').expect(200);
  expect(text).toContain('/-/user/token/REDACTED');
  for (const secret of [token, token.slice(0, 40), '0123456789abcdef', 'secret'])
    expect(text).not.toContain(secret);
  await busy.close();
});

test.each(['/_codeartifact/reset', '/moto-api/reset'])(
  'POST %s forgets resources and requests',
  async (path) => {
    await createDomain('gone');
    await admin().post(path).expect(200, { status: 'ok' });
    expect(emulator.requests()).toEqual([]);
    expect(await listDomains()).toEqual([]);
  },
);

test('a snapshot is returned to, as often as wanted', async () => {
  await createDomain('kept');
  await admin()
    .post('/_codeartifact/snapshots/base%20line')
    .expect(200, { status: 'ok', snapshot: 'base line' });
  for (const domain of ['later', 'latest']) {
    await createDomain(domain);
    await admin()
      .post('/_codeartifact/snapshots/base%20line/restore')
      .expect(200, { status: 'ok', snapshot: 'base line' });
    expect(await listDomains()).toEqual(['kept']);
  }
});

test('a snapshot outlives a reset', async () => {
  await createDomain('kept');
  await admin().post('/_codeartifact/snapshots/a').expect(200);
  await admin().post('/_codeartifact/reset').expect(200);
  await admin().post('/_codeartifact/snapshots/a/restore').expect(200);
  await emulator.client().send(new DescribeDomainCommand({ domain: 'kept' }));
});

test('what does not exist is not found', async () => {
  await admin()
    .post('/_codeartifact/snapshots/none/restore')
    .expect(404, { message: "There is no snapshot 'none'" });
  await admin()
    .get('/_codeartifact/nothing')
    .expect(404, { message: 'Nothing is served at GET /_codeartifact/nothing' });
  await admin().get('/_codeartifact/reset').expect(404);
  await admin().get('/').expect(404);
});

test('a path that cannot be decoded is the client’s mistake', async () => {
  const { body } = await admin().post('/_codeartifact/snapshots/%zz').expect(400);
  expect(body).toEqual({ message: expect.any(String) });
});

test('every answer carries a request id, and none says what serves it', async () => {
  const { headers } = await admin().get('/_codeartifact/health');
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers).not.toHaveProperty('x-powered-by');
});

test('QUOTA-064 --admin off removes the admin API and leaves the doors open', async () => {
  const closed = await startEmulator({ admin: false });
  for (const path of ['/_codeartifact/health', '/_codeartifact/requests', '/_localstack/health']) {
    await supertest(closed.url).get(path).expect(404);
  }
  await supertest(closed.url).post('/_codeartifact/reset').expect(404);
  await closed.client().send(new CreateDomainCommand({ domain: 'open' }));
  await closed.close();
});
