import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { startEmulatorProcess, type EmulatorProcess } from '../hostile/emulator-process';
import { callApi } from '../support/api';
import { makeDirectory, removeDirectories } from './file/data-directory';
import { effort } from '../support/effort';

afterAll(removeDirectories);

const MEBIBYTE = 1024 * 1024;
const SIZE = effort(1024, 128);
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

/** A file of an archive, stored as it is: what stands before it, after it in the directory, and its CRC. */
function toZipEntry(name: string, size: number, crc: number, offset: number) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(size, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name)]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, rest, Buffer.from(name)]),
  };
}

/** The pieces of a wheel with one large file. */
function createLargeWheel(mebibytes: number): Buffer[] {
  const metadata = Buffer.from('Metadata-Version: 2.1\nName: big\nVersion: 1.0\n');
  const content = Array.from({ length: mebibytes }, () => piece);
  const crc = content.reduce((sum, part) => crc32(part, sum), 0);
  const first = toZipEntry('big-1.0.dist-info/METADATA', metadata.length, crc32(metadata), 0);
  const offset = first.local.length + metadata.length;
  const second = toZipEntry('big/data.bin', mebibytes * MEBIBYTE, crc, offset);
  const directory = Buffer.concat([first.central, second.central]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(2, 4);
  end.writeUInt16LE(2, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset + second.local.length + mebibytes * MEBIBYTE, 12);
  return [first.local, metadata, second.local, ...content, directory, Buffer.from('PK\x05\x06'), end];
}

async function uploadWheel(endpoint: string, token: string, wheel: readonly Buffer[]): Promise<number> {
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: 'big',
    version: '1.0',
  };
  const parts = Object.entries({ ...fields, filetype: 'bdist_wheel', pyversion: 'py3' }).map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `${parts.join('')}--x\r\nContent-Disposition: form-data; name="content"; filename="${WHEEL}"\r\n\r\n`;
  const body = [Buffer.from(head), ...wheel, Buffer.from('\r\n--x--\r\n')];
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': body.reduce((sum, part) => sum + part.length, 0),
  };
  const sent = request(`${endpoint}/`, { method: 'POST', headers });
  Readable.from(body).pipe(sent);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

const WHEEL = 'big-1.0-py3-none-any.whl';
const hashAll = async (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

// The figures come from /proc.
const testOnLinux = existsSync('/proc/self/status') ? test : test.skip;

testOnLinux.each(['memory', 'file'])(
  `DESIGN D11: ${SIZE} MiB in and out of %s take no memory`,
  async (driver) => {
    const options = driver === 'file' ? ['--data', await makeDirectory()] : [];
    const emulator = await startEmulatorProcess('--external', 'off', ...options);
    await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
    await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', {});
    await upload(emulator, 'small', 8);
    await download(emulator, 'small');
    const before = readMemory(emulator, 'VmRSS');
    await upload(emulator, 'large', SIZE);
    expect(await download(emulator, 'large')).toBe(sha256Of(SIZE));
    const growth = (readMemory(emulator, 'VmHWM') - before) / 1024;
    expect(growth).toBeLessThan(64);
    expect(await emulator.stop()).toBe(0);
  },
);

testOnLinux.each(['memory', 'file'])(
  `DESIGN D11: a wheel of ${SIZE} MiB in and out of %s takes no memory`,
  async (driver) => {
    const options = driver === 'file' ? ['--data', await makeDirectory()] : [];
    const emulator = await startEmulatorProcess('--external', 'off', ...options);
    await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
    await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', {});
    const { body } = await callApi(emulator, 'POST', '/v1/authorization-token?domain=dom');
    const token = String(body.authorizationToken);
    const endpoint = `${emulator.url}/pypi/d/dom-000000000000/app`;
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${endpoint}/simple/big/`, { headers })).status).toBe(404);
    await upload(emulator, 'small', 8);
    const before = readMemory(emulator, 'VmRSS');
    const wheel = createLargeWheel(SIZE);
    expect(await uploadWheel(endpoint, token, wheel)).toBe(200);
    const page = await (await fetch(`${endpoint}/simple/big/`, { headers })).text();
    const [, link = ''] = /href="([^"#]+)/.exec(page) ?? [];
    const answer = await fetch(new URL(link, `${endpoint}/simple/big/`), { headers });
    expect(await hashAll(answer.body ?? [])).toBe(await hashAll(wheel));
    expect((readMemory(emulator, 'VmHWM') - before) / 1024).toBeLessThan(64);
    expect(await emulator.stop()).toBe(0);
  },
);
