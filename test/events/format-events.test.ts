import { createHash } from 'node:crypto';
import type { EventEnvelope } from '../../src';
import { startMavenWorld, type MavenWorld } from '../support/maven-world';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createSdist, createWheel } from '../support/python-package';

/** `name version operation state added/removed/updated metadata status`, in order. */
function toLine({ detail }: EventEnvelope): string {
  const { assetsAdded, assetsRemoved, assetsUpdated, metadataUpdated, statusChanged } = detail.changes;
  const counts = `${assetsAdded}/${assetsRemoved}/${assetsUpdated}`;
  const flags = `${metadataUpdated ? 'M' : '-'}${statusChanged ? 'S' : '-'}`;
  return [detail.packageVersion, detail.operationType, detail.packageVersionState, counts, flags].join(' ');
}

/** What happened since the last look. */
function look({ emulator }: MavenWorld | PypiWorld): string[] {
  const { events } = emulator.events.list();
  emulator.events.clear();
  return events.map(toLine);
}

let maven: MavenWorld;
let pypi: PypiWorld;
beforeAll(async () => {
  [maven, pypi] = await Promise.all([startMavenWorld(), startPypiWorld()]);
  await Promise.all([maven.reset(), pypi.reset()]);
});
afterAll(() => Promise.all([maven.emulator.close(), pypi.emulator.close()]));

const POM =
  '<project><groupId>com.ex</groupId><artifactId>lib</artifactId><version>1.0</version><description>A library.</description></project>';
const document = (...versions: readonly string[]) =>
  `<metadata><groupId>com.ex</groupId><artifactId>lib</artifactId><versioning><versions>${versions
    .map((version) => `<version>${version}</version>`)
    .join('')}</versions></versioning></metadata>`;

test('EVT-034 EVT-035 EVT-036 EVT-037 the events of a Maven version, file by file', async () => {
  const world = maven;
  const jar = '/com/ex/lib/1.0/lib-1.0.jar';
  await world.put(jar, 'jar');
  expect(look(world)).toEqual(['1.0 Created Unfinished 1/0/0 -S']);
  await world.put(`${jar}.sha1`, createHash('sha1').update('jar').digest('hex'));
  expect(look(world)).toEqual([]);
  await world.put('/com/ex/lib/1.0/lib-1.0.pom', POM);
  await world.put(`${jar}.asc`, 'signature');
  expect(look(world)).toEqual(['1.0 Updated Unfinished 1/0/0 M-', '1.0 Updated Unfinished 1/0/0 --']);
  await world.put('/com/ex/lib/1.1/lib-1.1.pom', POM.replace('1.0', '1.1'));
  expect(look(world)).toEqual(['1.1 Created Unfinished 1/0/0 MS']);
  await world.put('/com/ex/lib/maven-metadata.xml', document('1.0', '1.1'));
  expect(look(world)).toEqual(['1.0 Updated Published 0/0/0 -S', '1.1 Updated Published 0/0/0 -S']);
  await world.put('/com/ex/lib/maven-metadata.xml', document('1.0', '1.1'));
  await world.put('/com/ex/lib/1.0/lib-1.0-sources.jar', 'sources');
  expect(look(world)).toEqual(['1.0 Updated Published 1/0/0 --']);
});

test('EVT-038 a snapshot that is deployed again has other assets', async () => {
  const world = maven;
  await world.build('1.0-SNAPSHOT', '20260301.010101', 1);
  const ofSnapshot = () => look(world).filter((line) => line.startsWith('1.0-SNAPSHOT '));
  expect(ofSnapshot()).toEqual([expect.stringMatching(/^1\.0-SNAPSHOT Created Published \d\/0\/0 MS$/)]);
  await world.build('1.0-SNAPSHOT', '20260302.010101', 2);
  expect(ofSnapshot()).toEqual([expect.stringMatching(/^1\.0-SNAPSHOT Updated Published \d\/\d\/0 M-$/)]);
});

test('EVT-031 EVT-032 EVT-008 the events of a Python version, file by file, under its normalised name', async () => {
  const world = pypi;
  world.emulator.events.clear();
  const wheel = createWheel('demo_lib', '1.0.0');
  await world.publish([wheel], 'app');
  const [event] = world.emulator.events.list().events;
  expect(event?.detail.packageName).toBe('demo-lib');
  expect(look(world)).toEqual(['1.0.0 Created Published 1/0/0 MS']);
  await world.publish([await createSdist('demo_lib', '1.0.0')], 'app');
  await world.publish([wheel], 'app');
  expect(look(world)).toEqual(['1.0.0 Updated Published 1/0/0 --']);
});
