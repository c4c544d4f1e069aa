import { connect } from 'node:net';
import { renderMavenMetadata, renderPom } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';
import { TEST_TIME } from '../../support/emulator';

const JAR = '/com/ex/lib/1.0/lib-1.0.jar';
const POM = '/com/ex/lib/1.0/lib-1.0.pom';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld({ limits: { assetSizeBytes: 100_000, assetsPerPackageVersion: 3 } });
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

test('MVN-050 MVN-055 MVN-057 REAL-200 a file comes as it was sent, whatever the client accepts', async () => {
  await world.release('1.0');
  const headers = { accept: 'text/html, image/gif', 'accept-encoding': 'gzip,deflate' };
  const jar = await world.send(JAR, { headers });
  expect([jar.status, jar.text]).toEqual([200, 'jar of 1.0']);
  expect(Object.fromEntries(jar.headers)).toMatchObject({
    'content-type': 'application/java-archive',
    'content-length': '10',
    'accept-ranges': 'bytes',
    'last-modified': new Date(TEST_TIME).toUTCString(),
    etag: expect.stringMatching(/^"[0-9a-f]{64}"$/) as string,
  });
  expect(jar.headers.get('content-encoding')).toBeNull();
  expect((await world.get(POM)).headers.get('content-type')).toBe('application/xml');
});

test('MVN-053 HEAD has the headers of GET', async () => {
  await world.release('1.0');
  const [get, head] = [await world.get(JAR), await world.send(JAR, { method: 'HEAD' })];
  const without = ({ headers }: typeof get) =>
    [...headers].filter(([name]) => !['date', 'x-amzn-requestid', 'connection', 'keep-alive'].includes(name));
  expect(without(head)).toEqual(without(get));
  expect(head.text).toBe('');
});

test('MVN-054 what the client has is not sent again, and the rest of a file is', async () => {
  await world.release('1.0');
  const time = new Date(TEST_TIME).toUTCString();
  const earlier = new Date(Date.parse(TEST_TIME) - 60_000).toUTCString();
  const { headers } = await world.get(JAR);
  const etag = headers.get('etag') ?? '';
  const ask = async (conditions: Record<string, string>) => {
    const { status, text } = await world.send(JAR, { headers: conditions });
    return [status, text];
  };
  expect(await ask({ 'if-none-match': etag })).toEqual([304, '']);
  expect(await ask({ 'if-modified-since': time })).toEqual([304, '']);
  expect(await ask({ 'if-modified-since': earlier })).toEqual([200, 'jar of 1.0']);
  expect(await ask({ 'if-none-match': '"other"', 'if-modified-since': time })).toEqual([200, 'jar of 1.0']);
  // As Maven resumes a download.
  const range = { range: 'bytes=4-', 'accept-encoding': 'identity' };
  expect(await ask({ ...range, 'if-unmodified-since': time })).toEqual([206, 'of 1.0']);
  expect((await ask({ ...range, 'if-unmodified-since': earlier }))[0]).toBe(412);
  expect(await ask({ ...range, 'if-range': time })).toEqual([206, 'of 1.0']);
  expect(await ask({ ...range, 'if-range': earlier })).toEqual([200, 'jar of 1.0']);
  expect((await ask({ range: 'bytes=10-' }))[0]).toBe(416);
});

test('MVN-051 MVN-070 MVN-083 MVN-171 a version is Unfinished, and nobody gets its files, until it is published', async () => {
  expect(await world.put(JAR, 'jar')).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
  expect((await world.describe('1.0')).publishedTime).toBeUndefined();
  for (const path of [JAR, `${JAR}.sha1`, '/com/ex/lib/maven-metadata.xml']) {
    expect([path, (await world.get(path)).status]).toEqual([path, 404]);
  }
  await world.setStatus('1.0', 'Published');
  expect((await world.get(JAR)).text).toBe('jar');
});

test('MVN-071 MVN-080 MVN-081 five files at a time make one version, and nobody is told to slow down', async () => {
  await world.reset();
  const files = ['lib-1.0.jar', 'lib-1.0.pom', 'lib-1.0.module'];
  const statuses = await Promise.all(
    [...files, ...files].map((file) => world.put(`/com/ex/lib/1.0/${file}`, `<project>${file}</project>`)),
  );
  expect(statuses).toEqual(Array(6).fill(201));
  expect(await world.assets('1.0')).toEqual([...files].sort());
});

test('MVN-072 MVN-205 a published version takes more files, and a POM that comes late tells what it says', async () => {
  await world.release('1.0', { files: { '.jar': 'jar' } });
  const before = await world.describe('1.0');
  expect(before).toMatchObject({ displayName: 'lib', status: 'Published' });
  expect(await world.put(POM, renderPom({ ...LIB, version: '1.0' }, { name: 'The Lib' }))).toBe(201);
  const after = await world.describe('1.0');
  expect(after).toMatchObject({
    displayName: 'The Lib',
    status: 'Published',
    publishedTime: before.publishedTime,
  });
  expect(after.revision).not.toBe(before.revision);
  expect((await world.get(POM)).status).toBe(200);
});

test('MVN-073 MVN-074 REAL-204 the same file again is taken, another one is refused', async () => {
  await world.release('1.0');
  const before = await world.describe('1.0');
  expect(await world.put(JAR, 'jar of 1.0')).toBe(201);
  expect(await world.put(JAR, 'another jar')).toBe(409);
  expect(await world.put(POM, renderPom({ ...LIB, version: '1.0' }))).toBe(201);
  expect([await world.describe('1.0'), (await world.get(JAR)).text]).toEqual([before, 'jar of 1.0']);
});

