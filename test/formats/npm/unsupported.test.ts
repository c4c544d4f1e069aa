import { gzipSync } from 'node:zlib';
import { startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
  await npm.publish('@sc/pb', '1.0.0');
});
afterAll(() => npm.emulator.close());

test.each(['/-/ping', '/-/ping?write=true'])('NPM-207 GET %s', async (path) => {
  const response = await npm.request(path);
  expect([response.status, await response.text()]).toEqual([200, '{}']);
});

test.each([
  ['GET', '/-/package/@sc%2fpb/collaborators', 'NPM-230'],
  ['GET', '/-/package/@sc%2fpb/visibility', 'NPM-230'],
  ['POST', '/-/package/@sc%2fpb/access', 'NPM-230'],
  ['POST', '/-/v1/login', 'NPM-231'],
  ['PUT', '/-/user/org.couchdb.user:me', 'NPM-231'],
  ['POST', '/-/npm/v1/security/advisories/bulk', 'NPM-232'],
  ['POST', '/-/npm/v1/security/audits/quick', 'NPM-232'],
  ['POST', '/-/npm/v1/security/audits', 'NPM-232'],
  ['GET', '/-/npm/v1/keys', 'NPM-233'],
  ['GET', '/-/npm/v1/hooks', 'NPM-234'],
  ['DELETE', '/-/user/token/abc', 'NPM-235'],
  ['GET', '/-/user/org.couchdb.user:me', 'NPM-236'],
  ['GET', '/-/npm/v1/user', 'NPM-238'],
  ['GET', '/-/v1/search?text=x', 'NPM-239'],
  ['GET', '/-/all', 'NPM-239'],
  ['GET', '/-/whoami', 'NPM-244'],
  ['GET', '/-/_view/starredByUser', 'NPM-240'],
  ['GET', '/-/team/org/team', 'NPM-241'],
  ['PUT', '/-/org/org/user', 'NPM-241'],
  ['POST', '/-/npm/v1/tokens', 'NPM-242'],
  ['DELETE', '/-/npm/v1/tokens/token/abc', 'NPM-242'],
  ['POST', '/-/npm/v1/oidc/token/exchange/package/pa', 'NPM-122'],
  ['POST', '/-/stage/package/pa', 'NPM-123'],
  ['GET', '/', 'NPM-003'],
])('%s %s is 404 (%s)', async (method, path) => {
  const response = await npm.request(path, {
    method,
    ...(method === 'POST' && { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' } }),
  });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.any(String), message: expect.any(String) });
});

test.each([
  ['PUT', '/@sc%2fpb/-rev/undefined'],
  ['PUT', '/@sc/pb/-rev/undefined'],
  ['PUT', '/pa/-rev/undefined'],
  ['DELETE', '/@sc%2fpb/-rev/undefined'],
  ['DELETE', '/@sc%2fpb/-/@sc/pb-1.0.0.tgz/-rev/undefined'],
  ['DELETE', '/@sc/pb/-/pb-1.0.0.tgz/-rev/undefined'],
])('NPM-243, NPM-250 unpublish by %s %s is 405 and removes nothing', async (method, path) => {
  const response = await npm.request(path, { method });
  expect([response.status, await response.json()]).toEqual([
    405,
    { error: 'Method Not Allowed', message: 'Method Not Allowed' },
  ]);
  expect(response.headers.get('allow')).toBe('GET, HEAD, PUT');
  expect((await npm.request('/@sc/pb/-/pb-1.0.0.tgz')).status).toBe(200);
});

test.each(['/@sc%2fpb', '/@sc/pb', '/@sc/pb/-/pb-1.0.0.tgz', '/pa'])(
  'NPM-251 DELETE %s is 405',
  async (path) => {
    expect((await npm.request(path, { method: 'DELETE' })).status).toBe(405);
  },
);

test.each([
  ['GET', '/-/whoami'],
  ['GET', '/-/ping'],
  ['GET', '/@sc%2fpb'],
  ['GET', '/@sc/pb/-/pb-1.0.0.tgz'],
  ['PUT', '/@sc%2fpb'],
  ['DELETE', '/@sc%2fpb/-rev/undefined'],
])('NPM-032, NPM-252 %s %s is 401 without a token', async (method, path) => {
  const response = await fetch(npm.endpoint + path, { method });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="dom/app", Basic realm="dom/app"',
  ]);
  expect(await response.json()).toHaveProperty('error');
});
