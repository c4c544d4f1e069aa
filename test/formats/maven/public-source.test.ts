import { createHash } from 'node:crypto';
import { publicAddresses } from '../../../src/external/public-addresses';
import { startFakeMavenRepository, type FakeMavenRepository } from '../../support/fake-maven-repository';
import { renderMavenMetadata, renderPom } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const FOLDER = '/com/ex/lib';
const JAR = `${FOLDER}/1.0/lib-1.0.jar`;
const file = (ending: string, version = '1.0') => `${FOLDER}/${version}/lib-${version}${ending}`;
const FILES = { '.jar': 'jar', '.pom': renderPom({ ...LIB, version: '1.0' }, { name: 'The Lib' }) };

let world: MavenWorld;
let central: FakeMavenRepository;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(async () => {
  central = await startFakeMavenRepository();
  await world.emulator.setExternal({ 'public:maven-central': central.url });
  await world.reset();
  await world.createRepository('store');
  await world.connect('store');
  await world.createRepository('middle', 'store');
  await world.createRepository('down', 'middle');
});
afterEach(() => central.close());
afterAll(() => world.emulator.close());

const get = (path: string) => world.get(path, 'down');
const release = (files: Readonly<Record<string, string>> = FILES, version = '1.0') =>
  central.release({ ...LIB, version }, files);
/** What the repositories at the ends store of a version. */
const stored = async (version = '1.0') => {
  expect(await world.statuses('middle')).toEqual({});
  const [down, store] = [await world.assets(version, 'down'), await world.assets(version, 'store')];
  expect(down).toEqual(store);
  return down;
};
const expectNothingStored = async () => {
  for (const name of ['down', 'middle', 'store'])
    expect([name, await world.statuses(name)]).toEqual([name, {}]);
};

test('MVN-183 EXT-034 files are asked for at the same path, without anything of who asks', async () => {
  release();
  expect(await get(JAR)).toMatchObject({ status: 200, text: 'jar' });
  const lines = central.requests.map(({ line }) => line);
  expect(lines).toContain('GET /com/ex/lib/1.0/lib-1.0.jar');
  expect(lines.filter((line) => !line.startsWith('GET /com/ex/lib/1.0/lib-1.0'))).toEqual([]);
  for (const { headers } of central.requests) expect(headers.authorization).toBeUndefined();
});

test('MVN-183 EXT-041 redirects are followed', async () => {
  release();
  const front = await startFakeMavenRepository();
  front.answer(central.url);
  await world.emulator.setExternal({ 'public:maven-central': front.url });
  try {
    expect(await get(JAR)).toMatchObject({ status: 200, text: 'jar' });
    expect((await get(`${FOLDER}/maven-metadata.xml`)).text).toContain('<version>1.0</version>');
  } finally {
    await front.close();
  }
});

test('MVN-183 EXT-002 where the five connections lead', async () => {
  const names = [...publicAddresses].filter(([name]) => name.startsWith('public:maven-'));
  expect(names.map(([name]) => name)).toEqual(
    ['central', 'googleandroid', 'gradleplugins', 'commonsware', 'clojars'].map(
      (name) => `public:maven-${name}`,
    ),
  );
  release();
  for (const [name] of names) {
    const repository = name.replace('public:maven-', 'of-');
    await world.emulator.setExternal({ [name]: central.url });
    await world.createRepository(repository);
    await world.connect(repository, name);
    expect([name, (await world.get(JAR, repository)).status]).toEqual([name, 200]);
    expect((await world.describe('1.0', repository)).origin?.domainEntryPoint?.externalConnectionName).toBe(
      name,
    );
  }
});

test.each(['.pom', '.jar', '-sources.jar'])(
  'MVN-184 REAL-205 a request for the %s brings what a version has by its standard names',
  async (ending) => {
    release({
      ...FILES,
      '-sources.jar': 'sources',
      '-javadoc.jar': 'javadoc',
      '-tests.jar': 'tests',
      '.module': '{}',
    });
    expect((await get(file(ending))).status).toBe(200);
    expect(await stored()).toEqual([
      'lib-1.0-javadoc.jar',
      'lib-1.0-sources.jar',
      'lib-1.0.jar',
      'lib-1.0.pom',
    ]);
    for (const repository of ['down', 'store']) {
      expect(await world.describe('1.0', repository)).toMatchObject({
        ...{ status: 'Published', displayName: 'The Lib' },
        origin: {
          originType: 'EXTERNAL',
          domainEntryPoint: { externalConnectionName: 'public:maven-central' },
        },
      });
    }
    central.forget();
    expect((await get(JAR)).text).toBe('jar');
    expect(central.asked()).toEqual([]);
  },
);

