import { execFile, spawnSync } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { parseArguments } from '../../src/cli/arguments';
import { describeWithClients } from '../support/clients';
import { startCommand } from '../support/command-line';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

const ROOT = join(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
const MINUTES = 60_000;

/** Asked while the tests are being declared; what the samples install comes from where npm is configured to look. */
const isRegistryInReach =
  spawnSync('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], {
    stdio: 'ignore',
    timeout: 20_000,
  }).status === 0;

/** How npm reaches that registry on this machine; the sandbox knows none of it. */
async function toMachineSettings(): Promise<Record<string, string>> {
  const variables = /^(?:https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;
  const inherited = Object.entries(process.env).filter(([name]) => variables.test(name));
  const { stdout } = await promisify(execFile)('npm', ['config', 'ls', '--long', '--json']);
  const config = JSON.parse(stdout) as Record<string, unknown>;
  const files = ['userconfig', 'globalconfig', 'cache'].map((key) => [
    `npm_config_${key}`,
    String(config[key]),
  ]);
  return Object.fromEntries([...inherited, ...files]) as Record<string, string>;
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ timeoutMs: 4 * MINUTES });
});
afterAll(() => sandbox.remove());

const samples = ['jest', 'vitest', 'node-test'];
const title = 'the sample project %s passes, installed from the packed tarball';

if (isRegistryInReach) {
  let tarball: string;
  beforeAll(async () => {
    const folder = await sandbox.folder('packed');
    // As npm packs it, from what was built before the tests; building again would pull it from under other tests.
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await promisify(execFile)('npm', pack, { cwd: ROOT });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    tarball = join(folder, packed?.filename ?? '');
  }, MINUTES);

  test.each(samples)(
    title,
    async (name) => {
      const folder = await sandbox.folder(name);
      await cp(join(EXAMPLES, name), folder, { recursive: true });
      const install = ['install', '--save-dev', '--no-package-lock', '--prefer-offline', tarball];
      expectSuccess(await sandbox.run(folder, 'npm', install, await toMachineSettings()));
      const { output } = expectSuccess(await sandbox.run(folder, 'npm', ['test']));
      expect(output).not.toMatch(/\b[1-9]\d* failed\b/);
      expect(output).toMatch(/Tests:? +[1-9]\d* passed|# pass [1-9]/);
    },
    5 * MINUTES,
  );
} else {
  test.skip.each(samples)(
    `${title} (the registry that npm is configured to use is out of reach)`,
    () => undefined,
  );
}

describeWithClients(['python'], 'Python', (python) => {
  test('the sample for Python passes below exec', async () => {
    const launcher = join(ROOT, 'bin/codeartifact-local.js');
    const command = [launcher, 'exec', '--', python, '-m', 'unittest'];
    const result = await sandbox.run(join(EXAMPLES, 'python'), process.execPath, command, {
      PYTHONDONTWRITEBYTECODE: '1',
    });
    expect(expectSuccess(result).output).toMatch(/Ran 1 test[^]*OK/);
  });
});

interface Compose {
  readonly services: Record<string, Record<string, unknown> & { environment: Record<string, string> }>;
}

async function readYaml<T>(name: string): Promise<T> {
  return parse(await readFile(join(EXAMPLES, name), 'utf8')) as T; // each test reads what it expects of it
}

test('the compose file sets options that there are, and keeps the root file system read-only', async () => {
  const { services } = await readYaml<Compose>('compose/compose.yaml');
  const { codeartifact } = services;
  expect(parseArguments([], codeartifact?.environment ?? {}).options).toMatchObject({
    data: '/data',
    region: 'eu-west-1',
  });
  expect(codeartifact).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
});

test('the hooks of the compose file make a repository, and do so again at the next start', async () => {
  const data = await sandbox.folder('data');
  const args = ['--port', '0', '--data', data, '--ready-hooks', join(EXAMPLES, 'compose/ready.d')];
  for (const round of [1, 2]) {
    const { child, ended, output } = startCommand(args);
    const url = /ready at (\S+)/.exec(await output(/^Ready\.$/m))?.[1] ?? '';
    const query = 'domain=company&repository=releases';
    const { status } = await fetch(`${url}/v1/repository?${query}`);
    child.kill('SIGTERM');
    expect({ round, status, stderr: (await ended).stderr }).toEqual({ round, status: 200, stderr: '' });
  }
});

interface Workflow {
  readonly jobs: { readonly test: { readonly steps: readonly { name?: string; run?: string }[] } };
}

test('the step of the workflow that starts an emulator leads the steps behind it there', async () => {
  const { jobs } = await readYaml<Workflow>('github-action/.github/workflows/test.yml');
  const run = jobs.test.steps.find(({ name }) => name === 'Start CodeArtifact')?.run ?? '';
  const folder = await sandbox.folder('workflow');
  const launcher = `${process.execPath} ${join(ROOT, 'bin/codeartifact-local.js')}`;
  const script = [
    // The step's own text but for where the command is from and on which port; the process ends with the shell.
    run
      .replaceAll('npx codeartifact-local env', `${launcher} env --url "$URL"`)
      .replace('npx codeartifact-local --port 4680', `${launcher} --port 0`)
      .replace(/(^timeout .*$)/m, '$1\nURL=$(sed -n "s/.* ready at //p" codeartifact.log)'),
    'kill $!',
    'wait',
  ].join('\n');
  const result = await sandbox.run(folder, 'bash', ['-e', '-c', script], { GITHUB_ENV: join(folder, 'env') });
  expectSuccess(result);
  const lines = (await readFile(join(folder, 'env'), 'utf8')).trimEnd().split('\n').sort();
  const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;
  expect(Object.fromEntries(lines.map((line) => line.split('=')))).toEqual({
    AWS_ENDPOINT_URL_CODEARTIFACT: url,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
