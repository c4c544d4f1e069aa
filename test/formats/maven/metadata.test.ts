import { createHash } from 'node:crypto';
import { TEST_TIME } from '../../support/emulator';
import { renderMavenMetadata } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const DOCUMENT = '/com/ex/lib/maven-metadata.xml';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(async () => {
  world.emulator.clock.set(TEST_TIME);
  await world.reset();
});
afterAll(() => world.emulator.close());

/** Uploads a jar of each version and no document. */
const prepare = async (...versions: readonly string[]) => {
  for (const version of versions) await world.release(version, { files: { '.jar': version }, finish: false });
};
const put = (versions: readonly string[], path = DOCUMENT) =>
  world.put(path, renderMavenMetadata({ ...LIB, version: versions[0] ?? '' }, versions));
const events = async (): Promise<readonly string[]> => {
  const answer = await fetch(`${world.emulator.url}/_codeartifact/events`);
  const { events: all } = (await answer.json()) as {
    events: readonly {
      readonly detail: { packageVersion?: string; operationType?: string; changes?: object };
    }[];
  };
  return all.map(
    ({ detail }) => `${detail.operationType} ${detail.packageVersion} ${JSON.stringify(detail.changes)}`,
  );
};

test('MVN-100 MVN-102 the document publishes every version that it lists and that is Unfinished, and no other', async () => {
  await prepare('1.0', '1.1', '1.2');
  world.emulator.clock.advance(60);
  const published = world.emulator.clock.now();
  expect(await put(['1.0', '1.1'])).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Published', '1.1': 'Published', '1.2': 'Unfinished' });
  for (const version of ['1.0', '1.1']) {
    expect((await world.describe(version)).publishedTime?.getTime()).toBe(published);
  }
  expect((await world.describe('1.2')).publishedTime).toBeUndefined();
});

test.each(['release', 'latest'])(
  'MVN-100 a version that only <%s> names is published too',
  async (element) => {
    await prepare('1.0');
    const body = `<metadata><versioning><${element}>1.0</${element}></versioning></metadata>`;
    expect(await world.put(DOCUMENT, body)).toBe(201);
    expect(await world.statuses()).toEqual({ '1.0': 'Published' });
  },
);

test('MVN-101 MVN-105 what the document lists and is not here, or has a status already, is left alone', async () => {
  for (const version of ['1.0', '1.1', '1.2']) await world.release(version);
  await world.setStatus('1.1', 'Unlisted');
  await world.setStatus('1.2', 'Archived');
  const before = await world.describe('1.0');
  world.emulator.clock.advance(60);
  expect(await put(['9.9', '1.0', '1.1', '1.2'])).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Published', '1.1': 'Unlisted', '1.2': 'Archived' });
  expect(await world.describe('1.0')).toEqual(before);
  expect(await world.put(DOCUMENT, '<metadata><versioning/></metadata>')).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Published', '1.1': 'Unlisted', '1.2': 'Archived' });
});

test('MVN-105 the document of a package that is not here is a 404', async () => {
  expect(await put(['1.0'])).toBe(404);
  expect(await world.statuses()).toEqual({});
});

test.each([
  ['no XML', 'versions: 1.0'],
  ['XML that is cut off', '<metadata><versioning>'],
  ['nothing', ''],
  ['another root', '<project><groupId>com.ex</groupId></project>'],
])('MVN-103 MVN-226 %s is a 400', async (_, body) => {
  await prepare('1.0');
  expect(await world.put(DOCUMENT, body)).toBe(400);
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
});

test('MVN-103 namespaces, a model version and elements of other tools do not matter', async () => {
  await prepare('1.0');
  const body = `<?xml version="1.0"?><!-- by hand -->
    <m:metadata xmlns:m="http://maven.apache.org/METADATA/1.1.0" modelVersion="1.1.0"><other><versions/></other>
    <m:groupId> com.ex </m:groupId><m:versioning><m:versions><m:version>
    1.0</m:version></m:versions><more/></m:versioning></m:metadata>`;
  expect(await world.put(DOCUMENT, body)).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Published' });
});

test('MVN-104 MVN-226 a document of another package is a 400', async () => {
  await prepare('1.0');
  for (const names of [{ groupId: 'com.other' }, { artifactId: 'other' }]) {
    const body = renderMavenMetadata({ ...LIB, ...names, version: '1.0' });
    expect(await world.put(DOCUMENT, body)).toBe(400);
  }
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
});

