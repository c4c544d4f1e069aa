import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteDomainCommand,
  DeleteRepositoryCommand,
} from '@aws-sdk/client-codeartifact';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { startNpmRepository, type NpmRepository } from '../support/npm-repository';
import { sendHttp, type WireAnswer } from '../support/raw-http';

let repository: NpmRepository;

beforeAll(async () => {
  repository = await startNpmRepository();
  await repository.publish('plain', '1.0.0');
});

afterAll(() => repository.emulator.close());

interface Ask {
  readonly path: string;
  readonly method?: string;
  /** The whole header; the repository's token as Bearer by default, null for none. */
  readonly authorization?: string | null;
}

function ask({
  path,
  method = 'GET',
  authorization = `Bearer ${repository.token}`,
}: Ask): Promise<WireAnswer> {
  return sendHttp(repository.emulator.url, {
    method,
    path,
    headers: authorization === null ? {} : { authorization },
  });
}

const BASE = '/npm/d/dom-000000000000/app';

function challengesOf({ lines }: WireAnswer): string[] {
  return lines.flatMap(([name, value]) => (name === 'www-authenticate' ? [value] : []));
}

describe('who may come in', () => {
  test('AUTH-100 AUTH-101 REPO-190 NPM-031 without a token the answer has two challenges, Bearer first', async () => {
    const answer = await ask({ path: `${BASE}/plain`, authorization: null });
    expect(answer.status).toBe(401);
    expect(challengesOf(answer)).toEqual(['Bearer realm="dom/app"', 'Basic realm="dom/app"']);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.any(String), message: expect.any(String) });
  });

  test.each(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'])(
    'NPM-032 %s needs a token, whatever it asks for',
    async (method) => {
      for (const path of [`${BASE}/plain`, `${BASE}/-/ping`, `${BASE}/plain/-/plain-1.0.0.tgz`, BASE]) {
        expect((await ask({ method, path, authorization: null })).status).toBe(401);
      }
    },
  );

  test.each([
    ['as Bearer', (token: string) => `Bearer ${token}`],
    ['as bearer in lower case', (token: string) => `bearer  ${token} `],
    [
      'as the password of any user',
      (token: string) => `Basic ${Buffer.from(`any:${token}`).toString('base64')}`,
    ],
    ['without a scheme', (token: string) => token],
  ])('AUTH-080 AUTH-081 NPM-030 the token is taken %s', async (_title, present) => {
    expect((await ask({ path: `${BASE}/plain`, authorization: present(repository.token) })).status).toBe(200);
  });

  test.each([
    ['made up', () => 'Bearer eyJ2ZXIiOjF9.a.b.c.d'],
    ['cut short', (token: string) => `Bearer ${token.slice(0, -4)}`],
    [
      'a signature',
      () => 'AWS4-HMAC-SHA256 Credential=test/20260304/us-east-1/codeartifact/aws4_request, Signature=0',
    ],
    ['of an empty user', () => 'Basic Og=='],
    ['the wrong half of a pair', (token: string) => `Basic ${Buffer.from(`${token}:`).toString('base64')}`],
  ])('AUTH-096 AUTH-100 NPM-033 a token that is %s is none', async (_title, present) => {
    expect((await ask({ path: `${BASE}/plain`, authorization: present(repository.token) })).status).toBe(401);
  });

  test('AUTH-095 a token in the query or a cookie is not looked at', async () => {
    const headers = { cookie: `token=${repository.token}` };
    const path = `${BASE}/plain?token=${repository.token}&authorization=Bearer%20${repository.token}`;
    expect((await sendHttp(repository.emulator.url, { path, headers })).status).toBe(401);
  });

  test('AUTH-103 a token is good until the second it expires', async () => {
    const { emulator, request } = await startNpmRepository();
    emulator.clock.advance(43_200 - 1);
    expect((await request('/-/ping')).status).toBe(200);
    emulator.clock.advance(1);
    expect((await request('/-/ping')).status).toBe(401);
    await emulator.close();
  });

  test('AUTH-102 without a token nothing is said about what exists', async () => {
    for (const path of ['/npm/d/none-000000000000/app/x', '/npm/d/dom-000000000000/none/x', `${BASE}/none`]) {
      expect((await ask({ path, authorization: null })).status).toBe(401);
    }
  });

  test('AUTH-104 AUTH-107 a token of another domain, owner or no domain at all is none', async () => {
    await repository.client.send(new CreateDomainCommand({ domain: 'second' }));
    await repository.client.send(new CreateRepositoryCommand({ domain: 'second', repository: 'app' }));
    const authorization = `Bearer ${await repository.emulator.token('second')}`;
    expect((await ask({ path: '/npm/d/second-000000000000/app/-/ping', authorization })).status).toBe(200);
    const answer = await ask({ path: `${BASE}/plain`, authorization });
    expect([answer.status, challengesOf(answer)[0]]).toEqual([401, 'Bearer realm="dom/app"']);
    expect((await ask({ path: '/npm/d/dom-111111111111/app/plain' })).status).toBe(401);
    expect((await ask({ path: '/npm/d/none-000000000000/app/plain' })).status).toBe(401);
  });

  test('AUTH-104 a token of the same domain name in another region is another domain’s', async () => {
    const region = 'eu-west-1';
    const client = repository.emulator.client({ region });
    await client.send(new CreateDomainCommand({ domain: 'dom' }));
    await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app' }));
    const authorization = `Bearer ${await repository.emulator.token('dom', { region })}`;
    // The path does not say the region, so the token does: there is no such package in its domain.
    expect((await ask({ path: `${BASE}/plain`, authorization })).status).toBe(404);
    expect((await ask({ path: `${BASE}/-/ping`, authorization })).status).toBe(200);
  });

  test('DOM-068 a token dies with its domain and does not come back with a namesake', async () => {
    const { client, emulator } = repository;
    const create = async (): Promise<void> => {
      await client.send(new CreateDomainCommand({ domain: 'mortal' }));
      await client.send(new CreateRepositoryCommand({ domain: 'mortal', repository: 'app' }));
    };
    const path = '/npm/d/mortal-000000000000/app/-/ping';
    await create();
    const authorization = `Bearer ${await emulator.token('mortal')}`;
    expect((await ask({ path, authorization })).status).toBe(200);
    await client.send(new DeleteRepositoryCommand({ domain: 'mortal', repository: 'app' }));
    await client.send(new DeleteDomainCommand({ domain: 'mortal' }));
    expect((await ask({ path, authorization })).status).toBe(401);
    emulator.clock.advance(1);
    await create();
    expect((await ask({ path, authorization })).status).toBe(401);
    expect((await ask({ path, authorization: `Bearer ${await emulator.token('mortal')}` })).status).toBe(200);
  });

  test('a realm cannot break out of its quotes', async () => {
    const answer = await ask({ path: '/npm/d/a%22,x=%22%0d%0a-000000000000/%22%5c/x', authorization: null });
    expect(challengesOf(answer)[0]).toBe('Bearer realm="a?,x=?\u003f?/??"');
  });
});

