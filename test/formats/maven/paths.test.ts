import { createHash } from 'node:crypto';
import { sendHttp } from '../../support/raw-http';
import { renderPom } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

test('MVN-001 MVN-003 the path says group, artifact, version and asset, exactly as they are', async () => {
  await world.put('/com/ex/Lib/27.1-jre/Lib-27.1-jre.jar', 'jar');
  expect(await world.statuses('app', 'Lib')).toEqual({ '27.1-jre': 'Unfinished' });
  expect(await world.assets('27.1-jre', 'app', 'Lib')).toEqual(['Lib-27.1-jre.jar']);
  expect(await world.statuses('app', 'lib')).toEqual({});
});

test('MVN-006 slashes add up to one, escapes are decoded once, and a plus is a plus', async () => {
  const { emulator } = world;
  const base = new URL(emulator.endpoint('dom', 'app', 'maven')).pathname;
  const headers = { authorization: `Bearer ${await emulator.token('dom')}` };
  const put = (path: string) =>
    sendHttp(emulator.url, { method: 'PUT', path: base + path, headers, body: 'jar' });
  expect((await put('//com//ex/lib/1.0%2B5//lib-1.0+5.jar')).status).toBe(201);
  expect(await world.assets('1.0+5')).toEqual(['lib-1.0+5.jar']);
  for (const path of [
    '/com/ex/../1.0/lib.jar',
    '/com/ex/%2e%2e/1.0/lib.jar',
    '/a/b/c%2Fd/e.jar',
    '/a/b/c/%zz',
  ]) {
    expect([path, (await put(path)).status]).toEqual([path, 400]);
  }
});

test('MVN-007 MVN-012 UP-137 folders, catalogs and indexes are not there, and no page lists them', async () => {
  await world.release('1.0');
  for (const path of [
    ...['', '/', '/com/ex/lib/', '/com/ex/lib/1.0/', '/com/ex', '/archetype-catalog.xml', '/robots.txt'],
    ...['/.index/nexus-maven-repository-index.gz', '/.meta/prefixes.txt', '/.meta/repository-metadata.xml'],
  ]) {
    const { status, text } = await world.get(path);
    expect([path, status]).toEqual([path, 404]);
    expect(text).not.toContain('<html');
  }
});

test.each(['/lib.jar', '/lib/1.0', '/lib/1.0/lib-1.0.jar', '/com/ex/lib/1.0/', '/maven-metadata.xml'])(
  'MVN-008 nothing can be put at %s',
  async (path) => {
    expect(await world.put(path, 'x')).toBe(400);
  },
);

test.each([
  ['/com ex/lib/1.0/lib-1.0.jar'],
  ['/com/ex/lib%23/1.0/lib-1.0.jar'],
  [`/com/ex/lib/1.0/${'x'.repeat(256)}`],
  ['/com/ex/lib/1.0/lib%0a.jar'],
])('MVN-010 names that the API could not ask for are refused: %s', async (path) => {
  expect(await world.put(path, 'x')).toBe(400);
});

test('MVN-009 MVN-104 what stands before the group in the path is part of it', async () => {
  expect(await world.put('/sub/com/ex/lib/1.0/lib-1.0.jar', 'jar')).toBe(201);
  const document = `<metadata><groupId>com.ex</groupId><artifactId>lib</artifactId></metadata>`;
  expect(await world.put('/sub/com/ex/lib/maven-metadata.xml', document)).toBe(400);
});

