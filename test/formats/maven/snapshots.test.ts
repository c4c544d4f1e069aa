import { createHash } from 'node:crypto';
import { DeletePackageVersionsCommand, ListPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { TEST_TIME } from '../../support/emulator';
import { renderMavenMetadata, renderPom, renderSnapshotMetadata } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const VERSION = '1.0-SNAPSHOT';
const FOLDER = `/com/ex/lib/${VERSION}`;
const DOCUMENT = `${FOLDER}/maven-metadata.xml`;
const FIRST = '1.0-20260304.050607-1';
const SECOND = '1.0-20260304.060708-2';
const PACKAGE = {
  domain: 'dom',
  repository: 'app',
  format: 'maven',
  namespace: 'com.ex',
  package: 'lib',
} as const;

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(async () => {
  world.emulator.clock.set(TEST_TIME);
  await world.reset();
});
afterAll(() => world.emulator.close());

const build = (number: 1 | 2, repository?: string) =>
  world.build(VERSION, number === 1 ? '20260304.050607' : '20260304.060708', number, repository);
const document = (number: 1 | 2, extensions?: readonly string[]) =>
  renderSnapshotMetadata(
    { ...LIB, version: VERSION },
    number === 1 ? '20260304.050607' : '20260304.060708',
    number,
    extensions,
  );
const status = async (path: string, repository?: string) => (await world.get(path, repository)).status;
const file = (version: string, ending: string) => `${FOLDER}/lib-${version}${ending}`;
const filesOf = (version: string) => [`lib-${version}.jar`, `lib-${version}.pom`];

test('MVN-130 REAL-206 a file of a build belongs to the build, and the snapshot is not there yet', async () => {
  expect(await world.put(file(FIRST, '.jar'), 'jar')).toBe(201);
  expect(await world.put(file(FIRST, '-sources.jar'), 'sources')).toBe(201);
  expect(await world.statuses()).toEqual({ [FIRST]: 'Unfinished' });
  expect(await world.assets(FIRST)).toEqual([`lib-${FIRST}-sources.jar`, `lib-${FIRST}.jar`]);
  // In other letters it is a version like any other.
  expect(await world.put('/com/ex/lib/1.0-snapshot/lib-1.0-snapshot.jar', 'jar')).toBe(201);
  expect(await world.statuses()).toEqual({ [FIRST]: 'Unfinished', '1.0-snapshot': 'Unfinished' });
});

test.each([
  'lib-1.0-SNAPSHOT.jar',
  'lib-1.0.jar',
  'lib-1.0-20260304.050607.jar',
  'lib-1.0-20260304.050607-x.jar',
  'lib-1.0-2026034.050607-1.jar',
  'lib-1.0-20260304.050607-1',
  'lib-2.0-20260304.050607-1.jar',
  'other-1.0-20260304.050607-1.jar',
])('MVN-131 MVN-227 %s is no file of a build', async (name) => {
  const { status: code, text } = await world.send(`${FOLDER}/${name}`, { method: 'PUT', body: 'jar' });
  expect([code, JSON.parse(text)]).toEqual([400, { message: 'Invalid name for a Snapshot build asset' }]);
  expect(await world.statuses()).toEqual({});
});

test('MVN-132 MVN-135 MVN-137 MVN-151 REAL-206 the document makes the build the one that the snapshot is', async () => {
  await build(1);
  expect(await world.statuses()).toEqual({ [FIRST]: 'Unlisted', [VERSION]: 'Published' });
  await build(2);
  expect(await world.statuses()).toEqual({
    [FIRST]: 'Unlisted',
    [SECOND]: 'Unlisted',
    [VERSION]: 'Published',
  });
  expect(await world.assets(FIRST)).toEqual(filesOf(FIRST));
  expect(await world.assets(SECOND)).toEqual(filesOf(SECOND));
  expect(await world.assets(VERSION)).toEqual(filesOf(SECOND));
  const { versions = [] } = await world.client.send(
    new ListPackageVersionsCommand({ ...PACKAGE, status: 'Unlisted' }),
  );
  expect(versions.map(({ version }) => version).sort()).toEqual([FIRST, SECOND]);
});

test('MVN-132 the snapshot is described as its build is', async () => {
  const pom = renderPom({ ...LIB, version: VERSION }, { name: 'The Lib', description: 'About it.' });
  await world.put(file(FIRST, '.pom'), pom);
  await world.put(DOCUMENT, document(1, ['pom']));
  for (const version of [FIRST, VERSION]) {
    expect(await world.describe(version)).toMatchObject({ displayName: 'The Lib', summary: 'About it.' });
  }
});

describe('MVN-133 MVN-226 a document is refused, and nothing changes,', () => {
  const good = document(1);
  test.each([
    ['without a timestamp', good.replace(/<timestamp>.*<\/timestamp>/, '')],
    ['without a build number', good.replace(/<buildNumber>.*<\/buildNumber>/, '')],
    ['of a build that is not here', document(2)],
    ['that lists no file', document(1, [])],
    ['that lists only files that are not here', document(1, ['war'])],
    [
      'that lists only files of another build',
      good.replaceAll(/<value>.*<\/value>/g, `<value>${SECOND}</value>`),
    ],
    ['of another group', good.replace('com.ex', 'com.other')],
    ['of another artifact', good.replace('>lib<', '>other<')],
    ['of another version', good.replace(VERSION, '2.0-SNAPSHOT')],
  ])('%s', async (_, body) => {
    await world.put(file(FIRST, '.jar'), 'jar');
    await world.put(file(FIRST, '.pom'), renderPom({ ...LIB, version: VERSION }));
    expect(await world.put(DOCUMENT, body)).toBe(400);
    expect(await world.statuses()).toEqual({ [FIRST]: 'Unfinished' });
    expect(await status(DOCUMENT)).toBe(404);
  });
});

test('MVN-133 MVN-105 of a package that is not here it is a 404', async () => {
  expect(await world.put(DOCUMENT, document(1))).toBe(404);
});

test('MVN-134 files of earlier builds in the document do not become files of the snapshot', async () => {
  await world.put(file(FIRST, '-sources.jar'), 'sources of 1');
  await build(1);
  await world.put(file(SECOND, '.jar'), 'jar');
  const carried = `<snapshotVersion><classifier>sources</classifier><extension>jar</extension>
    <value>${FIRST}</value></snapshotVersion>`;
  const body = document(2, ['jar']).replace('<snapshotVersions>', `<snapshotVersions>${carried}`);
  expect(await world.put(DOCUMENT, body)).toBe(201);
  expect(await world.assets(VERSION)).toEqual([`lib-${SECOND}.jar`]);
  expect((await world.get(file(FIRST, '-sources.jar'))).text).toBe('sources of 1');
});

test('MVN-136 revisions: a build keeps its own, the snapshot has another and a new one after each build', async () => {
  await world.put(file(FIRST, '.jar'), 'jar');
  const { revision } = await world.describe(FIRST);
  await world.put(DOCUMENT, document(1, ['jar']));
  expect((await world.describe(FIRST)).revision).toBe(revision);
  const revisions = [revision, (await world.describe(VERSION)).revision];
  await build(2);
  revisions.push((await world.describe(SECOND)).revision, (await world.describe(VERSION)).revision);
  expect(new Set(revisions).size).toBe(4);
});

test('MVN-138 builds without a document stay Unfinished until the API says otherwise', async () => {
  await world.put(file(FIRST, '.jar'), 'jar');
  await build(2);
  expect(await world.statuses()).toEqual({
    [FIRST]: 'Unfinished',
    [SECOND]: 'Unlisted',
    [VERSION]: 'Published',
  });
  await world.setStatus(FIRST, 'Unlisted');
  expect(await status(file(FIRST, '.jar'))).toBe(200);
});

test('MVN-139 MVN-140 what was uploaded last counts, also when it names an older build', async () => {
  await build(1);
  await build(2);
  expect((await world.get(DOCUMENT)).text).toBe(document(2));
  expect(await world.put(DOCUMENT, document(1))).toBe(201);
  expect(await world.assets(VERSION)).toEqual(filesOf(FIRST));
  expect(await world.statuses()).toEqual({
    [FIRST]: 'Unlisted',
    [SECOND]: 'Unlisted',
    [VERSION]: 'Published',
  });
  expect((await world.get(DOCUMENT)).text).toBe(document(1));
});

test.each(['md5', 'sha1', 'sha256', 'sha512'])(
  'MVN-140 MVN-107 the document is served as it was sent, with its %s',
  async (algorithm) => {
    const odd = `${document(1)}<!-- \u00e9 -->\r\n`;
    const hash = createHash(algorithm).update(odd).digest('hex');
    await build(1);
    expect(await world.put(DOCUMENT, odd)).toBe(201);
    expect(await world.put(`${DOCUMENT}.${algorithm}`, hash)).toBe(201);
    expect((await world.get(DOCUMENT)).text).toBe(odd);
    expect((await world.get(`${DOCUMENT}.${algorithm}`)).text).toBe(hash);
  },
);

test('MVN-140 there is no document unless the snapshot is Published', async () => {
  await build(1);
  for (const target of ['Unlisted', 'Archived'] as const) {
    await world.setStatus(VERSION, target);
    expect([target, await status(DOCUMENT), await status(`${DOCUMENT}.sha1`)]).toEqual([target, 404, 404]);
  }
});

test('MVN-141 MVN-142 a build is served from either folder, and nothing under the name of the snapshot', async () => {
  await build(1);
  await build(2);
  for (const version of [FIRST, SECOND]) {
    const text = `jar of ${version}`;
    expect(await world.get(file(version, '.jar'))).toMatchObject({ status: 200, text });
    expect(await world.get(`/com/ex/lib/${version}/lib-${version}.jar`)).toMatchObject({ status: 200, text });
  }
  expect(await status(file(VERSION, '.jar'))).toBe(404);
  expect(await status(`${file(VERSION, '.jar')}.sha1`)).toBe(404);
});

test('MVN-143 a file that the build gets later the snapshot has too', async () => {
  await build(1);
  expect(await world.put(file(FIRST, '-javadoc.jar'), 'javadoc')).toBe(201);
  const expected = [`lib-${FIRST}-javadoc.jar`, ...filesOf(FIRST)];
  expect([await world.assets(FIRST), await world.assets(VERSION)]).toEqual([expected, expected]);
  await build(2);
  await world.put(file(FIRST, '-tests.jar'), 'tests');
  expect(await world.assets(VERSION)).toEqual(filesOf(SECOND));
});

test('MVN-144 the document of the artifact lists the snapshot and not its builds, and uploading it changes nothing', async () => {
  await build(1);
  const before = await world.describe(VERSION);
  const path = '/com/ex/lib/maven-metadata.xml';
  expect(await world.put(path, renderMavenMetadata({ ...LIB, version: VERSION }))).toBe(201);
  expect(await world.describe(VERSION)).toEqual(before);
  const { text } = await world.get(path);
  expect(text.match(/<version>.*<\/version>/g)).toEqual([`<version>${VERSION}</version>`]);
});

test('MVN-145 a deploy takes the permission to publish and that to put metadata', async () => {
  await build(1);
  const actions = world.emulator
    .requests()
    .flatMap(({ door, action }) => (door === 'package' ? [action] : []));
  expect(actions).toEqual(['PublishPackageVersion', 'PublishPackageVersion', 'PutPackageMetadata']);
});

test('MVN-146 each is deleted for itself', async () => {
  await build(1);
  await build(2);
  const remove = (...versions: string[]) =>
    world.client.send(new DeletePackageVersionsCommand({ ...PACKAGE, versions }));
  await remove(VERSION);
  expect(await world.statuses()).toEqual({ [FIRST]: 'Unlisted', [SECOND]: 'Unlisted' });
  expect(await status(DOCUMENT)).toBe(404);
  expect([await status(file(FIRST, '.jar')), await status(file(SECOND, '.jar'))]).toEqual([200, 200]);
  await remove(FIRST);
  expect([await status(file(FIRST, '.jar')), await status(file(SECOND, '.jar'))]).toEqual([404, 200]);
});

test('MVN-146 the snapshot keeps its files when its build is deleted', async () => {
  await build(1);
  await world.client.send(new DeletePackageVersionsCommand({ ...PACKAGE, versions: [FIRST] }));
  expect(await world.get(file(FIRST, '.jar'))).toMatchObject({ status: 200, text: `jar of ${FIRST}` });
});

test('MVN-147 releases and snapshots may be in one repository', async () => {
  await world.release('1.0');
  await build(1);
  await world.release('1.1');
  expect(await world.statuses()).toEqual({
    ...{ '1.0': 'Published', '1.1': 'Published' },
    ...{ [FIRST]: 'Unlisted', [VERSION]: 'Published' },
  });
});

test('MVN-094 MVN-133 a checksum that did not match keeps the build from being published', async () => {
  await world.put(file(FIRST, '.jar'), 'jar');
  expect(await world.put(`${file(FIRST, '.jar')}.sha1`, 'wrong')).toBe(400);
  expect(await world.put(DOCUMENT, document(1, ['jar']))).toBe(400);
  expect(await world.statuses()).toEqual({ [FIRST]: 'Unfinished' });
});

describe('with an upstream', () => {
  beforeEach(async () => {
    await world.createRepository('up');
    await world.createRepository('down', 'up');
  });

  test('MVN-149 of a snapshot in both the upstream has the say, unless it is blocked', async () => {
    await build(1, 'up');
    await world.release('9', { repository: 'down' });
    await world.restrict('ALLOW', 'BLOCK', 'down');
    await build(2, 'down');
    expect((await world.get(DOCUMENT, 'down')).text).toBe(document(2));
    await world.restrict('ALLOW', 'ALLOW', 'down');
    expect((await world.get(DOCUMENT, 'down')).text).toBe(document(1));
  });

  test('MVN-150 of a snapshot in the upstream only builds are kept, and newer ones are seen', async () => {
    await build(1, 'up');
    expect((await world.get(DOCUMENT, 'down')).text).toBe(document(1));
    expect(await world.statuses('down')).toEqual({});
    expect((await world.get(file(FIRST, '.jar'), 'down')).text).toBe(`jar of ${FIRST}`);
    expect(await world.statuses('down')).toEqual({ [FIRST]: 'Unlisted' });
    await build(2, 'up');
    expect((await world.get(DOCUMENT, 'down')).text).toBe(document(2));
    expect((await world.get(file(SECOND, '.jar'), 'down')).text).toBe(`jar of ${SECOND}`);
    expect(await world.statuses('down')).toEqual({ [FIRST]: 'Unlisted', [SECOND]: 'Unlisted' });
  });
});

test('MVN-152 a build that Gradle uploads: a module file, and all four checksums of everything', async () => {
  const files = { '.jar': 'jar', '.pom': renderPom({ ...LIB, version: VERSION }), '.module': '{}' };
  const checked = async (path: string, content: string) => {
    expect(await world.put(path, content)).toBe(201);
    for (const algorithm of ['sha1', 'md5', 'sha256', 'sha512']) {
      const hash = createHash(algorithm).update(content).digest('hex');
      expect(await world.put(`${path}.${algorithm}`, hash)).toBe(201);
    }
  };
  expect(await status(DOCUMENT)).toBe(404);
  for (const [ending, content] of Object.entries(files)) await checked(file(FIRST, ending), content);
  await checked(DOCUMENT, document(1, ['jar', 'pom', 'module']));
  await checked('/com/ex/lib/maven-metadata.xml', renderMavenMetadata({ ...LIB, version: VERSION }));
  expect(await world.assets(VERSION)).toEqual(
    ['.jar', '.module', '.pom'].map((ending) => `lib-${FIRST}${ending}`),
  );
});