test('MVN-005 MVN-113 in the folder of a release it is a file of that version and publishes nothing', async () => {
  await prepare('1.0', '1.1');
  const body = '<metadata><version>1.0</version></metadata>';
  expect(await world.put('/com/ex/lib/1.0/maven-metadata.xml', body)).toBe(201);
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished', '1.1': 'Unfinished' });
  await put(['1.0']);
  expect((await world.get(DOCUMENT)).text).toContain('<artifactId>lib</artifactId>');
  for (const path of ['/com/ex/maven-metadata.xml', '/com/maven-metadata.xml']) {
    expect([path, (await world.get(path)).status]).toEqual([path, 404]);
  }
});

test('MVN-110 MVN-108 without a Published version there is no document', async () => {
  await prepare('1.0');
  expect((await world.get(DOCUMENT)).status).toBe(404);
  await put(['1.0']);
  expect((await world.get(DOCUMENT)).status).toBe(200);
  for (const status of ['Unlisted', 'Archived'] as const) {
    await world.setStatus('1.0', status);
    for (const path of [DOCUMENT, `${DOCUMENT}.sha1`]) {
      expect([status, (await world.get(path)).status]).toEqual([status, 404]);
    }
  }
});

test('MVN-108 MVN-109 MVN-114 the document has the versions in order, and what was published last as the release', async () => {
  for (const version of ['1.10', '1.2', '1.0.5']) {
    await world.release(version);
    world.emulator.clock.advance(60);
  }
  const { text, headers } = await world.get(DOCUMENT);
  expect(headers.get('content-type')).toContain('text/xml');
  expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<metadata>
  <groupId>com.ex</groupId>
  <artifactId>lib</artifactId>
  <versioning>
    <latest>1.0.5</latest>
    <release>1.0.5</release>
    <versions>
      <version>1.0.5</version>
      <version>1.2</version>
      <version>1.10</version>
    </versions>
    <lastUpdated>20260304050807</lastUpdated>
  </versioning>
</metadata>
`);
});

test('MVN-109 MVN-144 a snapshot may be the latest, but never the release', async () => {
  await world.release('1.0');
  world.emulator.clock.advance(60);
  await world.build('2.0-SNAPSHOT', '20260304.050607', 1);
  const { text } = await world.get(DOCUMENT);
  expect(text).toContain('<latest>2.0-SNAPSHOT</latest>');
  expect(text).toContain('<release>1.0</release>');
  await world.setStatus('1.0', 'Unlisted');
  expect((await world.get(DOCUMENT)).text).not.toContain('<release>');
});

test('MVN-111 bytes, ETag and time stay the same until the content changes', async () => {
  await world.release('1.0');
  const show = async () => {
    const { text, headers } = await world.get(DOCUMENT);
    return [text, headers.get('etag')];
  };
  const before = await show();
  world.emulator.clock.advance(3600);
  await world.release('1.1', { finish: false });
  await world.put('/com/ex/lib/1.0/lib-1.0-sources.jar', 'sources');
  expect(await show()).toEqual(before);
  const headers = { 'if-none-match': before[1] ?? '' };
  expect((await world.send(DOCUMENT, { headers })).status).toBe(304);
  await put(['1.1']);
  const after = await show();
  expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, false]);
});

test('MVN-071 MVN-100 MVN-099 events tell of each file and of the publication, and not of checksums', async () => {
  await world.put('/com/ex/lib/1.0/lib-1.0.jar', 'jar');
  const sha1 = createHash('sha1').update('jar').digest('hex');
  expect(await world.put('/com/ex/lib/1.0/lib-1.0.jar.sha1', sha1)).toBe(201);
  await world.put('/com/ex/lib/1.0/lib-1.0.war', 'war');
  await put(['1.0']);
  expect(await events()).toMatchInlineSnapshot(`
   [
     "Created 1.0 {"assetsAdded":1,"assetsRemoved":0,"assetsUpdated":0,"metadataUpdated":false,"statusChanged":true}",
     "Updated 1.0 {"assetsAdded":1,"assetsRemoved":0,"assetsUpdated":0,"metadataUpdated":false,"statusChanged":false}",
     "Updated 1.0 {"assetsAdded":0,"assetsRemoved":0,"assetsUpdated":0,"metadataUpdated":false,"statusChanged":true}",
   ]
  `);
});
