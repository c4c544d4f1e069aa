import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createNpmPackage } from '../../support/npm-package';
import { startNpmRepository, type NpmRepository } from '../../support/npm-repository';
import { sha256 } from '../../support/package-world';
import { makeDirectory, removeDirectories } from './data-directory';

let data: string;
let world: NpmRepository;
beforeAll(async () => {
  data = await makeDirectory();
  world = await startNpmRepository({ data });
  await world.publish('there', '1.0.0', { files: { 'x.bin': Buffer.alloc(4_000_000, 'abcdefg') } });
});
afterAll(async () => {
  await world.emulator.close();
  await removeDirectories();
});

const incoming = () => readdir(join(data, 'incoming'));

async function exportState(): Promise<Buffer> {
  return Buffer.from(await (await fetch(`${world.emulator.url}/_codeartifact/state`)).arrayBuffer());
}

/** Files of the data directory that this process has open, besides those of the journal. */
async function openBlobs(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []); // Linux only
  const paths = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return paths.filter(
    (path) => path.startsWith(join(data, 'blobs')) || path.startsWith(join(data, 'incoming')),
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}

/** Sends the first bytes of a request and goes away. */
function sendPart(head: string, body: Buffer, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(world.emulator.port, '127.0.0.1', () => {
      socket.write(Buffer.concat([Buffer.from(head), body]).subarray(0, bytes), () => {
        // Leaves the emulator the time to take what was sent.
        setImmediate(() => socket.resetAndDestroy());
      });
    });
    socket.on('close', () => resolve());
    socket.on('error', () => undefined);
  });
}

async function generic() {
  const body = Buffer.alloc(600_000, 'generic');
  const query = `domain=dom&repository=app&format=generic&namespace=ns&package=p&version=1&asset=a`;
  const head =
    `POST /v1/package/version/publish?${query} HTTP/1.1\r\nHost: a\r\nx-amz-content-sha256: ${sha256(body)}\r\n` +
    `Content-Length: ${body.length}\r\n\r\n`;
  return { head, body };
}

async function npm() {
  const random = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
  const { document } = await createNpmPackage('half', '1.0.0', { files: { 'x.bin': random } });
  const body = Buffer.from(JSON.stringify({ ...document, more: 'x'.repeat(300_000) }));
  const head =
    `PUT /npm/d/dom-000000000000/app/half HTTP/1.1\r\nHost: a\r\nauthorization: Bearer ${world.token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return { head, body };
}

test.each([
  ['a generic upload', generic],
  ['an npm publish', npm],
])('a client that leaves %s at any stage leaves nothing behind', async (_title, make) => {
  const before = await exportState();
  const { head, body } = await make();
  const whole = head.length + body.length;
  const stages = [
    10,
    head.length - 1,
    head.length,
    head.length + 1,
    head.length + 70_000,
    whole / 2,
    whole - 1,
  ];
  for (const bytes of stages) await sendPart(head, body, Math.floor(bytes));
  await Promise.all(stages.map((bytes) => sendPart(head, body, Math.floor(bytes))));
  await until(async () => (await incoming()).length === 0 && (await openBlobs()).length === 0);
  expect((await exportState()).equals(before)).toBe(true);
  // A tarball that had arrived whole stands among the blobs until its request is given up.
  await until(async () => (await readdir(join(data, 'blobs'))).length === 1);
});

test('a client that leaves a download leaves no file open', async () => {
  const head = `GET /npm/d/dom-000000000000/app/there/-/there-1.0.0.tgz HTTP/1.1\r\nHost: a\r\nauthorization: Bearer ${world.token}\r\n\r\n`;
  for (let round = 0; round < 10; round++) await sendPart(head, Buffer.alloc(0), head.length);
  await until(async () => (await openBlobs()).length === 0);
});
