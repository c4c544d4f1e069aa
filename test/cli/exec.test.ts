import { readdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startCommand } from '../support/command-line';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codeartifact-exec-'));
});

afterAll(() => rm(directory, { recursive: true }));

const node = (script: string): string[] => ['--', process.execPath, '-e', script];
const PRINT_ENVIRONMENT = node('console.log(JSON.stringify(process.env))');

async function environmentOf(options: string[], changes: Record<string, string> = {}) {
  const { status, stdout, stderr } = await runCommand(['exec', ...options, ...PRINT_ENVIRONMENT], changes);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, string>;
}

test('DESIGN D10: the command finds an emulator by its environment, and all output is its own', async () => {
  const environment = await environmentOf(['--region', 'eu-west-3']);
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL_CODEARTIFACT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/),
    AWS_ENDPOINT_URL: environment['AWS_ENDPOINT_URL_CODEARTIFACT'],
    AWS_REGION: 'eu-west-3',
    AWS_DEFAULT_REGION: 'eu-west-3',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  expect(environment['CURL_CA_BUNDLE']).toBe(process.env['CURL_CA_BUNDLE']);
});

test('DESIGN D10: the emulator answers while the command runs, and not behind it', async () => {
  const script = `fetch(process.env.AWS_ENDPOINT_URL + '/_codeartifact/health')
    .then(({ status }) => console.log(status, process.env.AWS_ENDPOINT_URL))`;
  const { status, stdout } = await runCommand(['exec', ...node(script)]);
  const [, answered, url = ''] = /^(\d+) (\S+)\n$/.exec(stdout) ?? [];
  expect([status, answered]).toEqual([0, '200']);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('two at once do not meet, though the default port is taken by neither', async () => {
  const [first, second] = await Promise.all([environmentOf([]), environmentOf([])]);
  expect(first['AWS_ENDPOINT_URL']).not.toBe(second['AWS_ENDPOINT_URL']);
  expect(first['AWS_ENDPOINT_URL']).not.toContain(':4680');
});

test('what would win over our key or hide the address is taken away', async () => {
  const environment = await environmentOf([], {
    AWS_PROFILE: 'work',
    AWS_SESSION_TOKEN: 'old',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    KEPT: 'yes',
  });
  expect(environment['KEPT']).toBe('yes');
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']) {
    expect(environment).not.toHaveProperty(name);
  }
});

test.each([0, 1, 42])('DESIGN D10: exit status %i is the command’s', async (code) => {
  const { status } = await runCommand(['exec', ...node(`process.exit(${code})`)]);
  expect(status).toBe(code);
});

test('arguments, input and output pass unchanged, options among them', async () => {
  const script = `process.stdin.pipe(process.stdout); console.error(JSON.stringify(process.argv.slice(1)))`;
  const { child, ended } = startCommand(['exec', ...node(script), '--', '--port', 'a b', '--', '$x']);
  child.stdin?.end('typed');
  const { stdout, stderr } = await ended;
  expect([stdout, JSON.parse(stderr)]).toEqual(['typed', ['--port', 'a b', '--', '$x']]);
});

test('a command that does not exist is status 127 and one line', async () => {
  expect(await runCommand(['exec', '--', 'codeartifact-no-such-command'])).toEqual({
    status: 127,
    stdout: '',
    stderr: 'codeartifact-local: codeartifact-no-such-command: command not found\n',
  });
});

test('a command that cannot be run is status 126', async () => {
  const path = join(directory, 'plain.txt');
  await writeFile(path, 'no program', { mode: 0o644 });
  expect((await runCommand(['exec', '--', path])).status).toBe(126);
});

test('a command ended by a signal is status 128 and its number', async () => {
  const { status } = await runCommand(['exec', ...node(`process.kill(process.pid, 'SIGKILL')`)]);
  expect(status).toBe(137);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s is the command’s to answer; the emulator waits for it',
  async (signal) => {
    const script = `process.once('${signal}', () => fetch(process.env.AWS_ENDPOINT_URL + '/_codeartifact/health')
      .then(({ status }) => { console.log(status); process.exit(9); }));
      setInterval(() => undefined, 1000); console.log('waiting');`;
    const { child, ended, output } = startCommand(['exec', ...node(script)]);
    await output(/waiting\n/);
    child.kill(signal);
    expect(await ended).toEqual({ status: 9, stdout: 'waiting\n200\n', stderr: '' });
  },
);

test('with --data what the command did is there the next time', async () => {
  const data = join(directory, 'data');
  const call = (method: string, path: string): string[] =>
    node(`fetch(process.env.AWS_ENDPOINT_URL + '${path}', { method: '${method}', body: '{}' })
      .then((answer) => answer.text()).then(console.log)`);
  await runCommand(['exec', '--data', data, ...call('POST', '/v1/domain?domain=kept')]);
  const { stdout } = await runCommand(['exec', '--data', data, ...call('POST', '/v1/domains')]);
  expect(stdout).toContain('"name":"kept"');
  expect(await readdir(data)).not.toContain('lock');
});

test('with --tls the environment leads to https and to what it is trusted by, which is gone afterwards', async () => {
  const environment = await environmentOf(['--tls'], { JAVA_TOOL_OPTIONS: '-Xmx64m' });
  const bundle = environment['SSL_CERT_FILE'] ?? '';
  expect(environment['AWS_ENDPOINT_URL']).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  for (const name of [
    ...['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'PIP_CERT', 'CURL_CA_BUNDLE'],
    ...['CARGO_HTTP_CAINFO', 'GIT_SSL_CAINFO', 'BUNDLE_SSL_CA_CERT', 'npm_config_cafile'],
  ]) {
    expect([name, environment[name]]).toEqual([name, bundle]);
  }
  expect(environment['JAVA_TOOL_OPTIONS']).toMatch(
    /^-Xmx64m -Djavax\.net\.ssl\.trustStore=\S+truststore\.p12 -Djavax\.net\.ssl\.trustStorePassword=changeit -Djavax/,
  );
  await expect(readdir(join(bundle, '..'))).rejects.toThrow('ENOENT');
});

test.each([
  ['exec wants a command after --', ['exec']],
  ['exec wants a command after --', ['exec', '--']],
  ["unexpected argument 'npm'", ['exec', 'npm', '--', 'test']],
  ["unexpected argument 'npm'", ['start', '--', 'npm']],
  ['--url is of use with env only', ['exec', '--url', 'http://a', '--', 'true']],
])('%s is status 2', async (message, args) => {
  expect(await runCommand(args)).toEqual({
    status: 2,
    stdout: '',
    stderr: `codeartifact-local: ${message}\n`,
  });
});
