import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describeWithClients } from '../../support/clients';
import { createGradleMachine, type GradleMachine } from '../../support/gradle-machine';
import { startMavenWorld, type MavenWorld } from '../../support/maven-world';
import { expectSuccess } from '../../support/sandbox';

/** Gradle 4.4.1 as Debian builds it: the parts of scenario M6 that it is old enough for. */
describeWithClients(['gradle'], 'Gradle', (gradle) => {
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

  const requests = () =>
    world.emulator.requests().flatMap(({ method, uri, status }) => {
      const [, path] = /\/app\/com\/ex\/lib\/(.*)$/.exec(uri) ?? [];
      return path === undefined ? [] : [`${method} ${path} ${status}`];
    });

  test('MVN-210 MVN-213 AUTH-087 a release is uploaded with its sources, and is there for another build', async () => {
    expectSuccess(await machine.upload('1.0', 'one'));
    expect(await world.statuses()).toEqual({ '1.0': 'Published' });
    expect(await world.assets('1.0')).toEqual(['lib-1.0-sources.jar', 'lib-1.0.jar', 'lib-1.0.pom']);
    expect(requests().filter((request) => !request.endsWith(' 201'))).toEqual(['GET maven-metadata.xml 404']);
    const [file = ''] = await machine.resolve('1.0');
    expect(await readFile(file)).toEqual(await readFile(await machine.built('1.0')));
    const refused = await machine.upload('1.0', 'changed');
    expect([refused.code, refused.output]).toEqual([1, expect.stringMatching(/\b409\b.*Conflict/)]);
  });

  test('MVN-109 MVN-108 MVN-053 1.+ and latest.release find the newest, and what is there is not downloaded again', async () => {
    for (const version of ['1.0', '1.1', '1.2']) await world.release(version);
    await world.setStatus('1.2', 'Unlisted');
    expect((await machine.resolve('1.+')).map((path) => basename(path))).toEqual(['lib-1.1.jar']);
    const before = requests().length;
    const latest = await machine.resolve('latest.release', '--refresh-dependencies');
    expect(latest.map((path) => basename(path))).toEqual(['lib-1.1.jar']);
    const asked = requests().slice(before);
    expect(asked.filter((request) => request.includes('lib-1.1.jar '))).toEqual(['HEAD 1.1/lib-1.1.jar 200']);
  });
});
