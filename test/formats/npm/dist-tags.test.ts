import { ListPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { gzipSync } from 'node:zlib';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeEach(async () => {
  npm = await startNpmRepository();
  await npm.publish('@sc/pb', '1.0.0');
  await npm.publish('@sc/pb', '1.1.0', { tags: ['beta'] });
});
afterEach(() => npm.emulator.close());

const TAGS = '/-/package/@sc%2fpb/dist-tags';
const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  npm.request(path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });

test.each([TAGS, '/-/package/@sc/pb/dist-tags', '/-/package/%40sc%2Fpb/dist-tags'])(
  'NPM-130 GET %s',
  async (path) => {
    expect(await npm.json(path)).toEqual({ latest: '1.0.0', beta: '1.1.0' });
  },
);

test('NPM-130 of an unknown package is 404', async () => {
  expect((await npm.request('/-/package/missing/dist-tags')).status).toBe(404);
});

test.each(['PUT', 'POST'])('NPM-131, NPM-132 %s sets and moves a tag', async (method) => {
  const response = await send(method, `${TAGS}/beta`, '1.0.0');
  expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  expect((await npm.json('/@sc%2fpb'))['dist-tags']).toEqual({ latest: '1.0.0', beta: '1.0.0' });
});

test.each(['/@sc%2fpb/stable', '/@sc/pb/stable'])('NPM-138 PUT %s is the old spelling', async (path) => {
  expect((await send('PUT', path, '1.1.0')).status).toBe(200);
  expect(await npm.json(TAGS)).toMatchObject({ stable: '1.1.0' });
});

test('NPM-131 the tag is decoded once', async () => {
  await send('PUT', `${TAGS}/rel%2Fx`, '1.0.0');
  await send('PUT', `${TAGS}/rel%252Fx`, '1.1.0');
  expect(await npm.json(TAGS)).toMatchObject({ 'rel/x': '1.0.0', 'rel%2Fx': '1.1.0' });
});

test('NPM-124 a gzipped body is unpacked', async () => {
  const headers = { 'content-encoding': 'gzip' };
  const response = await npm.request(`${TAGS}/beta`, { method: 'PUT', body: gzipSync('"1.0.0"'), headers });
  expect(response.status).toBe(200);
});

test.each([{}, 5, null, '^1.0.0', 'latest', ''])('NPM-133 body %j is 400', async (body) => {
  expect((await send('PUT', `${TAGS}/beta`, body)).status).toBe(400);
});

test('NPM-133 a body that is not JSON is 400', async () => {
  expect((await npm.request(`${TAGS}/beta`, { method: 'PUT', body: '1.0.0' })).status).toBe(400);
});

test('NPM-133 a version that is not there is 404', async () => {
  expect((await send('PUT', `${TAGS}/beta`, '9.9.9')).status).toBe(404);
});

test.each(['1.x', '1.0.0', '*', 'x'.repeat(256)])('NPM-134 tag %s is 400', async (tag) => {
  expect((await send('PUT', `${TAGS}/${encodeURIComponent(tag)}`, '1.0.0')).status).toBe(400);
});

test('NPM-135 DELETE removes a tag, latest too', async () => {
  const response = await send('DELETE', `${TAGS}/latest`);
  expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  expect(await npm.json(TAGS)).toEqual({ beta: '1.1.0' });
});

test.each(['missing', 'toString', '__proto__'])(
  'NPM-135 DELETE of tag %s that is not there is 404',
  async (tag) => {
    expect((await send('DELETE', `${TAGS}/${tag}`)).status).toBe(404);
  },
);

test('NPM-136, VER-504 tags change no revision', async () => {
  const command = new ListPackageVersionsCommand({
    ...REPOSITORY,
    format: 'npm',
    namespace: 'sc',
    package: 'pb',
  });
  const before = await npm.client.send(command);
  await send('PUT', `${TAGS}/stable`, '1.0.0');
  expect((await npm.client.send(command)).versions).toEqual(before.versions);
});
