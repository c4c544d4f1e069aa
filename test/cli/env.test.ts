import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { runCommand } from '../support/command-line';

let directory: string;
let emulator: TestEmulator;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codeartifact env’s '));
  emulator = await startEmulator({ tls: { directory }, region: 'ap-south-1' });
});

afterAll(async () => {
  await emulator.close();
  await rm(directory, { recursive: true });
});

async function json(args: string[], changes: Record<string, string> = {}) {
  const { status, stdout, stderr } = await runCommand(['env', '--json', ...args], changes);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, string | null>;
}

test('DESIGN D10: by --url it finds a running emulator, its https address, region and certificates', async () => {
  const bundle = join(directory, 'ca-bundle.pem');
  expect(await json(['--url', emulator.url])).toEqual({
    AWS_ENDPOINT_URL_CODEARTIFACT: emulator.tls?.url,
    AWS_ENDPOINT_URL: emulator.tls?.url,
    AWS_REGION: 'ap-south-1',
    AWS_DEFAULT_REGION: 'ap-south-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NODE_EXTRA_CA_CERTS: bundle,
    AWS_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    PIP_CERT: bundle,
    SSL_CERT_FILE: bundle,
    CURL_CA_BUNDLE: bundle,
    CARGO_HTTP_CAINFO: bundle,
    GIT_SSL_CAINFO: bundle,
    BUNDLE_SSL_CA_CERT: bundle,
    npm_config_cafile: bundle,
    JAVA_TOOL_OPTIONS: expect.stringContaining(`-Djavax.net.ssl.trustStore="${directory}/truststore.p12" `),
  });
});

test('DESIGN D10: by AWS_ENDPOINT_URL_CODEARTIFACT, http or https, whatever was exported before', async () => {
  const first = await json([], { AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url });
  expect(first['AWS_ENDPOINT_URL']).toBe(emulator.tls?.url);
  const exported = Object.fromEntries(Object.entries(first).map(([name, value]) => [name, value ?? '']));
  expect(await json([], exported)).toEqual(first);
});

test('the host is the one by which it was found', async () => {
  const { port } = new URL(emulator.url);
  const { AWS_ENDPOINT_URL: url } = await json(['--url', `http://localhost:${port}/`]);
  expect(url).toBe(`https://localhost:${emulator.tls?.port}`);
});

test('a shell takes over what it prints, whatever is in the path', async () => {
  const { stdout } = await runCommand(['env', '--url', emulator.url], { AWS_PROFILE: 'work' });
  const script = `${stdout}\nprintf '%s' "$SSL_CERT_FILE|$JAVA_TOOL_OPTIONS|\${AWS_PROFILE-none}"`;
  const shell = await promisify(execFile)('sh', ['-c', script], { env: { AWS_PROFILE: 'work' } });
  const [bundle, java, profile] = shell.stdout.split('|');
  expect([bundle, profile]).toEqual([join(directory, 'ca-bundle.pem'), 'none']);
  expect(java).toContain(`-Djavax.net.ssl.trustStore="${directory}/truststore.p12"`);
  expect(readFileSync(bundle ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
});

test('an emulator without https gives its http address and no certificates', async () => {
  const plain = await startEmulator();
  const variables = await json(['--url', plain.url]).finally(() => plain.close());
  expect(variables['AWS_ENDPOINT_URL']).toBe(plain.url);
  expect(variables).not.toHaveProperty('SSL_CERT_FILE');
});

test('--port and --host go before what was exported; nobody is asked then', async () => {
  const changes = { AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url };
  expect((await json(['--port', '4999'], changes))['AWS_ENDPOINT_URL']).toBe('http://127.0.0.1:4999');
});

test('certificates that are not on this machine are an error that says what to do', async () => {
  const connection = {
    region: 'us-east-1',
    tls: { port: 1, trust: { ca: '/nowhere/a', caBundle: '/nowhere/b', truststore: '/nowhere/c' } },
  };
  const server = createServer((_request, response) => response.end(JSON.stringify(connection)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { status, stdout, stderr } = await runCommand(['env', '--url', url]);
  server.close();
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    `codeartifact-local: the certificates of ${url} are not on this machine; fetch ${url}/ca.pem and see docs/tls.md\n`,
  );
});

describe('what is no emulator', () => {
  test.each(['<html>', '[]', '{"region":"$(x)"}', '{"region":"us-east-1","tls":{"port":"1"}}', ''])(
    'answers %j: one line and status 1',
    async (body) => {
      const server = createServer((_request, response) => response.end(body));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const result = await runCommand(['env', '--url', url]);
      server.close();
      expect(result).toEqual({
        status: 1,
        stdout: '',
        stderr: `codeartifact-local: no emulator found at ${url}: its answer is not that of one\n`,
      });
    },
  );

  test.each([
    ['http://127.0.0.1:1', 'no emulator found at http://127.0.0.1:1: ECONNREFUSED'],
    ['nonsense', "'nonsense' is no http or https URL"],
    ['file:///etc/passwd', "'file:///etc/passwd' is no http or https URL"],
  ])('%s: one line and status 1', async (url, message) => {
    const { status, stderr } = await runCommand(['env', '--url', url]);
    expect([status, stderr]).toEqual([1, `codeartifact-local: ${message}\n`]);
  });
});
