import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { startEmulatorProcess, type EmulatorProcess } from '../hostile/emulator-process';
import { createRandom } from '../hostile/random';
import { makeDirectory, removeDirectories } from '../storage/file/data-directory';
import { callApi } from '../support/api';
import { DOMAIN, runClient, toQuery, type CrashTarget } from './client';
import { createLedger, type Entry, type Status } from './ledger';
import { effort } from '../support/effort';

const SEED = 20260304;
const CLIENTS = 32;
const ROUNDS = effort(200, 5);
const LONGEST_ROUND_MS = 900;
const AT_ONCE = 16;

let running: EmulatorProcess | undefined;

afterAll(async () => {
  // Only what a failure left behind.
  if (running?.alive()) await running.kill();
  await removeDirectories();
});

async function start(data: string): Promise<EmulatorProcess> {
  running = await startEmulatorProcess('--data', data, '--log-level', 'error', '--external', 'off');
  return running;
}

/** Kills an emulator while it starts, if it has not ended by itself. */
async function killDuringStart(data: string, milliseconds: number): Promise<void> {
  const launcher = join(__dirname, '../../bin/codeartifact-local.js');
  const child = spawn(process.execPath, [launcher, '--port', '0', '--data', data], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await after(milliseconds);
  child.kill('SIGKILL');
  await exited;
}

async function prepare(data: string): Promise<string> {
  const emulator = await start(data);
  await callApi(emulator, 'POST', `/v1/domain?domain=${DOMAIN}`, {});
  for (const repository of ['app', 'other']) {
    await callApi(emulator, 'POST', `/v1/repository?domain=${DOMAIN}&repository=${repository}`, {});
  }
  const { body } = await callApi(emulator, 'POST', `/v1/authorization-token?domain=${DOMAIN}`);
  await emulator.kill();
  return String(body['authorizationToken']);
}

/** Holds an entry against the emulator, and settles it. */
async function check({ url }: CrashTarget, entry: Entry): Promise<void> {
  const query = toQuery(entry.place);
  const described = await callApi({ url }, 'GET', `/v1/package/version?${query}`);
  const { packageVersion } = described.body as { packageVersion?: { status: Status } };
  const actual = described.status === 404 ? 'absent' : packageVersion?.status;
  if (actual === undefined || !entry.possible.includes(actual)) {
    throw new Error(`${query} is ${actual}, and should be ${entry.possible.join(' or ')}`);
  }
  entry.possible = [actual];
  if (actual !== 'Published') return;
  const answer = await fetch(`${url}/v1/package/version/asset?${query}&asset=${entry.asset}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([answer.status, sha256Of(bytes)]).toEqual([200, entry.sha256]);
}

async function checkAll(target: CrashTarget, entries: readonly Entry[]): Promise<void> {
  const pending = [...entries];
  const checker = async (): Promise<void> => {
    for (let entry = pending.pop(); entry; entry = pending.pop()) await check(target, entry);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, checker));
}

/** Every file is what its name says, and there are those that a version needs and no others. */
async function checkBlobFiles(data: string, entries: readonly Entry[]): Promise<void> {
  const names = await readdir(join(data, 'blobs'));
  for (const name of names) expect(sha256Of(await readFile(join(data, 'blobs', name)))).toBe(name);
  const needed = new Set(
    entries.flatMap(({ possible, sha256 }) => (possible[0] === 'Published' ? sha256 : [])),
  );
  expect(names.sort()).toEqual([...needed].sort());
  expect(await readdir(join(data, 'incoming'))).toEqual([]);
}

test(
  `what was answered survives ${ROUNDS} kills, and what was not is whole or absent`,
  async () => {
    const data = await makeDirectory();
    const random = createRandom(SEED);
    const ledger = createLedger();
    const token = await prepare(data);
    let unanswered = 0;
    for (let round = 0; round < ROUNDS; round++) {
      if (random.chance(0.3)) await killDuringStart(data, random.int(400));
      const emulator = await start(data);
      const target = { url: emulator.url, token };
      const clients = Array.from({ length: CLIENTS }, (_, index) =>
        runClient(`client-${index}`, createRandom(SEED + round * CLIENTS + index), ledger, target),
      );
      const ended = Promise.all(clients);
      await Promise.race([ended, after(random.int(LONGEST_ROUND_MS))]);
      await emulator.kill();
      await ended;
      expect(emulator.errors()).toBe('');

      const changed = ledger.takeChanged();
      unanswered += changed.filter(({ possible }) => possible.length > 1).length;
      const again = await start(data);
      await checkAll({ url: again.url, token }, changed);
      await checkBlobFiles(data, ledger.entries);
      if (round % 20 === ROUNDS % 20) await checkAll({ url: again.url, token }, ledger.entries);
      await again.kill();
    }
    const last = await start(data);
    await checkAll({ url: last.url, token }, ledger.entries);
    expect(await last.stop()).toBe(0);
    const files = await readdir(data);
    process.stdout.write(
      `${ROUNDS} kills: ${ledger.entries.length} versions, ${unanswered} changes under way; ${files.sort().join(' ')}\n`,
    );
    expect(ledger.entries.length).toBeGreaterThan(ROUNDS * 10);
  },
  60_000 + ROUNDS * 15_000,
);

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
