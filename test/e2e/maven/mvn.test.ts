import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GetPackageVersionAssetCommand } from '@aws-sdk/client-codeartifact';
import { pkg } from '../../../src';
import { describeWithClients } from '../../support/clients';
import { renderDependencies, renderDistribution } from '../../support/maven-machine';
import { startMavenLab, type MavenLab } from '../../support/maven-lab';
import { renderPom, type MavenNames } from '../../support/maven-package';
import { LIB } from '../../support/maven-world';
import { expectSuccess, type RunResult } from '../../support/sandbox';

const GREETING = 'src/main/java/com/ex/Greeting.java';
const greeting = (text: string) =>
  `package com.ex; public class Greeting { public static String text() { return "${text}"; } }`;
const WITH_SOURCES = `<build><plugins><plugin>
  <groupId>org.apache.maven.plugins</groupId><artifactId>maven-source-plugin</artifactId><version>3.2.1</version>
  <executions><execution><goals><goal>jar</goal></goals></execution></executions>
</plugin></plugins></build>`;
const APP = { groupId: 'com.ex', artifactId: 'consumer', version: '1' };
const CALLER = { 'src/main/java/Caller.java': 'class Caller { String text = com.ex.Greeting.text(); }' };

/** Maven 3.8.7 as Debian builds it, against the scenarios M1, M2, M3 and M11 of docs/behaviours/formats/maven.md. */
describeWithClients(['mvn'], 'mvn', (mvn) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(mvn);
  });
  beforeEach(() => lab.reset());
  afterAll(() => lab.close());

  const requests = () =>
    lab.world.emulator.requests().flatMap(({ door, method, uri, status }) => {
      const [, path = ''] = /\/app(\/com\/ex\/.*)$/.exec(uri) ?? [];
      return door === 'package' && path !== '' ? [`${method} ${path} ${status}`] : [];
    });
  /** A library as people write them, with what more the POM says. */
  const library = (names: MavenNames, text = names.version, more = '') =>
    lab.machine.project(
      `${names.artifactId}-${names.version}`,
      renderPom(names, renderDistribution(lab.world, 'app') + more),
      { [GREETING]: greeting(text) },
    );
  /** Compiles something that uses the library, as on a machine that never saw it. */
  const consume = async (version: string, more = '', ...args: readonly string[]): Promise<RunResult> => {
    await lab.machine.forget('com/ex');
    const pom = renderPom(APP, renderDependencies({ ...LIB, version, more }));
    return lab.machine.mvn(await lab.machine.project('consumer', pom, CALLER), 'compile', ...args);
  };

  const downloads = async () =>
    (await readdir(lab.machine.local('com/ex/lib/1.0')))
      .filter((name) => /\.(?:jar|pom)$/.test(name))
      .toSorted();

  test('MVN-031 MVN-210 MVN-213 MVN-215 MVN-058 deploy with sources, and a build elsewhere from nothing', async () => {
    await lab.machine.forget();
    const project = await library({ ...LIB, version: '1.0' }, 'hello', WITH_SOURCES);
    expectSuccess(await lab.machine.mvn(project, 'deploy'));
    expect(await lab.world.statuses()).toEqual({ '1.0': 'Published' });
    expect(await lab.world.assets('1.0')).toEqual(['lib-1.0-sources.jar', 'lib-1.0.jar', 'lib-1.0.pom']);
    const sent = requests().filter((request) => request.startsWith('PUT'));
    expect(sent.toSorted()).toEqual(
      ['1.0/lib-1.0-sources.jar', '1.0/lib-1.0.jar', '1.0/lib-1.0.pom', 'maven-metadata.xml']
        .flatMap((file) => ['', '.md5', '.sha1'].map((ending) => `PUT /com/ex/lib/${file}${ending} 201`))
        .toSorted(),
    );
    expect(sent.at(-3)).toBe('PUT /com/ex/lib/maven-metadata.xml 201');
    const asset = await lab.world.client.send(
      new GetPackageVersionAssetCommand({
        ...{ domain: 'dom', repository: 'app', format: 'maven', namespace: 'com.ex', package: 'lib' },
        ...{ packageVersion: '1.0', asset: 'lib-1.0.jar' },
      }),
    );
    const built = await readFile(join(project, 'target', 'lib-1.0.jar'));
    expect(Buffer.from((await asset.asset?.transformToByteArray()) ?? []).equals(built)).toBe(true);

    await lab.machine.forget();
    const before = requests().length;
    expectSuccess(await consume('1.0', '', '--strict-checksums'));
    expect(await readFile(lab.machine.local('com/ex/lib/1.0/lib-1.0.jar'))).toEqual(built);
    expect(await downloads()).toEqual(['lib-1.0.jar', 'lib-1.0.pom']);
    const asked = ['lib-1.0.pom', 'lib-1.0.pom.sha1', 'lib-1.0.jar', 'lib-1.0.jar.sha1'];
    expect(
      requests()
        .slice(before)
        .filter((request) => request.endsWith(' 200')),
    ).toEqual(asked.map((file) => `GET /com/ex/lib/1.0/${file} 200`));
  });

  test('MVN-165 MVN-002 a library of several modules is deployed at once, and its parent comes with what uses it', async () => {
    const parent = { groupId: 'com.ex', artifactId: 'parent', version: '1.0' };
    const child = (artifactId: string, more = '') => `<project><modelVersion>4.0.0</modelVersion>
      <parent><groupId>com.ex</groupId><artifactId>parent</artifactId><version>1.0</version></parent>
      <artifactId>${artifactId}</artifactId>${more}</project>`;
    const modules = '<packaging>pom</packaging><modules><module>lib</module><module>more</module></modules>';
    const folder = await lab.machine.project(
      'parent',
      renderPom(parent, modules + renderDistribution(lab.world, 'app')),
      {
        'lib/pom.xml': child('lib'),
        [`lib/${GREETING}`]: greeting('hello'),
        'more/pom.xml': child('more', renderDependencies({ ...LIB, version: '${project.version}' })),
        'more/src/main/java/Caller.java': CALLER['src/main/java/Caller.java'],
      },
    );
    expectSuccess(await lab.machine.mvn(folder, 'deploy', '-T2'));
    expect(await lab.world.assets('1.0', 'app', 'parent')).toEqual(['parent-1.0.pom']);
    expect((await lab.world.get('/com/ex/parent/1.0/parent-1.0.jar')).status).toBe(404);
    await lab.machine.forget('com/ex');
    const pom = renderPom(APP, renderDependencies({ ...LIB, artifactId: 'more', version: '1.0' }));
    expectSuccess(await lab.machine.mvn(await lab.machine.project('consumer', pom, CALLER), 'compile'));
    expect((await readdir(lab.machine.local('com/ex'))).toSorted()).toEqual(['lib', 'more', 'parent']);
  });

  test('MVN-010 a classifier is a file of its own, which who asks for it gets', async () => {
    const files = {
      '.jar': 'classes',
      '-sources.jar': 'sources',
      '.pom': renderPom({ ...LIB, version: '1.0' }),
    };
    await lab.world.release('1.0', { files });
    const resolve = async (classifier: string): Promise<RunResult> => {
      await lab.machine.forget('com/ex');
      const more = `<classifier>${classifier}</classifier>`;
      const pom = renderPom(APP, renderDependencies({ ...LIB, version: '1.0', more }));
      return lab.machine.mvn(await lab.machine.project('resolver', pom), 'compile');
    };
    expectSuccess(await resolve('sources'));
    expect(await downloads()).toEqual(['lib-1.0-sources.jar', 'lib-1.0.pom']);
    const { output } = await resolve('none');
    expect(output).toContain('Could not find artifact com.ex:lib:jar:none:1.0');
  });

  test('MVN-070 MVN-100 MVN-073 MVN-074 MVN-223 deploy-file publishes with a POM that Maven writes: the same again is taken, something else is refused', async () => {
    const url = `-Durl=${lab.world.emulator.endpoint('dom', 'app', 'maven')}`;
    const goal = 'org.apache.maven.plugins:maven-deploy-plugin:3.0.0:deploy-file';
    const file = ['-Dfile=third.jar', '-DgroupId=com.ex', '-DartifactId=lib', '-Dversion=1.0'];
    const more = [...file, url, '-DrepositoryId=ca', '-DgeneratePom', '-Dpackaging=jar'];
    const deploy = async (content: string): Promise<RunResult> => {
      const folder = await lab.machine.project('file', undefined, { 'third.jar': content });
      return lab.machine.mvn(folder, goal, ...more);
    };
    expectSuccess(await deploy('the bytes of a jar'));
    expect(await lab.world.statuses()).toEqual({ '1.0': 'Published' });
    const pom = (await lab.world.get('/com/ex/lib/1.0/lib-1.0.pom')).text;
    expect(pom).toContain('<artifactId>lib</artifactId>');
    expectSuccess(await deploy('the bytes of a jar'));
    const refused = await deploy('other bytes');
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('status: 409 Conflict');
    expect((await lab.world.get('/com/ex/lib/1.0/lib-1.0.jar')).text).toBe('the bytes of a jar');
    expect(await lab.world.statuses()).toEqual({ '1.0': 'Published' });
  });

  test('MVN-031 a build takes what pkg.maven builds, with what that depends on', async () => {
    const built = await Promise.all([
      pkg.maven({ groupId: 'com.ex', artifactId: 'base', version: '1.4' }),
      pkg.maven({
        ...{ ...LIB, version: '1.0', license: 'MIT', dependencies: { 'com.ex:base': '[1.0,2.0)' } },
        files: { 'com/ex/lib.properties': 'a=b' },
      }),
    ]);
    await lab.world.emulator.seed({
      domains: [{ name: 'dom', repositories: [{ name: 'app', packages: built }] }],
    });
    await lab.machine.forget('com/ex');
    const pom = renderPom(APP, renderDependencies({ ...LIB, version: '1.0' }));
    const source = { 'src/main/java/Own.java': 'class Own { }' };
    const project = await lab.machine.project('of-builders', pom, source);
    expectSuccess(await lab.machine.mvn(project, 'compile', '--strict-checksums'));
    for (const { package: name, version, files } of built) {
      for (const { name: file, bytes } of files) {
        expect(await readFile(lab.machine.local(`com/ex/${name}/${version}/${file}`))).toEqual(bytes);
      }
    }
  });
});