test.each(['-osx.jar', '.module', '.aar', '.war', '.jar.asc', '-jar-with-dependencies.jar'])(
  'MVN-185 MVN-181 REAL-205 %s comes when it is asked for, and the version grows',
  async (ending) => {
    release({ ...FILES, [ending]: 'more' });
    await get(JAR);
    const before = await world.describe('1.0', 'down');
    expect((await get(file(ending))).text).toBe('more');
    expect(await stored()).toEqual(['.jar', '.pom', ending].map((one) => `lib-1.0${one}`).sort());
    const after = await world.describe('1.0', 'down');
    expect(after.revision).not.toBe(before.revision);
    expect((await world.describe('1.0', 'store')).revision).toBe(after.revision);
    expect((await get(file('-none.jar'))).status).toBe(404);
  },
);

test('MVN-184 a version whose first file has another name brings the standard ones with it', async () => {
  release({ '.pom': FILES['.pom'], '.aar': 'aar' });
  expect((await get(file('.aar'))).text).toBe('aar');
  expect(await stored()).toEqual(['lib-1.0.aar', 'lib-1.0.pom']);
});

test('MVN-186 UP-081 a file that the public repository got later is had', async () => {
  release();
  await get(JAR);
  expect((await get(file('-sources.jar'))).status).toBe(404);
  central.set(file('-sources.jar').slice(1), 'sources');
  expect((await get(file('-sources.jar'))).text).toBe('sources');
  expect(await stored()).toEqual(['lib-1.0-sources.jar', 'lib-1.0.jar', 'lib-1.0.pom']);
});

test('MVN-186 UP-083 a version that was published here gets no files from elsewhere', async () => {
  await world.release('1.0', { repository: 'store', files: { '.jar': 'ours' } });
  await world.restrict('ALLOW', 'ALLOW', 'store');
  release({ ...FILES, '.war': 'theirs' });
  expect((await get(JAR)).text).toBe('ours');
  expect((await get(file('.war'))).status).toBe(404);
  expect(await stored()).toEqual(['lib-1.0.jar']);
});

test.each(['down', 'store'])(
  'MVN-187 UP-084 nothing is added to what is Archived in %s',
  async (repository) => {
    release({ ...FILES, '.war': 'war' });
    await get(JAR);
    await world.setStatus('1.0', 'Archived', repository);
    expect((await get(file('.war'))).status).toBe(404);
    expect(await stored()).toEqual(['lib-1.0.jar', 'lib-1.0.pom']);
  },
);

test.each(['down', 'store'])(
  'MVN-188 UP-085 with upstream BLOCK in %s come neither versions nor files',
  async (repository) => {
    release({ ...FILES, '.war': 'war' });
    release({ '.jar': 'newer' }, '1.1');
    await get(JAR);
    await world.restrict('ALLOW', 'BLOCK', repository);
    expect((await get(file('.war'))).status).toBe(404);
    expect((await get(file('.jar', '1.1'))).status).toBe(404);
    expect((await get(JAR)).status).toBe(200);
    expect(await stored()).toEqual(['lib-1.0.jar', 'lib-1.0.pom']);
  },
);

test.each(['md5', 'sha1', 'sha256', 'sha512'])(
  'MVN-189 the %s of a file that is not here yet, without keeping anything',
  async (algorithm) => {
    release();
    const hash = createHash(algorithm).update('jar').digest('hex');
    expect(await get(`${JAR}.${algorithm}`)).toMatchObject({ status: 200, text: hash });
    expect((await get(`${file('.war')}.${algorithm}`)).status).toBe(404);
    await expectNothingStored();
  },
);

