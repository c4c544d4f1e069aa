import { TEST_TIME } from '../support/emulator';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
afterEach(() => closeUpstreamWorld(world));

/** app2 → store → public, with a version at its end. */
async function start(retentionDelaySeconds: number): Promise<void> {
  world = await startUpstreamWorld({ retentionDelaySeconds });
  await world.graph({ store: [], app2: ['store'] });
  await world.connect('store');
  await world.offer('1.0.0');
}

test('UP-058 with a delay a version is served before it is retained', async () => {
  await start(3600);
  expect(await world.install('app2', '1.0.0')).toBe('public');
  expect(await world.install('app2', '1.0.0')).toBe('public');
  expect([await world.stored('app2'), await world.stored('store')]).toEqual([[], ['1.0.0']]);
});

test('UP-058 after the delay it is retained', async () => {
  await start(0.001);
  await world.install('app2', '1.0.0');
  while ((await world.stored('app2')).length === 0);
  expect(await world.describe('app2', '1.0.0')).toMatchObject({ origin: { originType: 'EXTERNAL' } });
});

test('UP-058 what is put off waits for the emulator’s clock, which may be moved', async () => {
  await start(3600);
  const { clock } = world.emulator;
  clock.freeze();
  await world.install('app2', '1.0.0');
  clock.freeze(Date.parse(TEST_TIME) + 3_600_000);
  while ((await world.stored('app2')).length === 0);
  expect(await world.describe('app2', '1.0.0')).toMatchObject({ origin: { originType: 'EXTERNAL' } });
});
