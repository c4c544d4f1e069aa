import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeWithClients } from '../../support/clients';
import { renderDependencies } from '../../support/maven-machine';
import { startMavenLab, type MavenLab } from '../../support/maven-lab';
import { renderPom } from '../../support/maven-package';
import { LIB } from '../../support/maven-world';
import { expectSuccess, type RunResult } from '../../support/sandbox';

const CONSUMER = { groupId: 'com.ex', artifactId: 'consumer', version: '1' };

/** What Maven chooses, from what it is shown; the files are never opened. */
describeWithClients(['mvn'], 'mvn and the versions that it finds', (mvn) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(mvn);
  });
  beforeEach(() => lab.reset());
  afterAll(() => lab.close());

  const resolve = async (version: string, ...args: readonly string[]): Promise<RunResult> => {
    const pom = renderPom(CONSUMER, renderDependencies({ ...LIB, version }));
    return lab.machine.mvn(await lab.machine.project('consumer', pom), 'compile', ...args);
  };
  const resolveAnew = async (version: string): Promise<RunResult> => {
    await lab.machine.forget('com/ex');
    return resolve(version, '--strict-checksums');
  };
  /** One run for several modules, each of which wants another version. */
  const resolveEach = async (...wanted: readonly string[]): Promise<RunResult> => {
    await lab.machine.forget('com/ex');
    const parent = { ...CONSUMER, artifactId: 'parent' };
    const names = wanted.map((_, at) => `module-${at}`);
    const modules = names.map((name) => `<module>${name}</module>`).join('');
    const poms = wanted.map((version, at) => [
      `module-${at}/pom.xml`,
      renderPom({ ...CONSUMER, artifactId: `module-${at}` }, renderDependencies({ ...LIB, version })),
    ]);
    const pom = renderPom(parent, `<packaging>pom</packaging><modules>${modules}</modules>`);
    const project = await lab.machine.project('modules', pom, Object.fromEntries(poms));
    return lab.machine.mvn(project, 'compile', '--strict-checksums');
  };
  const versions = async () =>
    (await readdir(lab.machine.local('com/ex/lib'))).filter((name) => /^\d/.test(name)).toSorted();
  const versionsWithJar = async () =>
    (await readdir(lab.machine.local('com/ex/lib'), { recursive: true }))
      .filter((name) => name.endsWith('.jar'))
      .map((name) => dirname(name))
      .toSorted();

  test('MVN-172 MVN-111 MVN-109 ranges, LATEST and RELEASE find what is listed, exact versions also what is not', async () => {
    for (const version of ['1.0', '1.1', '1.2']) await lab.world.release(version);
    await lab.world.setStatus('1.2', 'Unlisted');
    expectSuccess(await resolveEach('[1.0,2.0)', 'LATEST', 'RELEASE'));
    // Of a range Maven reads the POMs of all.
    expect(await versionsWithJar()).toEqual(['1.1']);
    expectSuccess(await resolveAnew('1.2'));
    expect(await versions()).toEqual(['1.2']);
    expect((await resolveAnew('[2.0,)')).output).toContain('No versions available for com.ex:lib:jar:[2.0,)');
  });

  test('MVN-052 MVN-051 what is archived is not there', async () => {
    await lab.world.release('1.0');
    await lab.world.setStatus('1.0', 'Archived');
    expect((await resolveAnew('1.0')).output).toMatch(/Could not find artifact com\.ex:lib:jar:1\.0 in ca/);
  });

  test('MVN-180 MVN-181 through two repositories, from the ends of them and again without them', async () => {
    await lab.world.release('1.0', { repository: 'store' });
    expectSuccess(await resolveAnew('1.0'));
    expect(await lab.world.statuses('app')).toEqual({ '1.0': 'Published' });
    await lab.world.setStatus('1.0', 'Archived', 'store');
    expectSuccess(await resolveAnew('1.0'));
  });
});
