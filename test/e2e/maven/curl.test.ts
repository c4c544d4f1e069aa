import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describeWithClients } from '../../support/clients';
import { renderMavenMetadata, renderPom, renderSnapshotMetadata } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';
import { createSandbox, type Sandbox } from '../../support/sandbox';

const hash = (algorithm: string, content: string) => createHash(algorithm).update(content).digest('hex');

/** The guide's chapters on curl: scenario M4 of docs/behaviours/formats/maven.md. */
describeWithClients(['curl'], 'curl', (curlPath) => {
  let world: MavenWorld;
  let sandbox: Sandbox;
  beforeAll(async () => {
    world = await startMavenWorld();
    sandbox = await createSandbox();
  });
  beforeEach(() => world.reset());
  afterAll(async () => {
    await sandbox.remove();
    await world.emulator.close();
  });

  const url = (path: string) => `${world.emulator.endpoint('dom', 'app', 'maven')}/com/ex/lib/${path}`;
  const curl = async (path: string, ...args: readonly string[]) => {
    const user = ['--user', `aws:${await world.emulator.token('dom')}`];
    const shown = ['--silent', '--write-out', '\n%{http_code}'];
    const { stdout } = await sandbox.run(sandbox.home, curlPath, [...shown, ...user, ...args, url(path)]);
    const [, text, status] = /^([^]*)\n(\d+)$/.exec(stdout) ?? [];
    return [Number(status), text] as const;
  };
  const put = async (path: string, content: string) => {
    await sandbox.writeHome('upload', content);
    const type = ['--header', 'Content-Type: application/octet-stream'];
    return (
      await curl(path, '--request', 'PUT', ...type, '--data-binary', `@${join(sandbox.home, 'upload')}`)
    )[0];
  };

  test('MVN-210 MVN-070 MVN-100 AUTH-088 REAL-201 files, then the document, and the version is there', async () => {
    expect(await put('1.0/lib-1.0.jar', 'jar')).toBe(201);
    expect(await put('1.0/lib-1.0.pom', renderPom({ ...LIB, version: '1.0' }))).toBe(201);
    expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
    expect((await curl('1.0/lib-1.0.jar'))[0]).toBe(404);
    expect(await put('maven-metadata.xml', renderMavenMetadata({ ...LIB, version: '1.0' }))).toBe(201);
    expect(await world.statuses()).toEqual({ '1.0': 'Published' });
    expect(await curl('1.0/lib-1.0.jar')).toEqual([200, 'jar']);
  });

  test('MVN-171 a version that has no document is published through the API', async () => {
    await put('1.0/lib-1.0.jar', 'jar');
    await world.setStatus('1.0', 'Published');
    expect(await curl('1.0/lib-1.0.jar', '--head', '--location')).toEqual([
      200,
      expect.stringContaining('200 OK'),
    ]);
  });

  test('MVN-224 MVN-225 MVN-226 REAL-202 checksums that do not match keep it Unfinished until they are corrected', async () => {
    const document = renderMavenMetadata({ ...LIB, version: '1.0' });
    expect(await put('1.0/lib-1.0.jar.sha256', hash('sha256', 'jar'))).toBe(404);
    await put('1.0/lib-1.0.jar', 'jar');
    expect(await put('1.0/lib-1.0.jar.sha256', hash('sha256', 'other'))).toBe(400);
    expect(await put('1.0/lib-1.0.jar.md5', hash('md5', 'jar').toUpperCase())).toBe(400);
    expect(await put('maven-metadata.xml', document)).toBe(400);
    expect(await world.statuses()).toEqual({ '1.0': 'Unfinished' });
    expect(await put('1.0/lib-1.0.jar.sha256', hash('sha256', 'jar'))).toBe(201);
    expect(await put('1.0/lib-1.0.jar.md5', hash('md5', 'jar'))).toBe(201);
    expect(await put('maven-metadata.xml', document)).toBe(201);
    expect(await curl('1.0/lib-1.0.jar.sha256')).toEqual([200, hash('sha256', 'jar')]);
  });

  test('MVN-138 MVN-132 REAL-206 builds of a snapshot, of which the document names the last', async () => {
    const snapshot = { ...LIB, version: '1.0-SNAPSHOT' };
    const names = ['20210728.194552-1', '20210728.194801-2'] as const;
    for (const name of names) {
      expect(await put(`1.0-SNAPSHOT/lib-1.0-${name}.jar`, name)).toBe(201);
      expect(await put(`1.0-SNAPSHOT/lib-1.0-${name}.pom`, renderPom(snapshot))).toBe(201);
    }
    expect(await put('1.0-SNAPSHOT/lib-1.0-SNAPSHOT.jar', 'jar')).toBe(400);
    const document = renderSnapshotMetadata(snapshot, '20210728.194801', 2);
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', document)).toBe(201);
    expect(await world.statuses()).toEqual({
      '1.0-20210728.194552-1': 'Unfinished',
      '1.0-20210728.194801-2': 'Unlisted',
      '1.0-SNAPSHOT': 'Published',
    });
    expect(await curl('1.0-SNAPSHOT/maven-metadata.xml')).toEqual([200, document]);
    expect(await curl(`1.0-SNAPSHOT/lib-1.0-${names[1]}.jar`)).toEqual([200, names[1]]);
    expect((await curl(`1.0-SNAPSHOT/lib-1.0-${names[0]}.jar`))[0]).toBe(404);
  });
});
