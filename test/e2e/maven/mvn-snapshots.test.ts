import { readdir } from 'node:fs/promises';
import { describeWithClients } from '../../support/clients';
import { renderDependencies, renderDistribution } from '../../support/maven-machine';
import { startMavenLab, type MavenLab } from '../../support/maven-lab';
import { renderPom } from '../../support/maven-package';
import { LIB } from '../../support/maven-world';
import { expectSuccess } from '../../support/sandbox';

const SNAPSHOT = { ...LIB, version: '2.0-SNAPSHOT' };
const SOURCE = 'src/main/java/com/ex/Greeting.java';

/** Scenario M5 of docs/behaviours/formats/maven.md. */
describeWithClients(['mvn'], 'mvn and snapshots', (mvn) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(mvn);
    await lab.reset();
  });
  afterAll(() => lab.close());

  const deploy = async (text: string) => {
    const pom = renderPom(SNAPSHOT, renderDistribution(lab.world, 'app'));
    const source = `package com.ex; public class Greeting { public static void ${text}() { } }`;
    const project = await lab.machine.project('lib', pom, { [SOURCE]: source });
    expectSuccess(await lab.machine.mvn(project, 'deploy', '-Dmaven.install.skip'));
    await lab.machine.forget('com/ex/lib');
  };
  /** Compiles something that calls the one method of a build, on a machine that knows the snapshot or does not. */
  const consume = async (text: string, version = SNAPSHOT.version, ...args: readonly string[]) => {
    const caller = `class Caller { void call() { com.ex.Greeting.${text}(); } }`;
    const pom = renderPom(
      { ...LIB, artifactId: 'consumer', version: '1' },
      [SNAPSHOTS, renderDependencies({ ...LIB, version })].join(''),
    );
    const project = await lab.machine.project('consumer', pom, { 'src/main/java/Caller.java': caller });
    return lab.machine.mvn(project, 'compile', ...args);
  };
  let SNAPSHOTS = '';

  test('MVN-130 MVN-132 MVN-135 MVN-140 MVN-141 MVN-144 REAL-206 every build is kept, and the snapshot is the latest', async () => {
    const url = lab.world.emulator.endpoint('dom', 'app', 'maven');
    SNAPSHOTS = `<repositories><repository><id>ca</id><url>${url}</url></repository></repositories>`;
    await deploy('first');
    expectSuccess(await consume('first'));
    await deploy('second');
    const statuses = await lab.world.statuses();
    const builds = Object.keys(statuses)
      .filter((version) => version !== SNAPSHOT.version)
      .toSorted();
    expect(builds).toEqual([expect.stringMatching(/^2\.0-\d{8}\.\d{6}-1$/), expect.stringMatching(/-2$/)]);
    const [first = '', second = ''] = builds;
    expect(statuses).toEqual({ [first]: 'Unlisted', [second]: 'Unlisted', [SNAPSHOT.version]: 'Published' });
    for (const version of [second, SNAPSHOT.version]) {
      expect(await lab.world.assets(version)).toEqual([`lib-${second}.jar`, `lib-${second}.pom`]);
    }
    expectSuccess(await consume('second', SNAPSHOT.version, '-U', '--strict-checksums'));
    // A build has a name of its own, under which it stays what it was.
    expectSuccess(await consume('first', first));
    expect(await readdir(lab.machine.local('com/ex/lib'))).toEqual([SNAPSHOT.version]);
  });
});
