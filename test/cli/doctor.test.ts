import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { runCommand } from '../support/command-line';
import { startEmulator, type TestEmulator } from '../support/emulator';

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { readonly check: string; readonly level: string; readonly text: string }[];
}

let emulator: TestEmulator;
let project: string;
beforeAll(async () => {
  emulator = await startEmulator({ clock: { now: () => Date.now() }, auth: 'strict' });
});
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'codeartifact-doctor-'));
});
afterEach(() => rm(project, { recursive: true, force: true }));
afterAll(() => emulator.close());

const NO_PROXY_VARIABLES = {
  http_proxy: '',
  HTTP_PROXY: '',
  https_proxy: '',
  HTTPS_PROXY: '',
  all_proxy: '',
  ALL_PROXY: '',
  npm_config_registry: '',
  NPM_CONFIG_REGISTRY: '',
  PIP_INDEX_URL: '',
  UV_DEFAULT_INDEX: '',
};
const healthy = (url = emulator.url) => ({
  ...NO_PROXY_VARIABLES,
  ...{ AWS_ENDPOINT_URL_CODEARTIFACT: url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
});

/** The problems that the doctor finds, each as `check: text`. */
async function examine(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { status, stdout, stderr } = await runCommand(
    ['doctor', '--json', '--directory', project, ...args],
    environment,
  );
  expect(stderr).toBe('');
  const { ok, findings } = JSON.parse(stdout) as Report;
  expect(status).toBe(ok ? 0 : 1);
  return findings.flatMap(({ check, level, text }) => (level === 'problem' ? [`${check}: ${text}`] : []));
}

const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

test('doctor finds nothing where all is well', async () => {
  expect(await examine(healthy())).toEqual([]);
  const { stdout, status } = await runCommand(['doctor', '--directory', project], healthy());
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining(`ok      an emulator answers at ${emulator.url}\n`),
  ]);
});

test('doctor names missing and contradicting endpoint variables', async () => {
  const unset = healthy('');
  expect(await examine(unset, '--url', emulator.url)).toEqual([
    'variables: AWS_ENDPOINT_URL_CODEARTIFACT is not set: the AWS CLI and SDKs would call AWS itself',
  ]);
  expect(await examine(healthy('http://127.0.0.1:1'), '--url', emulator.url)).toEqual([
    `variables: AWS_ENDPOINT_URL_CODEARTIFACT leads to http://127.0.0.1:1, not to ${emulator.url}`,
  ]);
  expect(await examine({ ...healthy(), AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toHaveLength(1);
});

test('doctor tells a port where nothing listens from one where something else does', async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  expect(await examine(healthy(url))).toEqual([`listening: nothing listens at ${url}`]);
  const other = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  expect(await examine(healthy(address))).toEqual([
    expect.stringContaining(`listening: something answers at ${address}, but its admin API does not`),
  ]);
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
});

test('doctor sees a proxy in the way, and the exception from it', async () => {
  const proxied = { ...healthy(), http_proxy: 'http://proxy.example:3128', no_proxy: '' };
  expect(await examine(proxied)).toEqual([
    expect.stringMatching(/^proxy: http_proxy is set and NO_PROXY does not cover/),
  ]);
  expect(await examine({ ...proxied, no_proxy: 'example.com,127.0.0.1' })).toEqual([]);
});

test('doctor says that strict mode does not know the access key', async () => {
  expect(await examine({ ...healthy(), AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' })).toEqual([
    expect.stringMatching(/^credentials: a call signed with the access key AKIAIOSFODNN7EXAMPLE is refused/),
  ]);
});

test('doctor sees that the clocks differ too much', async () => {
  const late = await startEmulator({ clockSkewSeconds: 900 });
  try {
    expect(await examine(healthy(late.url))).toEqual([
      expect.stringMatching(/^clock: the emulator's clock is \d+ minutes (?:behind|ahead of) this machine's/),
    ]);
  } finally {
    await late.close();
  }
});

test('doctor sees a token that has expired and a registry elsewhere', async () => {
  const place = `127.0.0.1:${emulator.port}/npm/d/dom-000000000000/libs/`;
  await writeFile(join(project, '.npmrc'), `registry=http://${place}\n//${place}:_authToken=gone\n`);
  await writeFile(
    join(project, 'pip.conf'),
    '[global]\nindex-url = https://aws:secret@pypi.example/simple/\n',
  );
  expect(await examine(healthy())).toEqual([
    expect.stringMatching(/^token: the token in \.npmrc is refused/),
    `project: pip.conf leads to https://pypi.example/simple/, not to ${emulator.url}`,
  ]);
});

test('doctor sees endpoint names that do not resolve', async () => {
  const named = await startEmulator({ endpointStyle: 'host', endpointSuffix: 'invalid' });
  try {
    await named.client().send(new CreateDomainCommand({ domain: 'dom' }));
    await named.client().send(new CreateRepositoryCommand({ domain: 'dom', repository: 'libs' }));
    expect(await examine(healthy(named.url))).toEqual([
      expect.stringMatching(
        /^names: the endpoint's name dom-000000000000\.d\.codeartifact\.us-east-1\.invalid does not resolve/,
      ),
    ]);
  } finally {
    await named.close();
  }
});

test('doctor sees that https is not trusted, and that it is with the exports of env', async () => {
  const secure = await startEmulator({ tls: { directory: project } });
  try {
    const url = secure.tls?.url ?? '';
    const bare = { NODE_EXTRA_CA_CERTS: '', AWS_CA_BUNDLE: '', PIP_CERT: '', SSL_CERT_FILE: '' };
    expect(await examine({ ...healthy(url), ...bare })).toEqual([
      expect.stringMatching(/^trust: Node does not trust/),
      expect.stringMatching(/^trust: unset, .*AWS_CA_BUNDLE/),
    ]);
    const exported = await runCommand(['env', '--json', '--url', url]);
    const changes = JSON.parse(exported.stdout) as Record<string, string | null>;
    const set = Object.fromEntries(
      Object.entries(changes).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    );
    expect(await examine({ ...healthy(url), ...set })).toEqual([]);
  } finally {
    await secure.close();
  }
});
