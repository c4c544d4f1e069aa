import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startCommand } from '../support/command-line';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codeartifact-hooks-'));
});

afterEach(() => rm(directory, { recursive: true }));

async function writeHook(name: string, text: string, mode = 0o644): Promise<void> {
  await writeFile(join(directory, name), text);
  await chmod(join(directory, name), mode);
}

async function stop({ child, ended }: ReturnType<typeof startCommand>) {
  child.kill('SIGTERM');
  return ended;
}

const start = (changes: Record<string, string> = {}) =>
  startCommand(['--port', '0', '--ready-hooks', directory], changes);

test('ready hooks run by name, scripts by Node and programs as they are, before the ready line', async () => {
  await writeHook('20-program', '#!/bin/sh\necho "program $AWS_REGION"\n', 0o755);
  await writeHook('10-script.js', "console.log('script', process.env.AWS_ENDPOINT_URL_CODEARTIFACT);");
  await writeHook(
    '30-module.mjs',
    "import process from 'node:process'; console.log('module', process.argv.length);",
  );
  const command = start();
  const output = await command.output(/^Ready\.$/m);
  const url = /ready at (\S+)/.exec(output)?.[1];
  const { stderr } = await stop(command);
  expect(stderr.trimEnd().split('\n')).toEqual([`script ${url}`, 'program us-east-1', 'module 2']);
});

test('what a hook makes is there when the emulator is ready, and until then GET /_codeartifact/ready says 503', async () => {
  await writeHook(
    'seed.mjs',
    `const at = process.env.AWS_ENDPOINT_URL_CODEARTIFACT;
    const { status } = await fetch(at + '/_codeartifact/ready');
    const made = await fetch(at + '/v1/domain?domain=seeded', { method: 'POST', body: '{}',
      headers: { 'content-type': 'application/json' } });
    console.log('ready', status, 'made', made.status);`,
  );
  const command = start();
  const output = await command.output(/^Ready\.$/m);
  const url = /ready at (\S+)/.exec(output)?.[1] ?? '';
  const ready = await fetch(`${url}/_codeartifact/ready`);
  const domain = await fetch(`${url}/v1/domain?domain=seeded`);
  const { stderr } = await stop(command);
  expect(stderr).toBe('ready 503 made 200\n');
  expect([ready.status, await ready.json(), domain.status]).toEqual([200, { ready: true }, 200]);
});

test('hidden files, folders and files that cannot be run are passed over', async () => {
  await writeHook('notes.txt', 'exit 1');
  await writeHook('.hidden.js', 'process.exit(1)');
  await mkdir(join(directory, 'folder.js'));
  const command = start();
  await command.output(/^Ready\.$/m);
  expect((await stop(command)).stderr).toBe('');
});

test.each([
  ['process.exit(3)', 'ended with status 3'],
  ["process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)", 'was ended by SIGKILL'],
])('a hook that fails ends the start, and the ones behind it do not run: %s', async (text, reason) => {
  await writeHook('1.js', text);
  await writeHook('2.js', "console.log('two')");
  const { ended } = start();
  expect(await ended).toEqual({
    status: 1,
    stdout: '',
    stderr: `codeartifact-local: ready hook ${join(directory, '1.js')} ${reason}\n`,
  });
});

test('a hook that is no program ends the start', async () => {
  await writeHook('1', '#!/no/such/interpreter\n', 0o755);
  const { status, stdout, stderr } = await start().ended;
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^codeartifact-local: ready hook \S+\/1 cannot be run: .*ENOENT\n$/);
});

test('the directory of hooks can be named in the environment, and one that is not there is a mistake in the call', async () => {
  const missing = join(directory, 'missing');
  const result = await runCommand(['--port', '0'], { CODEARTIFACT_LOCAL_READY_HOOKS: missing });
  expect(result).toEqual({
    status: 2,
    stdout: '',
    stderr: `codeartifact-local: --ready-hooks ${missing} cannot be read: ENOENT\n`,
  });
});

test('what workers of a test run find in their environment is no unknown option of a command that they start', async () => {
  const { status } = await runCommand(['env'], {
    CODEARTIFACT_LOCAL_URL: 'http://127.0.0.1:1',
    CODEARTIFACT_LOCAL_BASE_ACCOUNT: '000000000000',
  });
  expect(status).toBe(0);
});