test('MVN-193 HEAD tells of a file, and keeps nothing either', async () => {
  release();
  const head = await world.send(JAR, { method: 'HEAD', repository: 'down' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '3']);
  expect((await world.send(file('.war'), { method: 'HEAD', repository: 'down' })).status).toBe(404);
  await expectNothingStored();
});

test('MVN-193 folders, catalogs and uploads of checksums ask nobody', async () => {
  release();
  for (const path of ['/com/ex/lib/', '/com/ex', '/archetype-catalog.xml', '/.index/x', '/robots.txt']) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  await world.put(`${JAR}.sha1`, 'x', 'down');
  expect(central.asked()).toEqual([]);
});

test.each([
  ['another value', 'a'.repeat(40)],
  ['another value and a name', `${'a'.repeat(40)}  lib-1.0.jar\n`],
])('MVN-190 EXT-037 bytes beside a SHA-1 of %s are a 502, and nothing is stored', async (_, sha1) => {
  release();
  central.set(JAR.slice(1), 'jar', sha1);
  const { status, text } = await get(JAR);
  expect([status, JSON.parse(text)]).toEqual([
    502,
    { message: expect.stringContaining("'lib-1.0.jar' from public:maven-central does not match") as string },
  ]);
  await expectNothingStored();
  // The other files are as good as they were.
  expect((await get(file('.pom'))).status).toBe(200);
  expect(await stored()).toEqual(['lib-1.0.pom']);
});

test.each([
  ['without one', null],
  ['with one in upper case', createHash('sha1').update('jar').digest('hex').toUpperCase()],
  ['with a name in front', `SHA1(lib.jar)= ${createHash('sha1').update('jar').digest('hex')}`],
  ['with something else', '<html>not found</html>'],
])('MVN-190 %s a file is taken', async (_, sha1) => {
  release();
  central.set(JAR.slice(1), 'jar', sha1);
  expect(await get(JAR)).toMatchObject({ status: 200, text: 'jar' });
});

test('MVN-182 UP-130 the document has the versions of all, and keeps nothing', async () => {
  release({}, '1.0');
  release({}, '2.0');
  await world.release('1.5', { repository: 'store', files: { '.jar': 'jar' } });
  await world.restrict('ALLOW', 'ALLOW', 'store');
  const { text } = await get(`${FOLDER}/maven-metadata.xml`);
  expect(text.match(/<version>.*<\/version>/g)?.join('')).toBe(
    '<version>1.0</version><version>1.5</version><version>2.0</version>',
  );
  expect(text).toContain('<release>2.0</release>');
  expect(text).toContain('<latest>2.0</latest>');
  expect(await world.statuses('down')).toEqual({});
  await world.restrict('ALLOW', 'BLOCK', 'store');
  const own = await get(`${FOLDER}/maven-metadata.xml`);
  expect(own.text.match(/<version>.*<\/version>/g)).toEqual(['<version>1.5</version>']);
});

