import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithClients } from '../support/clients';
import { startRubyWorld, type RubyWorld } from '../support/ruby-world';
import {
  createSandbox,
  expectSuccess,
  type Environment,
  type RunResult,
  type Sandbox,
} from '../support/sandbox';

/** Bundler, the real client, by the Dependencies API. */
describeWithClients(['bundle'], 'Bundler', (bundlePath) => {
  let world: RubyWorld;
  let sandbox: Sandbox;
  let folder: string;
  let credentials: Environment;
  beforeAll(async () => {
    world = await startRubyWorld();
  });
  beforeEach(async () => {
    await world.reset();
    sandbox = await createSandbox();
    folder = await sandbox.folder('project');
    credentials = {};
  });
  afterEach(() => sandbox.remove());
  afterAll(() => world.emulator.close());

  const bundle = (...args: readonly string[]): Promise<RunResult> =>
    sandbox.run(folder, bundlePath, args, {
      GEM_HOME: join(sandbox.home, 'gems'),
      BUNDLE_PATH: join(sandbox.home, 'bundle'),
      BUNDLE_USER_HOME: join(sandbox.home, '.bundle'),
      BUNDLE_SILENCE_ROOT_WARNING: '1',
      ...credentials,
    });
  /** `bundle config`, as the guide has it (RUBY-112). */
  const configure = async (token: string) =>
    expectSuccess(await bundle('config', 'set', '--global', world.endpoint(), `aws:${token}`));
  /** The same by the environment, without a run of its own (RUBY-112). */
  const present = (token: string) => void (credentials = { BUNDLE_127__0__0__1: `aws:${token}` });
  const login = async () => present(await world.emulator.token('dom'));
  const writeGemfile = (...lines: readonly string[]) =>
    writeFile(join(folder, 'Gemfile'), [`source "${world.endpoint()}/"`, ...lines, ''].join('\n'));
  const readLock = () => readFile(join(folder, 'Gemfile.lock'), 'utf8');
  /** Versions in the lock. */
  const locked = async (): Promise<readonly string[]> =>
    ((await readLock()).match(/^ {4}demo\S* \(.*\)$/gm) ?? []).map((line) => line.trim());
  const forget = async () => {
    for (const name of ['gems', 'bundle', '.bundle/cache']) {
      await rm(join(sandbox.home, name), { recursive: true, force: true });
    }
  };
  const publishDemo = async () => {
    const runtime = { 'demo-dep': ['~> 1.0'] };
    await world.push('demo-dep', '1.0.0', { repository: 'up' });
    await world.push('demo-dep', '2.0.0', { repository: 'up' });
    await world.push('demo-lib', '1.0.0', { repository: 'up', runtime, development: { rake: ['>= 0'] } });
  };

  test('RUBY-001 AUTH-092 RUBY-021 RUBY-028 RUBY-029 RUBY-030 RUBY-032 RUBY-074 RUBY-112 install, with a lock, in a clean home', async () => {
    await configure(await world.emulator.token('dom'));
    await publishDemo();
    await writeGemfile('gem "demo-lib", "~> 1.0"');
    const { output } = expectSuccess(await bundle('install', '--verbose'));
    expect(output).toMatch(/HTTP GET .*\/versions\nHTTP 404/);
    expect(output).toMatch(/HTTP GET .*\/api\/v1\/dependencies\?gems=demo-lib/);
    expect(await locked()).toEqual(['demo-dep (1.0.0)', 'demo-lib (1.0.0)']);
    expect([await world.stored('demo-dep'), await world.stored('demo-lib')]).toEqual([['1.0.0'], ['1.0.0']]);
    await forget();
    const lock = await readLock();
    expectSuccess(await bundle('install', '--frozen'));
    expect(await readLock()).toBe(lock);
    const { stdout } = expectSuccess(await bundle('list'));
    expect(stdout).toContain('demo-lib (1.0.0)');
  });

  test('RUBY-061 RUBY-074 update, outdated, lock and add see what was published since', async () => {
    await login();
    await publishDemo();
    await writeGemfile('gem "demo-lib", "~> 1.0"');
    expectSuccess(await bundle('install'));
    await world.push('demo-lib', '1.1.0', { repository: 'up' });
    await world.push('demo-lib', '2.0.0', { repository: 'up' });
    await world.push('demo-lib', '1.2.0.rc1', { repository: 'up' });
    expect((await bundle('outdated')).output).toMatch(/demo-lib\s+1\.0\.0\s+2\.0\.0/);
    expectSuccess(await bundle('lock', '--update'));
    expect(await locked()).toEqual(['demo-lib (1.1.0)']);
    expectSuccess(await bundle('update', '--all'));
    expectSuccess(await bundle('add', 'demo-dep', '--version', '~> 2.0'));
    expect(await locked()).toEqual(['demo-dep (2.0.0)', 'demo-lib (1.1.0)']);
    await writeGemfile('gem "demo-lib", "~> 1.2.0.a"');
    expectSuccess(await bundle('update', '--all'));
    expect(await locked()).toEqual(['demo-lib (1.2.0.rc1)']);
  });

  test('RUBY-044 RUBY-053 both gems of a version are seen, and locked for their platforms', async () => {
    await login();
    for (const platform of ['ruby', 'x86_64-linux', 'x64-mingw32']) {
      await world.push('demo-nat', '1.0.0', { platform, repository: 'up' });
    }
    await writeGemfile('gem "demo-nat"');
    expectSuccess(await bundle('lock', '--add-platform', 'x64-mingw32', 'x86_64-linux', 'ruby'));
    expect(await locked()).toEqual([
      'demo-nat (1.0.0)',
      'demo-nat (1.0.0-x64-mingw32)',
      'demo-nat (1.0.0-x86_64-linux)',
    ]);
    expectSuccess(await bundle('install'));
    expect(await world.stored('demo-nat')).toHaveLength(1);
  });

  test('RUBY-041 versions for another Ruby are passed over', async () => {
    await login();
    await world.push('demo-lib', '1.0.0', { repository: 'up' });
    await world.push('demo-lib', '1.1.0', { repository: 'up', requiredRuby: ['>= 99'] });
    await writeGemfile('gem "demo-lib"', 'ruby ">= 3.0"');
    expectSuccess(await bundle('install'));
    expect(await locked()).toEqual(['demo-lib (1.0.0)']);
  });

  test('RUBY-090 RUBY-091 an unlisted version is not chosen, and a lock does not find it', async () => {
    await login();
    await world.push('demo-lib', '1.0.0', { repository: 'up' });
    await world.push('demo-lib', '1.1.0', { repository: 'up' });
    await writeGemfile('gem "demo-lib"');
    expectSuccess(await bundle('lock', '--add-platform', 'ruby'));
    expect(await locked()).toEqual(['demo-lib (1.1.0)']);
    await world.setStatus('demo-lib', '1.1.0', 'Unlisted', 'up');
    const refused = await bundle('install');
    expect(refused.code).not.toBe(0);
    expect(refused.output.replace(/\s+/g, ' ')).toContain('Your bundle is locked to demo-lib (1.1.0)');
    await rm(join(folder, 'Gemfile.lock'));
    expectSuccess(await bundle('install'));
    expect(await locked()).toEqual(['demo-lib (1.0.0)']);
  });

  test('RUBY-004 a wrong token and none are told apart, and nothing else is tried', async () => {
    await publishDemo();
    await writeGemfile('gem "demo-lib"');
    const without = await bundle('install');
    expect(without.code).not.toBe(0);
    expect(without.output).toContain('Authentication is required for');
    present('nonsense');
    const wrong = await bundle('install');
    expect(wrong.code).not.toBe(0);
    expect(wrong.output).toContain('Bad username or password for');
    await login();
    world.emulator.clock.advance(13 * 3600);
    expect((await bundle('install')).output).toContain('Bad username or password for');
  });

  test('RUBY-112 the credentials may come from the environment', async () => {
    await publishDemo();
    await writeGemfile('gem "demo-lib"');
    await login();
    expectSuccess(await bundle('install'));
    expect(await locked()).toEqual(['demo-dep (1.0.0)', 'demo-lib (1.0.0)']);
  });

  test('RUBY-075 RUBY-030 Bundler before 2.4.11 asks for all gems when a Gemfile has very many', async () => {
    await login();
    await world.push('demo-lib', '1.0.0', { repository: 'up' });
    await writeGemfile(...Array.from({ length: 501 }, (_, at) => `gem "demo-${at}", require: false`));
    const { output, code } = await bundle('install', '--verbose');
    expect(code).not.toBe(0);
    const { stdout } = await bundle('--version');
    const [, minor = 0, patch = 0] = (/(\d+)\.(\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
    const isOld = minor < 4 || (minor === 4 && patch < 11);
    expect(/specs\.4\.8|full index|source index/i.test(output)).toBe(isOld);
  });

  test('RUBY-026 a gem that is nowhere', async () => {
    await login();
    await writeGemfile('gem "demo-none"');
    const result = await bundle('install');
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/Could not find gem 'demo-none'/);
  });

  test('RUBY-100 RUBY-102 RUBY-104 RUBY-106 install through two repositories from a public source, and again without it', async () => {
    await login();
    const origin = await startRubyWorld({ auth: 'off', seedIds: 2 });
    try {
      await origin.push('demo-dep', '1.0.0', { repository: 'up' });
      const runtime = { 'demo-dep': ['>= 1.0', '< 3'] };
      await origin.push('demo-lib', '1.0.0', { repository: 'up', runtime });
      await world.emulator.setExternal({ 'public:ruby-gems-org': `${origin.endpoint('up')}/` });
      await world.connect('up');
      await writeGemfile('gem "demo-lib"');
      expectSuccess(await bundle('install'));
      expect(await readLock()).toContain('demo-dep (>= 1.0, < 3)');
      expect(await world.stored('demo-lib', 'up')).toEqual(['1.0.0']);
    } finally {
      await origin.emulator.close();
      await world.emulator.setExternal('off');
    }
    await forget();
    await rm(join(folder, 'Gemfile.lock'));
    expectSuccess(await bundle('install'));
    expect(await locked()).toEqual(['demo-dep (1.0.0)', 'demo-lib (1.0.0)']);
  });
});
