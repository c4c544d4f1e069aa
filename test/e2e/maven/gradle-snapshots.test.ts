import { readFile } from 'node:fs/promises';
import { describeWithClients } from '../../support/clients';
import { createGradleMachine, type GradleMachine } from '../../support/gradle-machine';
import { startMavenWorld, type MavenWorld } from '../../support/maven-world';
import { expectSuccess } from '../../support/sandbox';

/** Gradle 4.4.1 as Debian builds it: its snapshots, and what it makes of refusals. */
describeWithClients(['gradle'], 'Gradle and snapshots', (gradle) => {
  let world: MavenWorld;
  let machine: GradleMachine;
  beforeAll(async () => {
    world = await startMavenWorld();
    machine = await createGradleMachine(gradle, world);
  });
  beforeEach(() => world.reset());
  afterAll(async () => {
    await machine.close();
    await world.emulator.close();
  });

  test('MVN-152 MVN-135 a snapshot is uploaded twice, and the newer build is what others get', async () => {
    expectSuccess(await machine.upload('2.0-SNAPSHOT', 'one'));
    await machine.resolve('2.0-SNAPSHOT');
    expectSuccess(await machine.upload('2.0-SNAPSHOT', 'two'));
    const [file = ''] = await machine.resolve('2.0-SNAPSHOT', '--refresh-dependencies');
    expect(await readFile(file)).toEqual(await readFile(await machine.built('2.0-SNAPSHOT')));
    expect(Object.values(await world.statuses()).toSorted()).toEqual(['Published', 'Unlisted', 'Unlisted']);
  });

  test('MVN-052 MVN-034 what is not there is only missing, but a password that is wrong ends the build', async () => {
    await expect(machine.resolve('9.0')).rejects.toThrow('Could not find com.ex:lib:9.0');
    machine.setPassword('nonsense');
    await expect(machine.resolve('9.0')).rejects.toThrow(
      'Received status code 401 from server: Unauthorized',
    );
  });
});
