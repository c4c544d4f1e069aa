import { renderMavenMetadata, renderPom } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const MIB = 1024 * 1024;
const DOCUMENT = '/com/ex/lib/maven-metadata.xml';
const GROUP = '/com/ex/maven-metadata.xml';
const SNAPSHOT = '/com/ex/lib/1.0-SNAPSHOT/maven-metadata.xml';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.release('1.0', { finish: false });
});
afterAll(() => world.emulator.close());

const entities = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
  '',
);
const BOMB = `<!DOCTYPE metadata [<!ENTITY e0 "ha">${entities}]>`;
const repeat = (text: string, bytes: number) => text.repeat(Math.floor(bytes / text.length));

/** What no document may do, and the largest ones that are read at all. */
const HOSTILE: readonly (readonly [what: string, status: number, body: () => string])[] = [
  ['entities that multiply', 400, () => `${BOMB}<metadata><groupId>&e12;</groupId></metadata>`],
  ['entities in attributes', 400, () => `${BOMB}<metadata a="&e12;"/>`],
  [
    'an external entity',
    400,
    () => '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><metadata>&x;</metadata>',
  ],
  ['50 MB', 413, () => `<metadata>${repeat('<a/>', 50 * MIB)}</metadata>`],
  ['50 MB of one text', 413, () => `<metadata>${'x'.repeat(50 * MIB)}</metadata>`],
  ['elements in one another', 400, () => `<metadata>${repeat('<a>', 3 * MIB)}`],
  ['an attribute that does not end', 400, () => `<metadata a="${'x'.repeat(3 * MIB)}`],
  ['a name that does not end', 400, () => `<metadata><${'x'.repeat(3 * MIB)}`],
  ['a comment that does not end', 400, () => `<metadata><!-- ${'x'.repeat(3 * MIB)}`],
  ['attributes without end', 400, () => `<metadata ${repeat('a="" ', 3 * MIB)}`],
  ['bytes that are no text', 400, () => '\u0000\uffff<metadata/>'],
];

const memory = () => process.memoryUsage().rss / MIB;

test.each(HOSTILE)('MVN-103 MVN-226 metadata of %s is a %d, and changes nothing', async (_, status, body) => {
  for (const path of [DOCUMENT, GROUP, SNAPSHOT]) {
    const before = memory();
    expect([path, await world.put(path, body())]).toEqual([path, status]);
    expect(memory() - before).toBeLessThan(600);
  }
  expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
  expect(await world.put(DOCUMENT, renderMavenMetadata({ ...LIB, version: '1.0' }))).toBe(201);
});

test.each(HOSTILE)('MVN-082 a POM of %s is stored, and tells nothing', async (_, __, body) => {
  const pom = body().replace(/metadata/g, 'project');
  const before = memory();
  expect(await world.put('/com/ex/lib/2.0/lib-2.0.pom', pom)).toBe(201);
  expect(memory() - before).toBeLessThan(600);
  expect(await world.describe('2.0')).toMatchObject({ displayName: 'lib', licenses: [] });
});

test('MVN-103 as many small elements as there is room for are read', async () => {
  const body = `<metadata>${repeat('<a/>', 3.9 * MIB)}<versioning><latest>1.0</latest></versioning></metadata>`;
  const before = memory();
  expect(await world.put(DOCUMENT, body)).toBe(201);
  expect(memory() - before).toBeLessThan(1000);
  expect(await world.statuses()).toEqual({ '1.0': 'Published' });
});

test('MVN-202 properties that multiply do not grow beyond reason', async () => {
  const properties = Array.from(
    { length: 40 },
    (_, i) => `<p${i + 1}>${`\${p${i}}`.repeat(10)}</p${i + 1}>`,
  ).join('');
  const more = `<name>\${p40}</name><properties><p0>${'x'.repeat(100)}</p0>${properties}</properties>`;
  expect(await world.put('/com/ex/lib/2.0/lib-2.0.pom', renderPom({ ...LIB, version: '2.0' }, more))).toBe(
    201,
  );
  expect((await world.describe('2.0')).displayName?.length).toBeLessThan(10_000);
});
