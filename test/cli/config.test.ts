import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmulatorOptions } from '../../src';
import { findConfigArgument, parseArguments } from '../../src/cli/arguments';
import { findConfigFile, readConfigFile } from '../../src/cli/read-config';
import { startCommand, runCommand } from '../support/command-line';

/** Options from a file (DESIGN D10). */
describe('configuration file', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'codeartifact-config-')));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const write = async (name: string, text: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, text);
    return path;
  };
  const SEED = 'domains: [{ name: dom, repositories: [{ name: app }] }]\n';

  test.each([
    [
      'codeartifact.config.yaml',
      'region: eu-west-1\nquotas: { strict: true, limits: { tagsPerResource: 3 } }\n',
    ],
    ['c.json', '{"region":"eu-west-1","quotas":{"strict":true,"limits":{"tagsPerResource":3}}}'],
    [
      'c.js',
      'module.exports = async () => ({ region: "eu-west-1", quotas: { strict: true, limits: { tagsPerResource: 3 } } })',
    ],
  ])('%s is read', async (name, text) => {
    expect(await readConfigFile(await write(name, text))).toEqual({
      ...{ region: 'eu-west-1', quotas: 'strict', limits: { tagsPerResource: 3 } },
    });
  });

  test('every member of the contract becomes its option; paths are relative to the file', async () => {
    const path = await write(
      'c.yaml',
      `
port: 5000
host: 127.0.0.2
data: state
account: '111122223333'
auth:
  mode: iam
  principals: [{ accessKeyId: AKIA1, secretAccessKey: s, arn: 'arn:aws:iam::111122223333:user/a', policies: [] }]
  organizations: [{ id: o-1, accounts: ['111122223333'] }]
  staticTokens: [{ token: t, principal: 'arn:aws:iam::111122223333:user/a' }]
external: { 'public:npmjs': off }
events: ['file:events.jsonl', { target: 'webhook:http://localhost:1', pattern: { source: [aws.codeartifact] } }]
audit: memory
throttle: real
tls: { port: 5001, directory: tls }
seed: seed.yaml
`.replace('off', "'off'"),
    );
    const options = await readConfigFile(path);
    expect(options).toMatchObject({
      ...{ port: 5000, host: '127.0.0.2', account: '111122223333', audit: 'memory', throttle: 'real' },
      ...{ data: join(directory, 'state'), seed: join(directory, 'seed.yaml') },
      tls: { port: 5001, directory: join(directory, 'tls') },
    });
    // Flags before the environment before the file; the mode of auth leaves who there is alone.
    const { options: merged } = parseArguments(
      ['--port', '6000', '--auth', 'strict'],
      { CODEARTIFACT_LOCAL_PORT: '7000', CODEARTIFACT_LOCAL_REGION: 'eu-west-2' },
      options,
    );
    expect(merged).toMatchObject({ port: 6000, region: 'eu-west-2', host: '127.0.0.2', logLevel: 'info' });
    expect(merged.auth).toMatchObject({ mode: 'strict', staticTokens: [{ token: 't' }] });
  });

  test('https of a file can be switched off, its parts added to, and what a file switches off be asked for', () => {
    const tlsOf = (tls: EmulatorOptions['tls'], argv: readonly string[], variables = {}) =>
      parseArguments(argv, variables, tls === undefined ? {} : { tls }).options.tls;
    const off = { CODEARTIFACT_LOCAL_TLS: 'off' };
    expect(tlsOf({ port: 5001 }, [], off)).toBe(false);
    expect(tlsOf({ port: 5001 }, ['--tls'], off)).toEqual({ port: 5001 });
    expect(tlsOf(true, ['--tls-port', '5002'])).toEqual({ port: 5002 });
    expect(tlsOf({ port: 5001 }, ['--tls-host', 'a.test'])).toEqual({ port: 5001, hosts: ['a.test'] });
    expect(tlsOf(false, ['--tls'])).toEqual({});
    expect(tlsOf(undefined, ['--tls-port', '5002'], off)).toEqual({ port: 5002 });
  });

  test('exec takes a free port whatever the file says, and the one that it is told to', () => {
    const file = { port: 5000, region: 'eu-west-1', tls: { port: 5001, hosts: ['a'] } };
    const { options } = parseArguments(['exec', '--', 'true'], {}, file);
    expect(options).toMatchObject({ port: 0, region: 'eu-west-1', tls: { hosts: ['a'] } });
    expect(options.tls).not.toHaveProperty('port');
    expect(parseArguments(['exec', '--port', '1', '--', 'true'], {}, file).options.port).toBe(1);
  });

  test.each([
    ['prot: 1', "the document has an unknown member 'prot'"],
    ['auth: { principals: [{ key: a }] }', "auth.principals[0] has an unknown member 'key'"],
    ['quotas: { limits: { domains: 1 } }', "quotas.limits has an unknown member 'domains'"],
    ['port: 99999', 'port has an impossible value: 99999'],
    ['port: high', 'port must be a whole number'],
    ['auth: maybe', 'auth must be one of off, lenient, warn, strict, iam, not "maybe"'],
    ['[1]', 'the document must be an object'],
    ['a: [', 'Flow sequence'],
  ])('%s is refused in one line that names it', async (text, message) => {
    const path = await write('c.yaml', text);
    await expect(readConfigFile(path)).rejects.toThrow(`${path}: ${message}`);
  });

  test('a configuration in the working directory is found; two of them are one too many', async () => {
    expect(findConfigFile(directory)).toBeUndefined();
    const path = await write('codeartifact.config.yaml', '');
    expect(findConfigFile(directory)).toBe(path);
    expect(await readConfigFile(path)).toEqual({});
    await write('codeartifact.config.json', '{}');
    expect(() => findConfigFile(directory)).toThrow(
      /both codeartifact\.config\.yaml and codeartifact\.config\.json/,
    );
    expect(findConfigArgument(['--config', 'a.json'], {})).toBe('a.json');
    expect(findConfigArgument([], { CODEARTIFACT_LOCAL_CONFIG: 'b.json' })).toBe('b.json');
    expect(findConfigArgument(['--help'], {})).toBeNull();
  });

  test('the command starts with a file and its seed', async () => {
    await write('seed.yaml', SEED);
    const path = await write('c.yaml', 'port: 0\nlogLevel: error\nseed: seed.yaml\n');
    const { child, ended, output } = startCommand(['--json', '--config', path]);
    const [line = ''] = (await output(/Ready\./)).split('\n');
    const { url } = JSON.parse(line) as { url: string };
    const answer = await fetch(`${url}/v1/domains`, { method: 'POST', body: '{}' });
    expect(await answer.json()).toMatchObject({ domains: [{ name: 'dom' }] });
    child.kill();
    expect((await ended).status).toBe(0);
  });

  test('a data directory goes on from what it has kept, not from its seed', async () => {
    const seed = await write('seed.yaml', SEED);
    const args = ['--port', '0', '--json', '--data', join(directory, 'data'), '--seed', seed];
    const visit = async (then: (url: string) => Promise<unknown>): Promise<void> => {
      const { child, ended, output } = startCommand(args);
      const [line = ''] = (await output(/Ready\./)).split('\n');
      await then((JSON.parse(line) as { url: string }).url);
      child.kill();
      expect((await ended).status).toBe(0);
    };
    const names = async (url: string) => {
      const answer = await fetch(`${url}/v1/domains`, { method: 'POST', body: '{}' });
      return ((await answer.json()) as { domains: { name: string }[] }).domains.map(({ name }) => name);
    };
    await visit(async (url) => {
      expect(await names(url)).toEqual(['dom']);
      await fetch(`${url}/v1/domain?domain=more`, { method: 'POST', body: '{}' });
    });
    await visit(async (url) => expect(await names(url)).toEqual(['dom', 'more']));
  });

  test.each([
    [
      '--seed',
      'seed.yaml',
      'domains: [{ name: dom, repos: [] }]',
      "seed.yaml: domains[0] has an unknown member 'repos'",
    ],
    [
      '--seed',
      'seed.yaml',
      'domains: [{ name: dom, repositories: [{ name: app, upstreams: [none] }] }]',
      'seed.yaml: domains[0].repositories[0].upstreams[0]: Repository not found.',
    ],
    ['--seed', 'seed.toml', '', 'not a file that can be read'],
    ['--config', 'c.yaml', 'prot: 1', "has an unknown member 'prot'"],
    ['--config', 'c.yaml', 'throttle: { a: 1 }', "Option 'throttle' knows no rate 'a'"],
  ])('%s %s: exit status 2 and one line', async (flag, name, text, message) => {
    const path = await write(name, text);
    const { status, stderr, stdout } = await runCommand(['--port', '0', flag, path]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^codeartifact-local: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  test('a file that is not there: exit status 2', async () => {
    for (const flag of ['--seed', '--config']) {
      const { status, stderr } = await runCommand(['--port', '0', flag, join(directory, 'none.yaml')]);
      expect([status, stderr]).toEqual([
        2,
        `codeartifact-local: ${join(directory, 'none.yaml')}: there is no such file\n`,
      ]);
    }
  });
});
