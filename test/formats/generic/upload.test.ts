import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { DescribePackageCommand, UpdatePackageVersionsStatusCommand } from '@aws-sdk/client-codeartifact';
import { findError } from '../../support/api';
import { GENERIC, sha256, startPackageWorld, type PackageWorld } from '../../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld({ limits: { assetSizeBytes: 64 * 1024 * 1024 } });
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

/** Opens an unsigned upload; the test decides how much of its body is sent, and when. */
function open(hash: string, length: number, query: Record<string, string> = {}) {
  const { package: name, ...names } = GENERIC;
  const target = new URLSearchParams({ ...names, package: name, version: '1.0', asset: 'a', ...query });
  const request = httpRequest(`${world.emulator.url}/v1/package/version/publish?${target.toString()}`, {
    method: 'POST',
    headers: { 'x-amz-content-sha256': hash, 'content-length': String(length) },
    agent: false,
  });
  const answered = new Promise<{ status: number; type: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) => {
      response.resume();
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: String(response.headers['x-amzn-errortype'] ?? ''),
        }),
      );
    });
  });
  return { request, answered };
}

const isStored = async () => {
  const found = await findError(world.client.send(new DescribePackageCommand(GENERIC))).catch(
    () => undefined,
  );
  return found === undefined;
};

test('GEN-037 a client that goes away half-way leaves nothing; the same request again succeeds', async () => {
  const { request, answered } = open(sha256('whole'), 5);
  request.write('who', () => request.destroy());
  await expect(answered).rejects.toThrow();
  expect(await isStored()).toBe(false);
  await world.publish('1.0', { a: 'whole' });
  expect(await world.contents('1.0')).toEqual({ a: 'whole' });
});

test('GEN-036 nothing is visible before the body is complete', async () => {
  const { request, answered } = open(sha256('whole'), 5);
  request.write('who');
  await new Promise((resolve) => request.once('socket', (socket) => socket.once('connect', resolve)));
  expect(await isStored()).toBe(false);
  request.end('le');
  expect((await answered).status).toBe(200);
  expect(await world.contents('1.0')).toEqual({ a: 'whole' });
});

test.each([
  ['an unknown repository', { repository: 'nowhere' }, 404],
  ['a format with a door of its own', { format: 'maven' }, 400],
  ['a bad asset name', { asset: 'a:b' }, 400],
])('PKG-025 %s is refused before the body is read', async (_, query, status) => {
  const { request, answered } = open(sha256(''), 64 * 1024 * 1024, query);
  request.flushHeaders();
  expect((await answered).status).toBe(status);
  request.destroy();
});

test('GEN-059 a closed version is refused before the body is read', async () => {
  await world.publish('1.0', { a: 'x' });
  const { request, answered } = open(sha256('y'), 64 * 1024 * 1024);
  request.flushHeaders();
  expect(await answered).toMatchObject({ status: 409, type: expect.stringMatching(/^ConflictException/) });
  request.destroy();
});

test('GEN-056 a version that is closed while the body arrives is judged again', async () => {
  await world.publish('1.0', { b: 'x' }, { unfinished: true });
  const { request, answered } = open(sha256('whole'), 5);
  request.write('who');
  await new Promise((resolve) => setImmediate(resolve));
  await world.client.send(
    new UpdatePackageVersionsStatusCommand({ ...GENERIC, versions: ['1.0'], targetStatus: 'Published' }),
  );
  request.end('le');
  expect((await answered).status).toBe(409);
  expect(await world.contents('1.0')).toEqual({ b: 'x' });
  expect(await world.assetSizeBytes()).toBe(1);
});

test('ASSET-305 GEN-035 content of another hash: an Unfinished version keeps its state', async () => {
  await world.publish('1.0', { b: 'x' }, { unfinished: true });
  const revision = await world.revision('1.0');
  const { request, answered } = open(sha256('whole'), 5);
  request.end('other');
  expect((await answered).status).toBe(400);
  expect([await world.revision('1.0'), await world.assetSizeBytes()]).toEqual([revision, 1]);
});

test('GEN-070 what is too large is refused though the client sends all of it', async () => {
  const { request, answered } = open(sha256(''), 65 * 1024 * 1024);
  const chunk = Buffer.alloc(1024 * 1024);
  for (let sent = 0; sent < 65; sent++) request.write(chunk);
  request.end();
  expect(await answered).toMatchObject({ status: 402 });
  expect(await world.assetSizeBytes()).toBe(0);
});

test('GEN-036 GEN-106 an asset of many chunks comes back byte for byte', async () => {
  const content = randomBytes(3 * 1024 * 1024 + 7).toString('latin1');
  await world.publish('1.0', { a: content });
  expect((await world.contents('1.0')).a).toBe(Buffer.from(content).toString());
});

test('GEN-002 GEN-003 names that mean something elsewhere are only names here', async () => {
  for (const name of ['.', '..', '%2e%2e', 'con', 'a\\b', 'A', 'a', '😀'.repeat(120), '__proto__']) {
    const names = { ...GENERIC, namespace: name, package: name };
    await world.publish(name, { 'same.txt': name }, { ...names, packageVersion: name });
    expect(await world.contents(name, names)).toEqual({ 'same.txt': name });
  }
});
