import { CreateDomainCommand } from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../../support/clients';
import { createMavenMachine, renderDependencies } from '../../support/maven-machine';
import { startMavenLab, type MavenLab } from '../../support/maven-lab';
import { renderPom } from '../../support/maven-package';
import { LIB } from '../../support/maven-world';
import { expectSuccess } from '../../support/sandbox';

/** Scenario M11 of docs/behaviours/formats/maven.md. */
describeWithClients(['mvn'], 'mvn with credentials that are no good', (mvn) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(mvn);
    await lab.reset();
  });
  afterAll(() => lab.close());

  const GOAL = 'org.apache.maven.plugins:maven-deploy-plugin:3.0.0:deploy-file';
  const deploy = async (repositoryId: string) => {
    const folder = await lab.machine.project('file', undefined, { 'a.jar': 'a' });
    const file = ['-Dfile=a.jar', '-DgroupId=com.ex', '-DartifactId=lib', '-Dversion=1.0', '-Dpackaging=jar'];
    const url = `-Durl=${lab.world.emulator.endpoint('dom', 'app', 'maven')}`;
    return lab.machine.mvn(folder, GOAL, ...file, url, `-DrepositoryId=${repositoryId}`);
  };

  test('MVN-214 a repository of another id than the server gets no password, and the 401 ends the build', async () => {
    const { code, output } = await deploy('another');
    expect([code, output]).toEqual([1, expect.stringContaining('status: 401 Unauthorized')]);
    expect(await lab.world.statuses()).toEqual({});
    expectSuccess(await deploy('ca'));
  });

  test.each([
    ['nonsense', async () => 'nonsense'],
    ['of another domain', () => lab.world.emulator.token('other')],
    ['expired', () => lab.world.emulator.token('dom')],
  ])('MVN-034 MVN-220 AUTH-109 a token that is %s is refused', async (kind, getToken) => {
    if (kind === 'of another domain')
      await lab.world.client.send(new CreateDomainCommand({ domain: 'other' }));
    const password = await getToken();
    if (kind === 'expired') lab.world.emulator.clock.advance(13 * 3600);
    const machine = await createMavenMachine(mvn, lab.world, { password });
    try {
      const dependency = renderDependencies({ ...LIB, version: '1.0' });
      const pom = renderPom({ ...LIB, artifactId: 'consumer', version: '1' }, dependency);
      const { code, output } = await machine.mvn(await machine.project('consumer', pom), 'compile');
      expect([code, output]).toEqual([1, expect.stringContaining('status: 401 Unauthorized')]);
    } finally {
      await machine.close();
    }
  });
});
