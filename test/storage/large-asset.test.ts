import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { startEmulatorProcess, type EmulatorProcess } from '../hostile/emulator-process';
import { callApi } from '../support/api';
import { makeDirectory, removeDirectories } from './file/data-directory';

afterAll(removeDirectories);

const MEBIBYTE = 1024 * 1024;
const QUERY = 'domain=dom&repository=app&format=generic&namespace=ns&package=big&asset=a.bin';
const piece = randomBytes(MEBIBYTE);

function sha256Of(mebibytes: number): string {
  const hash = createHash('sha256');
  for (let index = 0; index < mebibytes; index++) hash.update(piece);
  return hash.digest('hex');
}

async function upload({ url }: EmulatorProcess, version: string, mebibytes: number): Promise<void> {
  const headers = {
    'x-amz-content-sha256': sha256Of(mebibytes),
    'content-length': mebibytes * MEBIBYTE,
  };
  const path = `${url}/v1/package/version/publish?${QUERY}&version=${version}`;
  const sent = request(path, { method: 'POST', headers });
  Readable.from(Array.from({ length: mebibytes }, () => piece)).pipe(sent);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(200);
}

async function download({ url }: EmulatorProcess, version: string): Promise<string> {
  const hash = createHash('sha256');
  const answer = await fetch(`${url}/v1/package/version/asset?${QUERY}&version=${version}`);
  for await (const chunk of answer.body ?? []) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Kilobytes that a process has in memory now, or has had at most. */
function readMemory({ pid }: EmulatorProcess, figure: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${figure}:\\s+(\\d+)`).exec(status)?.[1]);
}

// The figures come from /proc.
const testOnLinux = existsSync('/proc/self/status') ? test : test.skip;

testOnLinux.each(['memory', 'file'])(
  'DESIGN D11: 256 MiB in and out of %s take no memory',
  async (driver) => {
    const options = driver === 'file' ? ['--data', await makeDirectory()] : [];
    const emulator = await startEmulatorProcess('--external', 'off', ...options);
    await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
    await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', {});
    await upload(emulator, 'small', 8);
    await download(emulator, 'small');
    const before = readMemory(emulator, 'VmRSS');
    await upload(emulator, 'large', 256);
    expect(await download(emulator, 'large')).toBe(sha256Of(256));
    const growth = (readMemory(emulator, 'VmHWM') - before) / 1024;
    expect(growth).toBeLessThan(64);
    expect(await emulator.stop()).toBe(0);
  },
);