test.each([
  ['Published', 200, 201, true],
  ['Unlisted', 200, 201, false],
  ['Archived', 404, 409, false],
] as const)(
  'MVN-170 MVN-172 MVN-075 MVN-108 of a version that is %s a file gives %d, another one may come: %d',
  async (status, read, write, isListed) => {
    await world.release('1.0');
    await world.release('1.1');
    await world.setStatus('1.0', status);
    expect((await world.get(JAR)).status).toBe(read);
    expect((await world.send(JAR, { method: 'HEAD' })).status).toBe(read);
    expect((await world.get(`${JAR}.sha1`)).status).toBe(read);
    expect(await world.put('/com/ex/lib/1.0/lib-1.0-sources.jar', 'sources')).toBe(write);
    const document = await world.get('/com/ex/lib/maven-metadata.xml');
    expect(document.text.includes('<version>1.0</version>')).toBe(isListed);
    expect(await world.statuses()).toEqual({ '1.0': status, '1.1': 'Published' });
  },
);

test('MVN-078 bodies may be empty, chunked and of any type', async () => {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of ['a', 'b', 'c']) controller.enqueue(Buffer.from(part));
      controller.close();
    },
  });
  const chunked = { method: 'PUT', body: stream, duplex: 'half' } as RequestInit; // `duplex` is not in the types
  expect((await world.send(JAR, chunked)).status).toBe(201);
  expect(await world.put('/com/ex/lib/1.0/lib-1.0.empty', '')).toBe(201);
  await world.setStatus('1.0', 'Published');
  expect((await world.get(JAR)).text).toBe('abc');
  expect((await world.get('/com/ex/lib/1.0/lib-1.0.empty')).headers.get('content-length')).toBe('0');
});

test('MVN-038 MVN-078 with Expect: 100-continue a 401 is answered, and half a file is nothing', async () => {
  const { emulator } = world;
  const url = new URL(`${emulator.endpoint('dom', 'app', 'maven')}${JAR}`);
  const head = (token: string, length: number) =>
    `PUT ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${token}\r\n` +
    `Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
  const [refused] = await exchange(url, [head('nonsense', 3), 'abc']);
  expect(refused).toContain('401 Unauthorized');
  const token = await emulator.token('dom');
  const [taken] = await exchange(url, [head(token, 3), 'abc']);
  expect(taken).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created/);
  await world.reset();
  await exchange(url, [head(await emulator.token('dom'), 1000), 'abc'], true);
  expect(await world.statuses()).toEqual({});
});

/** Writes the parts, each after something has come back, and gives all that came. */
function exchange(url: URL, parts: readonly string[], hangUp = false): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let received = '';
    const waiting = [...parts];
    const socket = connect({ port: Number(url.port), host: '127.0.0.1' }, () =>
      socket.write(waiting.shift() ?? ''),
    );
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      const next = waiting.shift();
      if (next !== undefined) socket.write(next, () => hangUp && socket.destroy());
      if (/HTTP\/1\.1 [2-5]/.test(received)) socket.destroy();
    });
    socket.on('error', reject).on('close', () => resolve([received]));
  });
}

test('MVN-079 MVN-228 a file that is too large is a 413, one too many a 402', async () => {
  expect(await world.put(JAR, 'x'.repeat(100_001))).toBe(413);
  expect(await world.statuses()).toEqual({});
  for (const ending of ['.jar', '.pom', '.war']) await world.put(`/com/ex/lib/1.0/lib-1.0${ending}`, ending);
  expect(await world.put('/com/ex/lib/1.0/lib-1.0.ear', 'ear')).toBe(402);
  expect(await world.assets('1.0')).toHaveLength(3);
});

test('MVN-076 MVN-223 ORIG-040 a package that is closed to publishing refuses files, also those it has', async () => {
  await world.release('1.0');
  await world.restrict('BLOCK', 'ALLOW');
  for (const path of [JAR, '/com/ex/lib/1.1/lib-1.1.jar']) {
    const { status, text } = await world.send(path, { method: 'PUT', body: 'jar of 1.0' });
    expect([status, text]).toEqual([403, expect.stringContaining('configured to block new versions')]);
  }
});

test('MVN-165 a parent has a POM and nothing else', async () => {
  await world.release('1.0', {
    files: { '.pom': renderPom({ ...LIB, version: '1.0' }, { packaging: 'pom' }) },
  });
  expect([(await world.get(POM)).status, (await world.get(JAR)).status]).toEqual([200, 404]);
});

test('MVN-212 headers that ask for no cache change nothing', async () => {
  await world.release('1.0');
  const headers = { 'cache-control': 'no-cache, no-store', pragma: 'no-cache' };
  expect((await world.send(JAR, { headers })).status).toBe(200);
});

test('MVN-211 the document of a tool that lists only what it uploads takes nothing away', async () => {
  await world.release('1.0');
  await world.release('1.1');
  await world.put('/com/ex/lib/1.2/lib-1.2.jar', 'jar');
  await world.put('/com/ex/lib/maven-metadata.xml', renderMavenMetadata({ ...LIB, version: '1.2' }));
  expect(await world.statuses()).toEqual({ '1.0': 'Published', '1.1': 'Published', '1.2': 'Published' });
});
