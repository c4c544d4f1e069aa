import { createHash } from 'node:crypto';
import { startPypiWorld, type PypiWorld } from '../../support/pypi-world';
import { createSdist, createWheel } from '../../support/python-package';

let world: PypiWorld;
beforeAll(async () => {
  world = await startPypiWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const wheel = createWheel('demo-lib', '1.0.0', { files: { 'a.py': 'a'.repeat(3000) } });
const path = `/simple/demo-lib/1.0.0/${wheel.name}`;
const get = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
  world.send(path, { headers, ...init });
const bytes = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test('PYPI-055 PYPI-057 the bytes as they were uploaded, with what clients need to read parts', async () => {
  await world.publish([wheel]);
  const answer = await get({ 'accept-encoding': 'gzip' });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'accept-ranges': 'bytes',
    'content-length': String(wheel.bytes.length),
    'content-type': 'application/octet-stream',
    'last-modified': 'Wed, 04 Mar 2026 05:06:07 GMT',
    etag: `"${createHash('sha256').update(wheel.bytes).digest('hex')}"`,
  });
  expect(answer.headers.get('content-encoding')).toBeNull();
  expect((await bytes(answer)).equals(wheel.bytes)).toBe(true);
});

test('PYPI-036 PYPI-023 the other address, and other spellings of the name', async () => {
  await world.publish([wheel]);
  for (const other of [`/packages/demo-lib/1.0.0/${wheel.name}`, `/simple/Demo_Lib/1.0.0/${wheel.name}`]) {
    expect((await bytes(await world.send(other))).equals(wheel.bytes)).toBe(true);
  }
});

test('PYPI-056 only what is Published or Unlisted is there', async () => {
  await world.publish([wheel], 'app');
  const statusOf = async () => (await get({}, { method: 'HEAD' })).status;
  for (const missing of [`/simple/demo-lib/9/${wheel.name}`, '/simple/demo-lib/1.0.0/other.whl']) {
    expect((await world.send(missing)).status).toBe(404);
  }
  for (const [status, expected] of [
    ['Unlisted', 200],
    ['Archived', 404],
    ['Published', 200],
    ['Unlisted', 200],
    ['Archived', 404],
  ] as const) {
    await world.setStatus('demo-lib', '1.0.0', status, 'app');
    expect([status, await statusOf(), (await get()).status]).toEqual([status, expected, expected]);
  }
});

test('PYPI-120 what is Unlisted is on no page and can be downloaded', async () => {
  await world.publish([wheel, createWheel('demo-lib', '2.0.0')]);
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  const page = await world.page('demo-lib');
  expect([page.versions, page.files.length]).toEqual([['2.0.0'], 1]);
  expect((await get()).status).toBe(200);
});

test('PYPI-060 PYPI-061 parts of a file', async () => {
  await world.publish([wheel]);
  const size = wheel.bytes.length;
  const head = await get({ 'accept-encoding': 'identity' }, { method: 'HEAD' });
  expect([head.headers.get('accept-ranges'), head.headers.get('content-length')]).toEqual([
    'bytes',
    String(size),
  ]);
  for (const [range, start, end] of [
    ['bytes=0-9', 0, 10],
    ['bytes=-20', size - 20, size],
    [`bytes=${size - 5}-`, size - 5, size],
  ] as const) {
    const answer = await get({ range });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${end - 1}/${size}`,
    ]);
    expect((await bytes(answer)).equals(wheel.bytes.subarray(start, end))).toBe(true);
  }
  const beyond = await get({ range: `bytes=${size}-` });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
  expect((await get({ range: 'bytes=0-1,3-4' })).status).toBe(200);
});

test('PYPI-062 what the client has is not sent again', async () => {
  await world.publish([wheel]);
  const answer = await get();
  const etag = answer.headers.get('etag') ?? '';
  const time = answer.headers.get('last-modified') ?? '';
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  expect((await get({ 'if-modified-since': time })).status).toBe(304);
  expect((await get({ 'if-none-match': '"other"', 'if-modified-since': time })).status).toBe(200);
  expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
  expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
});

test('PYPI-058 PYPI-148 PYPI-142 a download keeps the whole version, a look at the page or a HEAD nothing', async () => {
  await world.publish([wheel, await createSdist('demo-lib', '1.0.0')]);
  await world.page('demo-lib');
  await get({}, { method: 'HEAD' });
  expect(await world.stored('demo-lib', 'app')).toEqual({});
  await get();
  expect(await world.stored('demo-lib', 'app')).toEqual({ '1.0.0': 'Published' });
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toHaveLength(2);
  await world.setStatus('demo-lib', '1.0.0', 'Archived', 'up');
  expect((await get()).status).toBe(200);
});

test('PYPI-140 the first place that has a version decides about it', async () => {
  const other = createWheel('demo-lib', '1.0.0', { files: { 'a.py': 'mine' } });
  await world.publish([other], 'app');
  await world.setStatus('demo-lib', '1.0.0', 'Published', 'app');
  await world.createRepository('low');
  await world.publish([createWheel('demo-lib', '1.1.0')], 'low');
  await world.createRepository('both', 'app', 'low');
  const page = await world.page('demo-lib', 'both');
  expect(page.versions).toEqual(['1.0.0', '1.1.0']);
  const answer = await world.send(path, { repository: 'both' });
  expect((await bytes(answer)).equals(other.bytes)).toBe(true);
});
