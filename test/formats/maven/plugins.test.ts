import { createHash } from 'node:crypto';
import { renderMavenMetadata, renderPom } from '../../support/maven-package';
import { startMavenWorld, type MavenWorld } from '../../support/maven-world';

const DOCUMENT = '/com/ex/maven-metadata.xml';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const plugin = (prefix: string, artifactId = `${prefix}-maven-plugin`, name = `The ${prefix}`) =>
  `<plugin><name>${name}</name><prefix>${prefix}</prefix><artifactId>${artifactId}</artifactId></plugin>`;
const document = (...plugins: string[]) => `<metadata><plugins>${plugins.join('')}</plugins></metadata>`;
/** Uploads a plugin's POM; without its package a plugin is not listed. */
const release = async (artifactId: string, repository?: string) => {
  const names = { groupId: 'com.ex', artifactId, version: '1.0' };
  await world.put(`/com/ex/${artifactId}/1.0/${artifactId}-1.0.pom`, renderPom(names), repository);
  await world.put(`/com/ex/${artifactId}/maven-metadata.xml`, renderMavenMetadata(names), repository);
};
/** `prefix=artifact` of what a client finds, in the order of the document. */
const shown = async (repository?: string, path = DOCUMENT) => {
  const { status, text } = await world.get(path, repository);
  if (status !== 200) return status;
  return [...text.matchAll(/<prefix>(.*)<\/prefix>\s*<artifactId>(.*)<\/artifactId>/g)].map(
    ([, prefix, artifactId]) => `${prefix}=${artifactId}`,
  );
};

test('MVN-160 the plugins of a group are kept by artifact, and no version is published', async () => {
  await release('a-maven-plugin');
  await world.put('/com/ex/b-maven-plugin/1.0/b-maven-plugin-1.0.pom', '<project/>');
  expect(await world.put(DOCUMENT, document(plugin('a')))).toBe(201);
  expect(await world.put(DOCUMENT, document(plugin('b')))).toBe(201);
  expect(await world.put(DOCUMENT, document(plugin('c', 'a-maven-plugin')))).toBe(201);
  expect(await shown()).toEqual(['c=a-maven-plugin', 'b=b-maven-plugin']);
  expect(await world.statuses('app', 'b-maven-plugin')).toEqual({ '1.0': 'Unfinished' });
});

test('MVN-160 MVN-226 a document of another group, or without plugins, is a 400', async () => {
  await release('a-maven-plugin');
  for (const body of [
    `<metadata><groupId>com.other</groupId><plugins>${plugin('a')}</plugins></metadata>`,
    '<metadata><plugins/></metadata>',
    '<metadata><plugins><plugin><name>without a prefix</name></plugin></plugins></metadata>',
  ]) {
    expect([body, await world.put(DOCUMENT, body)]).toEqual([body, 400]);
  }
  expect(await shown()).toBe(404);
});

test('MVN-161 own plugins and those of upstream repositories, by prefix, own first', async () => {
  await world.createRepository('up');
  await world.createRepository('down', 'up');
  expect(await shown('down')).toBe(404);
  for (const artifactId of ['a-maven-plugin', 'b-maven-plugin']) await release(artifactId, 'up');
  await release('other', 'down');
  await world.put(DOCUMENT, document(plugin('a'), plugin('b')), 'up');
  await world.put(DOCUMENT, document(plugin('a', 'other')), 'down');
  expect(await shown('down')).toEqual(['a=other', 'b=b-maven-plugin']);
  expect(await shown('up')).toEqual(['a=a-maven-plugin', 'b=b-maven-plugin']);
  expect(await shown('down', '/com/maven-metadata.xml')).toBe(404);
});

test.each(['md5', 'sha1', 'sha256', 'sha512'])(
  'MVN-162 the %s of what was uploaded is taken, of what is served given',
  async (algorithm) => {
    await release('a-maven-plugin');
    const body = document(plugin('a'));
    const hash = (text: string) => createHash(algorithm).update(text).digest('hex');
    expect(await world.put(`${DOCUMENT}.${algorithm}`, hash(body))).toBe(404);
    await world.put(DOCUMENT, body);
    expect(await world.put(`${DOCUMENT}.${algorithm}`, hash(body))).toBe(201);
    expect(await world.put(`${DOCUMENT}.${algorithm}`, hash('other'))).toBe(400);
    const { text } = await world.get(DOCUMENT);
    expect((await world.get(`${DOCUMENT}.${algorithm}`)).text).toBe(hash(text));
  },
);

test('MVN-163 where a package and a group share a path, the document is of both', async () => {
  const names = { groupId: 'com', artifactId: 'ex', version: '1.0' };
  await release('a-maven-plugin');
  await world.put(DOCUMENT, document(plugin('a')));
  await world.put('/com/ex/1.0/ex-1.0.pom', renderPom(names));
  expect(await world.put(DOCUMENT, renderMavenMetadata(names))).toBe(201);
  const { text } = await world.get(DOCUMENT);
  expect(text).toContain('<artifactId>ex</artifactId>');
  expect(text).toContain('<version>1.0</version>');
  expect(await shown()).toEqual(['a=a-maven-plugin']);
  // Maven adds to what it was shown and sends all of it back.
  await release('b-maven-plugin');
  expect(await world.put(DOCUMENT, text.replace('</plugins>', `${plugin('b')}</plugins>`))).toBe(201);
  expect(await shown()).toEqual(['a=a-maven-plugin', 'b=b-maven-plugin']);
});

test('MVN-164 an archetype is a jar like any other', async () => {
  const names = { groupId: 'com.ex', artifactId: 'lib', version: '1.0' };
  const pom = renderPom(names, { packaging: 'maven-archetype' });
  await world.release('1.0', { files: { '.jar': 'archetype', '.pom': pom } });
  expect((await world.get('/com/ex/lib/1.0/lib-1.0.jar')).text).toBe('archetype');
  expect((await world.get('/archetype-catalog.xml')).status).toBe(404);
});
