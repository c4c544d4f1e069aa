import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { version } from '../../package.json';

const LAUNCHER = join(__dirname, '../../bin/codeartifact-local.js');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

const spawned = new Set<() => void>();

// Only what a test that failed half-way left behind.
afterEach(() => {
  for (const kill of spawned) kill();
  spawned.clear();
});

function launch(args: readonly string[], environment: Environment = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CODEARTIFACT_LOCAL_'));
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const kill = (): void => void child.kill('SIGKILL');
  spawned.add(kill);
  const ended = once(child, 'close').then((): Ended => {
    spawned.delete(kill);
    return { status: child.exitCode, stdout, stderr };
  });
  /** Waits until standard output has what is expected. @throws when the command ends before */
  const output = async (expected: RegExp): Promise<string> => {
    while (!expected.test(stdout)) {
      const result = await Promise.race([once(child.stdout, 'data'), ended]);
      if (!Array.isArray(result) && !expected.test(stdout))
        throw new Error(`ended: ${JSON.stringify(result)}`);
    }
    return stdout;
  };
  return { child, ended, output };
}

const run = (args: readonly string[], environment?: Environment): Promise<Ended> =>
  launch(args, environment).ended;

async function start(args: readonly string[], environment?: Environment) {
  const { child, ended, output } = launch(args, environment);
  const stdout = await output(/^Ready\.\n/m);
  const stop = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return { stdout, stop, url: /http:\/\/[^\s"]+/.exec(stdout)?.[0] ?? '' };
}

async function readRegion(url: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/v1/domain?domain=dom`, { method: 'POST', body: '{}' });
  return ((await answer.json()) as { domain?: { arn: string } }).domain?.arn.split(':')[3];
}

describe('start', () => {
  test.each([[[]], [['start']]])(
    'DESIGN D10: the ready lines are exact, and the address works (%j)',
    async (command) => {
      const { stdout, stop, url } = await start([...command, '--port', '0']);
      expect(stdout).toMatch(/^codeartifact-local ready at http:\/\/127\.0\.0\.1:[1-9]\d*\nReady\.\n$/);
      expect((await fetch(`${url}/_codeartifact/health`)).status).toBe(200);
      expect(await stop('SIGTERM')).toEqual({ status: 0, stdout, stderr: '' });
    },
  );

  test('with --json the first line is JSON', async () => {
    const options = ['--region', 'eu-west-1', '--account', '123456789012'];
    const { stdout, stop } = await start(['--port', '0', '--json', ...options]);
    const [line = '', ...rest] = stdout.split('\n');
    expect(JSON.parse(line)).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: 'eu-west-1',
      account: '123456789012',
    });
    expect(rest).toEqual(['Ready.', '']);
    await stop('SIGTERM');
  });

  test('SIGINT ends it like SIGTERM, while clients keep their connections', async () => {
    const { stop, url } = await start(['--port', '0']);
    await (await fetch(`${url}/_codeartifact/health`)).text();
    expect((await stop('SIGINT')).status).toBe(0);
  });

  test('the environment sets options and flags win over it', async () => {
    const environment = {
      CODEARTIFACT_LOCAL_REGION: 'ap-south-1',
      CODEARTIFACT_LOCAL_PORT: '0',
      CODEARTIFACT_LOCAL_HOST: '',
    };
    const byEnvironment = await start([], environment);
    expect(await readRegion(byEnvironment.url)).toBe('ap-south-1');
    const byFlag = await start(['--region', 'sa-east-1'], environment);
    expect(await readRegion(byFlag.url)).toBe('sa-east-1');
    await byEnvironment.stop('SIGTERM');
    await byFlag.stop('SIGTERM');
  });

  test('--fault makes requests fail from the start, each time it is given', async () => {
    const rule = (more: object): string[] => ['--fault', JSON.stringify({ latencyMs: 0, ...more })];
    const error = { code: 'ThrottlingException' };
    const args = ['--port', '0', ...rule({ operation: 'ListDomains', error }), ...rule({ door: 'sts' })];
    const { stop, url } = await start(args);
    expect((await fetch(`${url}/v1/domains`, { method: 'POST', body: '{}' })).status).toBe(429);
    const { faults } = (await (await fetch(`${url}/_codeartifact/faults`)).json()) as { faults: unknown };
    expect(faults).toEqual([
      { latencyMs: 0, operation: 'ListDomains', error, hits: 1 },
      { latencyMs: 0, door: 'sts', hits: 0 },
    ]);
    await stop('SIGTERM');
  });

  test('--log-level debug shows each request on standard error', async () => {
    const { stop, url } = await start(['--port', '0', '--log-level', 'debug']);
    await fetch(`${url}/v1/nothing`);
    expect((await stop('SIGTERM')).stderr).toMatch(/ debug GET \/v1\/nothing 404\n$/);
  });

  test('a port in use is one clear line and status 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await run(['--port', String(port)])).toEqual({
      status: 1,
      stdout: '',
      stderr: `codeartifact-local: port ${port} is already in use; choose another with --port\n`,
    });
    server.close();
  });
});

describe('mistakes', () => {
  test.each<[string, string[], Environment]>([
    ["Unknown option '--prot'", ['--prot', '1'], {}],
    ["unknown command 'strat'", ['strat'], {}],
    ["unexpected argument 'twice'", ['start', 'twice'], {}],
    ["--port must be a whole number, not 'http'", ['--port', 'http'], {}],
    ["Option 'port' has an impossible value: 65536", ['--port', '65536'], {}],
    ["--auth must be one of off, lenient, warn, strict, iam, not 'none'", ['--auth', 'none'], {}],
    ["--endpoint-style must be one of path, host, not 'aws'", ['--endpoint-style=aws'], {}],
    ["--admin must be one of on, off, not 'yes'", ['--admin', 'yes'], {}],
    ['Option \'region\' has an impossible value: "moon"', ['--region', 'moon'], {}],
    ['Option \'account\' has an impossible value: "1"', ['--account', '1'], {}],
    ["Option '--port <value>' argument missing", ['--port'], {}],
    ['unknown environment variable CODEARTIFACT_LOCAL_PROT', [], { CODEARTIFACT_LOCAL_PROT: '1' }],
    ['CODEARTIFACT_LOCAL_LOG_LEVEL must be one of', [], { CODEARTIFACT_LOCAL_LOG_LEVEL: 'loud' }],
    ['--fault must be JSON', ['--fault', 'reset'], {}],
    ["The fault has an unknown member 'latency'", ['--fault', '{"latency":1}'], {}],
    ['\'operation\': there is no "Drop"', ['--fault', '{"operation":"Drop","reset":true}'], {}],
    [
      "Fault 2 of 2 has an impossible 'nth': 0",
      [],
      { CODEARTIFACT_LOCAL_FAULT: '[{"reset":true},{"nth":0}]' },
    ],
    ['env needs the port of a running emulator', ['env', '--port', '0'], {}],
  ])('%s is one line on standard error and status 2', async (message, args, environment) => {
    const { status, stdout, stderr } = await run(args, environment);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^codeartifact-local: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});

describe('env', () => {
  test('what it prints a shell takes over', async () => {
    const { stdout } = await run(['env', '--port', '4999', '--host', '0.0.0.0', '--region', 'eu-west-3']);
    const shell = spawn('sh', ['-c', `${stdout}\nenv`], { env: { PATH: process.env['PATH'] ?? '' } });
    let printed = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await once(shell, 'close');
    expect(printed.split('\n')).toEqual(
      expect.arrayContaining([
        'AWS_ENDPOINT_URL_CODEARTIFACT=http://127.0.0.1:4999',
        'AWS_ENDPOINT_URL=http://127.0.0.1:4999',
        'AWS_REGION=eu-west-3',
        'AWS_DEFAULT_REGION=eu-west-3',
        'AWS_ACCESS_KEY_ID=test',
        'AWS_SECRET_ACCESS_KEY=test',
      ]),
    );
  });

  test('without options it names the default port', async () => {
    const { stdout } = await run(['env']);
    expect(stdout).toContain('export AWS_ENDPOINT_URL_CODEARTIFACT=http://127.0.0.1:4680\n');
  });
});

test.each(['--help', '-h'])('%s lists every option', async (flag) => {
  const { status, stdout, stderr } = await run([flag]);
  expect([status, stderr]).toEqual([0, '']);
  for (const option of [
    'port',
    'host',
    'region',
    'account',
    'auth',
    'clock-skew',
    'endpoint-style',
    'log-level',
    'admin',
    'json',
  ])
    expect(stdout).toContain(`--${option} `);
});

test.each(['--version', '-v'])('%s prints the version', async (flag) => {
  expect(await run([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});
