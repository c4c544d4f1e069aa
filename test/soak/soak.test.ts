import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulatorProcess, type EmulatorProcess } from '../hostile/emulator-process';
import { createRandom } from '../hostile/random';
import { makeDirectory, removeDirectories } from '../storage/file/data-directory';
import { callApi } from '../support/api';
import { DOMAIN, REPOSITORIES, runWorker } from './worker';

// A longer one of many more is `npm run soak`.
const CONNECTIONS = 30;
const DEEDS = 10;
const SEED = 20260304;

/** Errors that a client which misuses nothing may meet because of what others did before, by their names. */
const MODELLED = new Map([
  ['ResourceNotFoundException', 404],
  ['ConflictException', 409],
  // What doors say of a package or a path that is not there.
  ['NotFound', 404],
]);

const running: EmulatorProcess[] = [];
afterAll(async () => {
  // Only what a failure left behind.
  await Promise.all(running.filter((each) => each.alive()).map((each) => each.kill()));
  await removeDirectories();
});

async function start(options: readonly string[]): Promise<EmulatorProcess> {
  const emulator = await startEmulatorProcess('--external', 'off', '--log-level', 'error', ...options);
  running.push(emulator);
  return emulator;
}

async function prepare(emulator: EmulatorProcess): Promise<string> {
  await callApi(emulator, 'POST', `/v1/domain?domain=${DOMAIN}`, {});
  for (const repository of REPOSITORIES) {
    await callApi(emulator, 'POST', `/v1/repository?domain=${DOMAIN}&repository=${repository}`, {});
  }
  const { body } = await callApi(emulator, 'POST', `/v1/authorization-token?domain=${DOMAIN}`);
  return String(body['authorizationToken']);
}

function findFault({ status, headers }: Response): string | undefined {
  if (headers.get('x-amzn-requestid') === null) return `${status} without a request id`;
  const code = headers.get('x-amzn-errortype') ?? '';
  return status < 400 || MODELLED.get(code) === status ? undefined : `${status} ${code}`;
}

/** Digest of the whole state: records and bytes. */
async function digestState({ url }: EmulatorProcess): Promise<string> {
  const answer = await fetch(`${url}/_codeartifact/state`);
  expect(answer.status).toBe(200);
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
}

/** Files of assets that a process has open; none where there is no /proc. */
async function listOpenAssets({ pid }: EmulatorProcess, data: string): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const paths = descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''));
  return (await Promise.all(paths)).filter((path) => /(?:blobs|incoming)\//.test(path.slice(data.length)));
}

async function runLoad(emulator: EmulatorProcess): Promise<void> {
  const faults: string[] = [];
  const onAnswer = (request: string, answer: Response): void => {
    const fault = findFault(answer);
    if (fault !== undefined) faults.push(`${request}: ${fault}`);
  };
  const target = { url: emulator.url, token: await prepare(emulator), onAnswer };
  const workers = Array.from({ length: CONNECTIONS }, (_, index) =>
    runWorker(target, createRandom(SEED + index), DEEDS),
  );
  await Promise.all(workers);
  expect(faults).toEqual([]);
  expect(emulator.errors()).toBe('');
}

const TIMEOUT_MS = 120_000;

test(
  'many connections at once meet nothing but modelled answers, in memory',
  async () => {
    const emulator = await start([]);
    const before = await digestState(emulator);
    await runLoad(emulator);
    await fetch(`${emulator.url}/_codeartifact/reset`, { method: 'POST' });
    expect(await digestState(emulator)).toBe(before);
    expect(await emulator.stop()).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  'with a data directory what they leave outlives a restart, and a reset leaves nothing of it',
  async () => {
    const data = await makeDirectory();
    const first = await start(['--data', data]);
    const before = await digestState(first);
    await runLoad(first);
    expect(await listOpenAssets(first, data)).toEqual([]);
    const left = await digestState(first);
    expect(await first.stop()).toBe(0);
    expect(await readdir(join(data, 'incoming'))).toEqual([]);

    const again = await start(['--data', data]);
    expect(await digestState(again)).toBe(left);
    await fetch(`${again.url}/_codeartifact/reset`, { method: 'POST' });
    expect(await digestState(again)).toBe(before);
    expect(await again.stop()).toBe(0);
    expect(await readdir(join(data, 'blobs'))).toEqual([]);
  },
  TIMEOUT_MS,
);