describe('what is there', () => {
  test('AUTH-107 REPO-191 an unknown repository is not found', async () => {
    const answer = await ask({ path: '/npm/d/dom-000000000000/none/plain' });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({
      error: expect.stringContaining("Repository 'none' in domain 'dom'"),
    });
  });

  test('AUTH-110 NPM-017 HEAD answers as GET, without the body', async () => {
    for (const path of [`${BASE}/plain`, `${BASE}/plain/-/plain-1.0.0.tgz`, `${BASE}/none`]) {
      const [head, get] = [await ask({ path, method: 'HEAD' }), await ask({ path })];
      const comparable = ({ headers, status }: WireAnswer) => ({
        ...headers,
        status,
        'x-amzn-requestid': 'any',
      });
      expect(head.body).toBe('');
      expect(comparable(head)).toEqual(comparable(get));
    }
  });

  test('a method that a route does not have is answered with those it has', async () => {
    const answer = await ask({ method: 'DELETE', path: `${BASE}/plain` });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, PUT']);
    const patched = await ask({ method: 'PATCH', path: `${BASE}/-/package/plain/dist-tags/x` });
    expect(patched.status).toBe(405);
    expect(patched.headers.allow?.split(', ').sort()).toEqual(expect.arrayContaining(['DELETE', 'PUT']));
  });

  test('AUTH-094 generic packages have no endpoint', async () => {
    expect((await ask({ path: '/generic/d/dom-000000000000/app/x' })).status).toBe(404);
  });

  test('a publish that is refused for want of a token leaves the connection usable', async () => {
    const built = await createNpmPackage('big', '1.0.0', { files: { 'data.txt': 'x'.repeat(300_000) } });
    const answer = await publishNpmPackage(repository.endpoint, 'wrong', built);
    expect(answer.status).toBe(401);
    expect((await repository.request('/big')).status).toBe(404);
  });
});
