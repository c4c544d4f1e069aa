import type { EventEnvelope } from '../../src';
import { startFakeMavenRepository } from '../support/fake-maven-repository';
import { LIB, startMavenWorld } from '../support/maven-world';
import { closeUpstreamWorld, startUpstreamWorld } from '../support/upstream-world';

/** `repository operation state added/removed/updated metadata status`. */
function toLine({ detail }: EventEnvelope): string {
  const { assetsAdded, assetsRemoved, assetsUpdated, metadataUpdated, statusChanged } = detail.changes;
  const counts = `${assetsAdded}/${assetsRemoved}/${assetsUpdated}`;
  const flags = `${metadataUpdated ? 'M' : '-'}${statusChanged ? 'S' : '-'}`;
  return [detail.repositoryName, detail.operationType, detail.packageVersionState, counts, flags].join(' ');
}

test('EVT-051 a public version comes to the repository with the connection, then to the one that was asked', async () => {
  const world = await startUpstreamWorld();
  await world.graph({ store: [], between: ['store'], front: ['between'] });
  await world.connect('store');
  await world.offer('1.0.0');
  expect(await world.install('front', '1.0.0')).toBe('public');
  expect(await world.install('front', '1.0.0')).toBe('public');
  expect(world.emulator.events.list().events.map(toLine)).toEqual([
    'store Created Published 1/0/0 MS',
    'front Created Published 1/0/0 MS',
  ]);
  await closeUpstreamWorld(world);
});

test('EVT-052 a file that is fetched later updates the version', async () => {
  const central = await startFakeMavenRepository();
  const world = await startMavenWorld({ external: { 'public:maven-central': central.url } });
  await world.connect('app');
  central.release({ ...LIB, version: '1.0' });
  central.set('com/ex/lib/1.0/lib-1.0-linux.tar.gz', 'sources');
  for (const ending of ['.pom', '.jar', '-linux.tar.gz', '-linux.tar.gz']) {
    expect((await world.get(`/com/ex/lib/1.0/lib-1.0${ending}`)).status).toBe(200);
  }
  expect(world.emulator.events.list().events.map(toLine)).toEqual([
    'app Created Published 2/0/0 MS',
    'app Updated Published 1/0/0 --',
  ]);
  await world.emulator.close();
  await central.close();
});
