import { startNpmRepository, type NpmRepository } from '../../support/npm-repository';
import type { NpmPackage } from '../../support/npm-package';

let npm: NpmRepository;
let built: NpmPackage;
beforeAll(async () => {
  npm = await startNpmRepository();
  built = await npm.publish('@sc/pb', '1.2.0');
});
afterAll(() => npm.emulator.close());

const bytes = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

test.each([
  '/@sc/pb/-/pb-1.2.0.tgz',
  '/@sc%2fpb/-/pb-1.2.0.tgz',
  '/@sc/pb/-/@sc/pb-1.2.0.tgz',
  '/@sc%2Fpb/-/@sc%2fpb-1.2.0.tgz',
])('NPM-090, NPM-091, NPM-092 %s gives the bytes as published', async (path) => {
  const response = await npm.request(path);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(built.tarball.length),
    'accept-ranges': 'bytes',
    etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
  });
  expect(response.headers.has('content-encoding')).toBe(false);
  expect(await bytes(response)).toEqual(built.tarball);
});

test.each([
  ['a-1', '1.0.0-rc.1', '/a-1/-/a-1-1.0.0-rc.1.tgz'],
  ['a', '1.0.0-1', '/a/-/a-1.0.0-1.tgz'],
  ['a-1', '1.0.0-1', '/a-1/-/a-1-1.0.0-1.tgz'],
  ['plus', '1.0.0-rc.1+b5', '/plus/-/plus-1.0.0-rc.1+b5.tgz'],
])('NPM-091 %s@%s is found at %s', async (name, version, path) => {
  const { tarball } = await npm.publish(name, version);
  expect(await bytes(await npm.request(path))).toEqual(tarball);
});

test.each([
  '/@sc/pb/-/pb-9.9.9.tgz',
  '/@sc/pb/-/pb-1.2.0.zip',
  '/@sc/pb/-/other-1.2.0.tgz',
  '/@sc/pb/-/',
  '/missing/-/missing-1.0.0.tgz',
  '/pb/-/pb-1.2.0.tgz',
])('NPM-093 %s is 404', async (path) => {
  expect((await npm.request(path)).status).toBe(404);
});

test('NPM-017 HEAD answers the length without the bytes', async () => {
  const response = await npm.request('/@sc/pb/-/pb-1.2.0.tgz', { method: 'HEAD' });
  expect([response.status, response.headers.get('content-length')]).toEqual([
    200,
    String(built.tarball.length),
  ]);
  expect(await bytes(response)).toHaveLength(0);
});

test('NPM-057 a client that has the bytes gets 304', async () => {
  const etag = (await npm.request('/@sc/pb/-/pb-1.2.0.tgz')).headers.get('etag') ?? '';
  const response = await npm.request('/@sc/pb/-/pb-1.2.0.tgz', { headers: { 'if-none-match': etag } });
  expect([response.status, response.headers.get('etag')]).toEqual([304, etag]);
});

describe('NPM-097 ranges', () => {
  const get = (range: string, headers: Record<string, string> = {}): Promise<Response> =>
    npm.request('/@sc/pb/-/pb-1.2.0.tgz', { headers: { range, ...headers } });

  test.each([
    ['bytes=0-3', 0, 3],
    ['bytes=5-', 5, undefined],
    ['bytes=-4', -4, undefined],
    ['bytes=2-999999', 2, undefined],
  ])('%s is 206', async (range, from, to) => {
    const expected = built.tarball.subarray(from, to === undefined ? undefined : to + 1);
    const start = from < 0 ? built.tarball.length + from : from;
    const response = await get(range);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(
      `bytes ${start}-${start + expected.length - 1}/${built.tarball.length}`,
    );
    expect(response.headers.get('content-length')).toBe(String(expected.length));
    expect(await bytes(response)).toEqual(expected);
  });

  test.each(['bytes=999999-', 'bytes=-0'])('%s is 416', async (range) => {
    const response = await get(range);
    expect([response.status, response.headers.get('content-range')]).toEqual([
      416,
      `bytes */${built.tarball.length}`,
    ]);
  });

  test.each(['bytes=3-1', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=-'])('%s is ignored', async (range) => {
    const response = await get(range);
    expect([response.status, (await bytes(response)).length]).toEqual([200, built.tarball.length]);
  });

  test('a range of bytes that have changed gives all of them', async () => {
    expect((await get('bytes=0-3', { 'if-range': '"other"' })).status).toBe(200);
  });
});
