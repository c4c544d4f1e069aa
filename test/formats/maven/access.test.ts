import { CreateDomainCommand, GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import { renderMavenMetadata } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const JAR = '/com/ex/lib/1.0/lib-1.0.jar';

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

test.each([
  ['nothing', undefined],
  ['an unknown token', 'Bearer nonsense'],
  ['half a header', 'Basic'],
])('MVN-220 MVN-031 %s is a 401, for what is there and what is not', async (_, authorization) => {
  await world.release('1.0');
  for (const path of [JAR, '/com/ex/lib/9/lib-9.jar', '/com/ex/lib/maven-metadata.xml']) {
    const url = world.emulator.endpoint('dom', 'app', 'maven') + path;
    const headers = authorization === undefined ? {} : { authorization };
    for (const method of ['GET', 'HEAD', 'PUT']) {
      const answer = await fetch(url, { method, headers, ...(method === 'PUT' && { body: 'x' }) });
      expect([path, method, answer.status]).toEqual([path, method, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/app", Basic realm="dom/app"');
    }
  }
  expect(await world.statuses()).toEqual({ '1.0': 'Published' });
});

test('MVN-031 a 401 is how Maven begins, and no error of ours', async () => {
  await world.release('1.0');
  const url = world.emulator.endpoint('dom', 'app', 'maven') + JAR;
  expect((await fetch(url)).status).toBe(401);
  const basic = `Basic ${Buffer.from(`aws:${await world.emulator.token('dom')}`).toString('base64')}`;
  expect((await fetch(url, { headers: { authorization: basic } })).status).toBe(200);
  const statuses = world.emulator
    .requests()
    .flatMap(({ method, door, status }) => (door === 'package' && method === 'GET' ? [status] : []));
  expect(statuses).toEqual([401, 200]);
});

test('MVN-034 MVN-221 AUTH-104 a token that has expired, or is of another domain, is a 401', async () => {
  await world.release('1.0');
  await world.client.send(new CreateDomainCommand({ domain: 'other' }));
  const other = await world.emulator.token('other');
  expect((await world.send(JAR, { headers: { authorization: `Bearer ${other}` } })).status).toBe(401);
  world.emulator.clock.advance(13 * 3600);
  expect((await world.get(JAR)).status).toBe(401);
});

test('MVN-216 REPO-181 the endpoint is what the API says it is, with a slash at its end or without', async () => {
  const command = new GetRepositoryEndpointCommand({ domain: 'dom', repository: 'app', format: 'maven' });
  const { repositoryEndpoint = '' } = await world.client.send(command);
  expect(repositoryEndpoint).toBe(`${world.emulator.endpoint('dom', 'app', 'maven')}/`);
  await world.release('1.0');
  const headers = { authorization: `Bearer ${await world.emulator.token('dom')}` };
  for (const path of [JAR, JAR.slice(1)])
    expect((await fetch(repositoryEndpoint + path, { headers })).status).toBe(200);
});

test('MVN-052 whatever is not known is a 404 and nothing else', async () => {
  await world.release('1.0');
  for (const path of [
    ...['/com/ex/lib/1.0/lib-1.0.war', '/com/ex/lib/2.0/lib-2.0.jar', '/com/ex/none/1.0/none-1.0.jar'],
    ...['/org/none/lib/1.0/lib-1.0.jar', '/com/ex/none/maven-metadata.xml', '/a/b c/d/e', '/a/b/c/%23.jar'],
    ...[`/com/ex/lib/1.0/${'x'.repeat(300)}`, '/com/ex/lib/2.0-SNAPSHOT/maven-metadata.xml'],
  ]) {
    for (const method of ['GET', 'HEAD']) {
      expect([path, method, (await world.send(path, { method })).status]).toEqual([path, method, 404]);
    }
  }
});

test('MVN-058 checksums are in files of their own, not in headers', async () => {
  await world.release('1.0');
  const { headers } = await world.get(JAR);
  expect([...headers.keys()].filter((name) => /checksum|sha1|md5/i.test(name))).toEqual([]);
});

test('MVN-056 a file is sent at once, not from somewhere else', async () => {
  await world.release('1.0');
  const { status, headers } = await world.get(JAR);
  expect([status, headers.get('location')]).toEqual([200, null]);
});

test('MVN-224 MVN-225 MVN-226 MVN-227 what is wrong with an upload is in the message', async () => {
  const put = async (path: string, body: string) => {
    const { status, text } = await world.send(path, { method: 'PUT', body });
    return [status, JSON.parse(text)];
  };
  const message = (part: string) => ({ message: expect.stringContaining(part) as string });
  expect(await put(`${JAR}.sha1`, 'x')).toEqual([404, message("'com.ex:lib' does not exist")]);
  await world.put(JAR, 'jar');
  expect(await put(`${JAR}.md5`, 'x')).toEqual([400, message("The md5 of 'lib-1.0.jar' is")]);
  const document = renderMavenMetadata({ ...LIB, version: '1.0' });
  expect(await put('/com/ex/lib/maven-metadata.xml', document)).toEqual([400, message("'lib-1.0.jar.md5'")]);
  expect(await put('/com/ex/other/maven-metadata.xml', document)).toEqual([400, message("'com.ex:lib'")]);
  expect(await put('/com/ex/lib/maven-metadata.xml', 'x')).toEqual([400, message('not XML')]);
  expect(await put('/com/ex/lib/1-SNAPSHOT/lib-1.jar', 'x')).toEqual([
    400,
    { message: 'Invalid name for a Snapshot build asset' },
  ]);
});

test('MVN-230 MVN-081 QUOTA-014 with rates enforced an upload too many is a 429 that says when to come back', async () => {
  const slow = await startMavenWorld({ throttle: { requestsPerToken: 2 } });
  try {
    const before = [await slow.put(JAR, 'jar'), await slow.put('/com/ex/lib/1.0/lib-1.0.pom', '<project/>')];
    const { status, text, headers } = await slow.send('/com/ex/lib/1.0/lib-1.0.war', {
      method: 'PUT',
      body: 'war',
    });
    expect([before, status, headers.get('retry-after')]).toEqual([[201, 201], 429, '1']);
    expect(JSON.parse(text)).toEqual({ message: 'Rate exceeded' });
    expect(await slow.assets('1.0')).toEqual(['lib-1.0.jar', 'lib-1.0.pom']);
    slow.emulator.clock.advance(1);
    expect(await slow.put('/com/ex/lib/1.0/lib-1.0.war', 'war')).toBe(201);
  } finally {
    await slow.emulator.close();
  }
});