test('MVN-111 MVN-112 the document and its checksum agree, and both stay until there is something new', async () => {
  release({}, '1.0');
  const path = `${FOLDER}/maven-metadata.xml`;
  const [first, sum] = [await get(path), await get(`${path}.sha1`)];
  expect(sum.text).toBe(createHash('sha1').update(first.text).digest('hex'));
  world.emulator.clock.advance(3600);
  const again = await get(path);
  expect([again.text, again.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
  release({}, '1.1');
  expect((await get(path)).text).toContain('<version>1.1</version>');
});

test('MVN-148 UP-135 snapshots never go to the public repository, and those it lists are not shown', async () => {
  release({}, '1.0');
  release({}, '2.0-SNAPSHOT');
  central.set('com/ex/lib/2.0-SNAPSHOT/maven-metadata.xml', '<metadata/>');
  for (const path of [
    '2.0-SNAPSHOT/maven-metadata.xml',
    '2.0-SNAPSHOT/lib-2.0-20260304.050607-1.jar',
    '2.0-20260304.050607-1/lib-2.0-20260304.050607-1.jar',
    '2.0-SNAPSHOT/lib-2.0-SNAPSHOT.jar',
  ]) {
    expect([path, (await get(`${FOLDER}/${path}`)).status]).toEqual([path, 404]);
  }
  expect(central.asked()).toEqual([]);
  expect((await get(`${FOLDER}/maven-metadata.xml`)).text).not.toContain('SNAPSHOT');
});

test.each([500, 403, 404])(
  'MVN-192 MVN-231 EXT-051 with a public repository that answers %d, what is here works',
  async (code) => {
    release();
    release({}, '1.1');
    await get(JAR);
    central.answer(code);
    expect((await get(JAR)).text).toBe('jar');
    expect((await get(file('.jar', '1.1'))).status).toBe(404);
    expect((await get(file('.war'))).status).toBe(404);
    expect((await get('/com/ex/other/1.0/other-1.0.jar')).status).toBe(404);
    expect((await get(`${FOLDER}/maven-metadata.xml`)).text).toContain('<version>1.0</version>');
    expect(await world.put('/com/ex/other/1.0/other-1.0.jar', 'jar', 'down')).toBe(201);
  },
);

test('MVN-192 EXT-051 and when it is gone, or switched off', async () => {
  release();
  await get(JAR);
  await central.close();
  for (const setting of [central.url, 'off'] as const) {
    await world.emulator.setExternal(setting === 'off' ? 'off' : { 'public:maven-central': setting });
    expect((await get(JAR)).text).toBe('jar');
    expect((await get(file('.jar', '1.1'))).status).toBe(404);
  }
});

test('MVN-191 EXT-043 how long the document is used without asking again can be set', async () => {
  const patient = await startMavenWorld({
    external: { 'public:maven-central': central.url },
    externalTtlSeconds: 60,
  });
  try {
    await patient.connect('app');
    const listed = async () =>
      (await patient.get(`${FOLDER}/maven-metadata.xml`)).text.match(/<version>/g)?.length;
    release({}, '1.0');
    expect(await listed()).toBe(1);
    release({}, '1.1');
    patient.emulator.clock.advance(59);
    expect(await listed()).toBe(1);
    patient.emulator.clock.advance(2);
    expect(await listed()).toBe(2);
  } finally {
    await patient.emulator.close();
  }
});

test('MVN-194 the marker of a Gradle plugin is a package like any other', async () => {
  const names = { groupId: 'com.ex.hello', artifactId: 'com.ex.hello.gradle.plugin', version: '1.0' };
  central.release(names, { '.pom': renderPom(names) });
  const path = '/com/ex/hello/com.ex.hello.gradle.plugin/1.0/com.ex.hello.gradle.plugin-1.0.pom';
  expect((await get(path)).text).toBe(renderPom(names));
});

test('MVN-195 the layout of Ivy is not translated', async () => {
  release();
  central.set('com.ex/lib/1.0/ivys/ivy.xml', '<ivy-module/>');
  expect((await get('/com.ex/lib/1.0/jars/lib.jar')).status).toBe(404);
  expect((await get('/com/ex/lib/1.0/ivys/ivy.xml')).status).toBe(404);
});

test('MVN-161 plugins of a public repository are found by their prefix', async () => {
  const body =
    '<metadata><plugins><plugin><name>Hi</name><prefix>hi</prefix><artifactId>hi-plugin</artifactId></plugin></plugins></metadata>';
  central.set('com/ex/maven-metadata.xml', body);
  const { status, text } = await get('/com/ex/maven-metadata.xml');
  expect([status, text]).toEqual([200, expect.stringContaining('<prefix>hi</prefix>')]);
  await expectNothingStored();
});

test.each([
  ['no XML', 'sorry'],
  ['of another kind', '<html><body/></html>'],
  ['cut off', renderMavenMetadata({ ...LIB, version: '1.0' }).slice(0, 200)],
])('EXT-044 a document that is %s does not count, and files come all the same', async (_, body) => {
  release();
  central.set('com/ex/lib/maven-metadata.xml', body);
  expect((await get(`${FOLDER}/maven-metadata.xml`)).status).toBe(404);
  expect((await get(JAR)).status).toBe(200);
});

test('MVN-181 REAL-200 a file has the time that the public repository says, here and when it is kept', async () => {
  release();
  for (let i = 0; i < 2; i += 1) {
    expect((await get(JAR)).headers.get('last-modified')).toBe('Thu, 05 Mar 2020 01:02:03 GMT');
  }
});