test('MVN-005 MVN-010 MVN-077 MVN-113 any file is an asset, but checksums and the document of a package', async () => {
  const files = [
    'lib-1.0.jar',
    'lib-1.0-tests.jar',
    'lib-1.0.module',
    'lib-1.0.aar',
    'lib-1.0.jar.asc',
    'NOTICE',
  ];
  for (const file of files) expect(await world.put(`/com/ex/lib/1.0/${file}`, file)).toBe(201);
  expect(await world.put('/com/ex/lib/1.0/lib-1.0.jar.asc.sha1', 'x')).toBe(400);
  const document = `<metadata><groupId>com.ex</groupId><artifactId>lib</artifactId><version>1.0</version></metadata>`;
  expect(await world.put('/com/ex/lib/1.0/maven-metadata.xml', document)).toBe(201);
  expect(await world.put('/com/ex/lib/1.0/maven-metadata.xml.sha1', 'x')).toBe(400);
  const sum = createHash('sha1').update(document).digest('hex');
  expect(await world.put('/com/ex/lib/1.0/maven-metadata.xml.sha1', sum)).toBe(201);
  const sumOfSignature = createHash('sha1').update('lib-1.0.jar.asc').digest('hex');
  expect(await world.put('/com/ex/lib/1.0/lib-1.0.jar.asc.sha1', sumOfSignature)).toBe(201);
  expect(await world.assets('1.0')).toEqual([...files, 'maven-metadata.xml'].sort());
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
  await world.release('1.0', { files: {} });
  expect((await world.get('/com/ex/lib/1.0/maven-metadata.xml')).text).toBe(document);
  expect((await world.get('/com/ex/lib/1.0/maven-metadata.xml.sha1')).text).toBe(sum);
  expect((await world.get('/com/ex/lib/1.0/lib-1.0.jar.asc')).text).toBe('lib-1.0.jar.asc');
});

test('MVN-010 an sbt plugin has its Scala version in the folder and not in the file', async () => {
  const names = { groupId: 'com.ex', artifactId: 'sbt-x_2.12_1.0', version: '1.0' };
  await world.put('/com/ex/sbt-x_2.12_1.0/1.0/sbt-x-1.0.jar', 'jar');
  await world.put('/com/ex/sbt-x_2.12_1.0/1.0/sbt-x-1.0.pom', renderPom(names));
  expect(await world.assets('1.0', 'app', 'sbt-x_2.12_1.0')).toEqual(['sbt-x-1.0.jar', 'sbt-x-1.0.pom']);
});

test.each(['DELETE', 'POST', 'MKCOL', 'PROPFIND', 'OPTIONS', 'PATCH'])(
  'MVN-011 MVN-229 %s is a 405 that names what there is',
  async (method) => {
    const { status, headers } = await world.send('/com/ex/lib/1.0/lib-1.0.jar', { method });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
  },
);

test('MVN-220 MVN-222 MVN-231 an error says why in JSON', async () => {
  await world.release('1.0');
  const { status, text, headers } = await world.get('/com/ex/lib/1.0/lib-1.0.war');
  expect([status, headers.get('content-type')]).toEqual([404, 'application/json']);
  expect(JSON.parse(text)).toEqual({
    message: "Asset not found. Version '1.0' of 'com.ex:lib' has no asset 'lib-1.0.war'.",
  });
  expect((await world.get('/com/ex/lib/1.0/lib-1.0.jar', 'nowhere')).status).toBe(404);
});

test('MVN-030 MVN-032 MVN-033 MVN-034 Basic with any user and Bearer are the token; without: two challenges', async () => {
  await world.release('1.0');
  const { emulator } = world;
  const path = '/com/ex/lib/1.0/lib-1.0.jar';
  const basic = Buffer.from(`whoever:${await emulator.token('dom')}`).toString('base64');
  expect((await world.send(path, { headers: { authorization: `Basic ${basic}` } })).status).toBe(200);
  const base = new URL(emulator.endpoint('dom', 'app', 'maven')).pathname;
  const { status, lines } = await sendHttp(emulator.url, { path: base + path });
  expect(status).toBe(401);
  expect(lines.filter(([name]) => name === 'www-authenticate')).toEqual([
    ['www-authenticate', 'Bearer realm="dom/app"'],
    ['www-authenticate', 'Basic realm="dom/app"'],
  ]);
});

test('MVN-036 IAM-044 IAM-045 each request is noted with the permission that it takes', async () => {
  await world.release('1.0', { files: { '.jar': 'jar' } });
  await world.put('/com/ex/lib/1.0/lib-1.0.jar.md5', 'x');
  await world.put('/com/ex/lib/maven-metadata.xml.md5', 'x');
  await world.get('/com/ex/lib/maven-metadata.xml');
  const actions = world.emulator
    .requests()
    .filter(({ door }) => door === 'package')
    .map(({ action }) => action);
  expect(actions).toEqual([
    'PublishPackageVersion',
    'PutPackageMetadata',
    'PublishPackageVersion',
    'PutPackageMetadata',
    'ReadFromRepository',
  ]);
  expect(await world.describe('1.0')).toMatchObject({ namespace: LIB.groupId, packageName: LIB.artifactId });
});
