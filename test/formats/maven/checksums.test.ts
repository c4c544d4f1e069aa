import { createHash } from 'node:crypto';
import { DeletePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { renderMavenMetadata } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const JAR = '/com/ex/lib/1.0/lib-1.0.jar';
const DOCUMENT = '/com/ex/lib/maven-metadata.xml';
const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;

const hash = (algorithm: string, content: string) => createHash(algorithm).update(content).digest('hex');
const metadata = renderMavenMetadata({ ...LIB, version: '1.0' });

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

test.each(ALGORITHMS)(
  'MVN-004 MVN-090 REAL-203 %s is there whether or not it was uploaded',
  async (algorithm) => {
    await world.release('1.0');
    const { status, text, headers } = await world.get(`${JAR}.${algorithm}`);
    expect([status, text]).toEqual([200, hash(algorithm, 'jar of 1.0')]);
    expect(headers.get('content-type')).toBe('text/plain');
    expect((await world.get(`/com/ex/lib/1.0/lib-1.0.war.${algorithm}`)).status).toBe(404);
  },
);

test.each(ALGORITHMS)(
  'MVN-091 MVN-099 REAL-209 the right %s is taken and is no asset, before the asset it is a 404',
  async (algorithm) => {
    expect(await world.put(`${JAR}.${algorithm}`, hash(algorithm, 'jar'))).toBe(404);
    await world.put(JAR, 'jar');
    const before = await world.describe('1.0');
    expect(await world.put(`${JAR}.${algorithm}`, hash(algorithm, 'jar'))).toBe(201);
    expect(await world.put(`${JAR}.${algorithm}`, hash(algorithm, 'other'))).toBe(400);
    expect(await world.describe('1.0')).toEqual(before);
    expect(await world.assets('1.0')).toEqual(['lib-1.0.jar']);
  },
);

test('MVN-092 upper case is not the same', async () => {
  await world.put(JAR, 'jar');
  expect(await world.put(`${JAR}.md5`, hash('md5', 'jar').toUpperCase())).toBe(400);
});

test('MVN-093 white space and the name of the file do not count', async () => {
  await world.put(JAR, 'jar');
  expect(await world.put(`${JAR}.sha1`, ` ${hash('sha1', 'jar')}  lib-1.0.jar\n`)).toBe(201);
});

test('MVN-094 MVN-095 MVN-106 REAL-202 a wrong checksum keeps the version from being published until it is made good', async () => {
  await world.put(JAR, 'jar');
  await world.put('/com/ex/lib/1.1/lib-1.1.jar', 'jar');
  expect(await world.put(`${JAR}.sha256`, hash('sha256', 'other'))).toBe(400);
  // Another checksum being right does not make that one right.
  expect(await world.put(`${JAR}.sha1`, hash('sha1', 'jar'))).toBe(201);
  const both = renderMavenMetadata({ ...LIB, version: '1.1' }, ['1.0', '1.1']);
  const { status, text } = await world.send(DOCUMENT, { method: 'PUT', body: both });
  expect([status, text]).toEqual([400, expect.stringContaining('lib-1.0.jar.sha256')]);
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished', '1.1': 'Unfinished' });
  expect(await world.put(`${JAR}.sha256`, hash('sha256', 'jar'))).toBe(201);
  expect(await world.put(DOCUMENT, both)).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Published', '1.1': 'Published' });
});

test('MVN-095 a version that is deleted is published anew without the mismatch', async () => {
  await world.put(JAR, 'jar');
  await world.put(`${JAR}.md5`, 'wrong');
  await world.client.send(
    new DeletePackageVersionsCommand({
      ...{ domain: 'dom', repository: 'app', format: 'maven', namespace: 'com.ex', package: 'lib' },
      versions: ['1.0'],
    }),
  );
  await world.put(JAR, 'jar');
  expect(await world.put(DOCUMENT, metadata)).toBe(201);
});

test('MVN-095 MVN-094 a mismatch is part of the state: it comes back with a snapshot of it', async () => {
  await world.put(JAR, 'jar');
  await world.put(`${JAR}.md5`, 'wrong');
  const admin = (path: string) =>
    fetch(`${world.emulator.url}/_codeartifact/snapshots/${path}`, { method: 'POST' });
  await admin('wrong');
  await world.put(`${JAR}.md5`, hash('md5', 'jar'));
  await admin('wrong/restore');
  expect(await world.put(DOCUMENT, metadata)).toBe(400);
});

test('MVN-096 a wrong checksum of a published version harms nobody', async () => {
  await world.release('1.0');
  expect(await world.put(`${JAR}.sha1`, 'wrong')).toBe(400);
  expect((await world.get(JAR)).status).toBe(200);
  expect((await world.get(`${JAR}.sha1`)).text).toBe(hash('sha1', 'jar of 1.0'));
  await world.put('/com/ex/lib/1.0/lib-1.0.war', 'war');
  expect(await world.put(DOCUMENT, metadata)).toBe(201);
});

test('MVN-097 whoever sets the status by hand has decided', async () => {
  await world.put(JAR, 'jar');
  await world.put(`${JAR}.sha1`, 'wrong');
  await world.setStatus('1.0', 'Published');
  expect((await world.get(JAR)).status).toBe(200);
});

test('MVN-098 there are no checksums of checksums', async () => {
  await world.release('1.0');
  expect(await world.put(`${JAR}.sha1.md5`, 'x')).toBe(400);
  expect((await world.get(`${JAR}.sha1.md5`)).status).toBe(404);
});

test('MVN-077 a signature has checksums like any file', async () => {
  await world.put(`${JAR}.asc`, 'signature');
  expect(await world.put(`${JAR}.asc.sha1`, hash('sha1', 'signature'))).toBe(201);
});

test.each(ALGORITHMS)(
  'MVN-107 MVN-112 the %s of a document is compared with what was uploaded, and served of what is generated',
  async (algorithm) => {
    expect(await world.put(`${DOCUMENT}.${algorithm}`, hash(algorithm, metadata))).toBe(404);
    await world.release('1.0');
    const second = metadata.replace('20260304050607', '20270101010101');
    await world.put(DOCUMENT, second);
    for (const uploaded of [metadata, second]) {
      expect(await world.put(`${DOCUMENT}.${algorithm}`, hash(algorithm, uploaded))).toBe(201);
    }
    expect(await world.put(`${DOCUMENT}.${algorithm}`, hash(algorithm, 'something else'))).toBe(400);
    const served = await world.get(DOCUMENT);
    expect((await world.get(`${DOCUMENT}.${algorithm}`)).text).toBe(hash(algorithm, served.text));
  },
);
