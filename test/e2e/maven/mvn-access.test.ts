import { CreateDomainCommand } from '@aws-sdk/client-codeartifact';
import type { PrincipalOption } from '../../../src';
import { allow, policy, userArn } from '../../support/access-world';
import { describeWithClients } from '../../support/clients';
import { createMavenMachine, renderDependencies } from '../../support/maven-machine';
import { startMavenLab, type MavenLab } from '../../support/maven-lab';
import { renderPom } from '../../support/maven-package';
import { LIB } from '../../support/maven-world';
import { expectSuccess } from '../../support/sandbox';

const GOAL = 'org.apache.maven.plugins:maven-deploy-plugin:3.0.0:deploy-file';

/** Scenario M11 of docs/behaviours/formats/maven.md. */
describeWithClients(['mvn'], 'mvn with credentials that are no good', (mvn) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(mvn);
    await lab.reset();
  });
  afterAll(() => lab.close());

  const deploy = async (repositoryId: string) => {
    const folder = await lab.machine.project('file', undefined, { 'a.jar': 'a' });
    const file = ['-Dfile=a.jar', '-DgroupId=com.ex', '-DartifactId=lib', '-Dversion=1.0', '-Dpackaging=jar'];
    const url = `-Durl=${lab.world.emulator.endpoint('dom', 'app', 'maven')}`;
    return lab.machine.mvn(folder, GOAL, ...file, url, `-DrepositoryId=${repositoryId}`);
  };

  test('MVN-214 AUTH-086 a repository of another id than the server gets no password, and the 401 ends the build', async () => {
    const { code, output } = await deploy('another');
    expect([code, output]).toEqual([1, expect.stringContaining('status: 401 Unauthorized')]);
    expect(await lab.world.statuses()).toEqual({});
    expectSuccess(await deploy('ca'));
  });

  test.each(['nonsense', 'expired'])(
    'MVN-034 MVN-220 AUTH-109 a token that is %s is refused',
    async (kind) => {
      const password = kind === 'expired' ? await lab.world.emulator.token('dom') : kind;
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
    },
  );

  // Which Maven would see as the others.
  test('MVN-034 a token of another domain is refused', async () => {
    await lab.world.client.send(new CreateDomainCommand({ domain: 'other' }));
    const headers = { authorization: `Bearer ${await lab.world.emulator.token('other')}` };
    expect((await lab.world.send('/com/ex/lib/1.0/lib-1.0.pom', { headers })).status).toBe(401);
  });
});

describeWithClients(['mvn'], 'mvn under policies', (mvn) => {
  const admin: PrincipalOption = {
    ...{ arn: userArn('000000000000', 'admin'), accessKeyId: 'test', secretAccessKey: 'test' },
    policies: ['AdministratorAccess'],
  };
  let lab: MavenLab;
  const setDev = (...actions: readonly string[]) =>
    lab.world.emulator.setPrincipals([
      admin,
      {
        ...{ arn: userArn('000000000000'), accessKeyId: 'dev', secretAccessKey: 'any' },
        policies: [policy(allow(...actions))],
      },
    ]);
  beforeAll(async () => {
    lab = await startMavenLab(mvn, { auth: { mode: 'iam', principals: [admin] } });
    await lab.reset();
  });
  afterAll(() => lab.close());

  test('AUTH-069 IAM-044 IAM-045 IAM-052 a deploy wants every permission, and loses its rights with its principal', async () => {
    setDev('GetAuthorizationToken', 'sts:GetServiceBearerToken');
    const password = await lab.world.emulator.token('dom', { account: 'dev' });
    const machine = await createMavenMachine(mvn, lab.world, { password });
    const deploy = async (version: string) => {
      const folder = await machine.project('file', undefined, { 'a.jar': 'a' });
      const file = ['-Dfile=a.jar', '-DgroupId=com.ex', '-DartifactId=lib', `-Dversion=${version}`];
      const url = `-Durl=${lab.world.emulator.endpoint('dom', 'app', 'maven')}`;
      return machine.mvn(folder, GOAL, ...file, '-Dpackaging=jar', url, '-DrepositoryId=ca');
    };
    try {
      setDev('ReadFromRepository');
      const refused = await deploy('1.0');
      expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('status: 403 Forbidden')]);
      expect(await lab.world.statuses()).toEqual({});
      setDev('ReadFromRepository', 'PublishPackageVersion');
      expect((await deploy('1.0')).output).toContain('status: 403 Forbidden');
      expect(await lab.world.statuses()).toEqual({ '1.0': 'Unfinished' });
      setDev('ReadFromRepository', 'PublishPackageVersion', 'PutPackageMetadata');
      expectSuccess(await deploy('1.1'));
      expect(await lab.world.statuses()).toEqual({ '1.0': 'Unfinished', '1.1': 'Published' });
      lab.world.emulator.setPrincipals([admin]);
      expect((await deploy('1.2')).output).toContain('status: 401 Unauthorized');
    } finally {
      await machine.close();
    }
  });
});
