import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  ListDomainsCommand,
} from '@aws-sdk/client-codeartifact';
import { runCommand } from '../support/command-line';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';

let emulator: TestEmulator;
let folder: string;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(async () => {
  await emulator.reset();
  await createDomain('dom');
  folder = await mkdtemp(join(tmpdir(), 'codeartifact-commands-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => emulator.close());

const createDomain = (domain: string) => emulator.client().send(new CreateDomainCommand({ domain }));
const domains = async () => {
  const { domains: found = [] } = await emulator.client().send(new ListDomainsCommand({}));
  return found.map(({ name }) => name);
};
const run = (...args: readonly string[]) => runCommand(args, { AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url });

test('reset forgets all resources of the emulator that the environment names', async () => {
  expect(await run('reset')).toEqual({
    status: 0,
    stdout: `${emulator.url} has forgotten all resources\n`,
    stderr: '',
  });
  expect(await domains()).toEqual([]);
});

test('--url goes before the environment', async () => {
  const result = await runCommand(['reset', '--url', emulator.url], {
    AWS_ENDPOINT_URL_CODEARTIFACT: 'http://127.0.0.1:1',
  });
  expect(result.status).toBe(0);
});

test('snapshot keeps a state that restore returns to', async () => {
  expect((await run('snapshot', 'a b/c')).status).toBe(0);
  await createDomain('later');
  expect((await run('restore', 'a b/c')).status).toBe(0);
  expect(await domains()).toEqual(['dom']);
  const { status, stderr } = await run('restore', 'other');
  expect([status, stderr]).toEqual([1, "codeartifact-local: There is no snapshot 'other'\n"]);
});

test('dump writes a file that load reads', async () => {
  const file = join(folder, 'state.tar');
  expect(await run('dump', file)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await readdir(folder)).toEqual(['state.tar']);
  await emulator.reset();
  expect((await run('load', file)).status).toBe(0);
  expect(await domains()).toEqual(['dom']);
});

test('dump without a file writes the archive to standard output', async () => {
  const { status, stdout } = await run('dump');
  expect([status, stdout.slice(257, 262)]).toEqual([0, 'ustar']);
});

test('load of what is no state changes nothing, and of no file says so', async () => {
  await writeFile(join(folder, 'bad'), 'no archive');
  const bad = await run('load', join(folder, 'bad'));
  expect([bad.status, bad.stderr]).toEqual([1, expect.stringMatching(/^codeartifact-local: .+\n$/)]);
  const missing = await run('load', join(folder, 'missing'));
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('ENOENT')]);
  expect(await domains()).toEqual(['dom']);
});

test('explain says the steps in words, and by its status whether the version is to be had', async () => {
  const client = emulator.client();
  await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'up' }));
  const upstreams = [{ repositoryName: 'up' }];
  await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app', upstreams }));
  const token = await emulator.token('dom');
  await publishNpmPackage(emulator.endpoint('dom', 'up'), token, await createNpmPackage('demo', '1.0.0'));
  const question = ['--domain', 'dom', '--repository', 'app', '--format', 'npm', '--package', 'demo'];
  expect(await run('explain', ...question, '--version', '1.0.0')).toMatchObject({
    status: 0,
    stdout:
      '1. repository app does not have the version\n2. repository up has the version\nA client gets it from up.\nCopies are kept in app.\n',
  });
  const missing = await run('explain', ...question, '--version', '2.0.0');
  expect([missing.status, missing.stdout]).toEqual([1, expect.stringContaining('A client gets a 404.')]);
  const json = await run('explain', ...question, '--version', '1.0.0', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ answer: { status: 200, from: 'up' } });
});

test.each([
  [['reset', 'more'], "unexpected argument 'more'"],
  [['snapshot'], 'snapshot wants NAME'],
  [['load'], 'load wants FILE'],
  [['dump', '--port', '1'], "Unknown option '--port'"],
  [['explain', '--domain', 'dom'], 'explain wants --repository'],
  [['reset', '--url', 'nonsense'], "'nonsense' is no http or https URL"],
  [['help', 'nonsense'], "unknown command 'nonsense'"],
])('%j is a mistake that takes one line', async (args, message) => {
  expect(await run(...args)).toEqual({ status: 2, stdout: '', stderr: `codeartifact-local: ${message}\n` });
});

test('a command that finds no emulator says where it looked', async () => {
  const { status, stderr } = await run('reset', '--url', 'http://127.0.0.1:1');
  expect([status, stderr]).toEqual([
    1,
    'codeartifact-local: no emulator found at http://127.0.0.1:1: nothing listens there\n',
  ]);
});

test('help COMMAND and COMMAND --help are the same; --help names every command', async () => {
  const help = await run('help', 'login');
  expect(await run('login', '--help')).toEqual(help);
  expect(help.stdout).toMatch(/^Usage: codeartifact-local login --tool TOOL --domain NAME --repository NAME/);
  const all = (await run('--help')).stdout;
  for (const name of [
    'login',
    'doctor',
    'reset',
    'snapshot',
    'restore',
    'dump',
    'load',
    'explain',
    'completion',
  ])
    expect(all).toMatch(new RegExp(`^  ${name} `, 'm'));
});
