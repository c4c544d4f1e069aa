import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { createGem, type GemOptions } from '../support/gem-package';
import { startRubyWorld, type RubyWorld } from '../support/ruby-world';
import { createSandbox, expectSuccess, type RunResult, type Sandbox } from '../support/sandbox';

/** RubyGems, the real client: pushes and installs, and is refused what the service does not support. */
describeWithClients(['gem', 'ruby'], 'gem', (gemPath, rubyPath) => {
  let world: RubyWorld;
  let sandbox: Sandbox;
  beforeAll(async () => {
    world = await startRubyWorld();
  });
  beforeEach(async () => {
    await world.reset();
    sandbox = await createSandbox();
    await configure(`Bearer ${await world.emulator.token('dom')}`);
  });
  afterEach(() => sandbox.remove());
  afterAll(() => world.emulator.close());

  /** What the guide has people write (RUBY-111). */
  const configure = async (key: string) => {
    await sandbox.writeHome('.gem/credentials', `---\n:codeartifact_api_key: ${key}\n`);
    await chmod(join(sandbox.home, '.gem/credentials'), 0o600);
  };
  /** The source with the token in it, as it stands in `.gemrc` (RUBY-001). */
  const source = (token: string, repository = 'app') =>
    `${world.endpoint(repository).replace('//', `//aws:${token}@`)}/`;
  const gem = (cwd: string, ...args: readonly string[]): Promise<RunResult> =>
    sandbox.run(cwd, gemPath, args, {
      GEM_HOME: join(sandbox.home, 'gems'),
      GEM_PATH: join(sandbox.home, 'gems'),
      GEM_SPEC_CACHE: join(sandbox.home, 'specs'),
    });
  const build = async (
    name: string,
    version: string,
    lines = '',
    file = `${name}-${version}.gem`,
  ): Promise<string> => {
    const folder = await sandbox.folder(name);
    await writeFile(join(folder, `${name}.rb`), `# ${version} ${lines}\n`);
    await writeFile(
      join(folder, 'a.gemspec'),
      `Gem::Specification.new do |s|
         s.name = '${name}'; s.version = '${version}'; s.summary = 'About ${name}.'; s.authors = ['Ann']
         s.homepage = 'https://example.com'; s.license = 'MIT'; s.files = ['${name}.rb']; s.require_paths = ['.']
         s.description = 'What ${name} does.'
         ${lines}
       end`,
    );
    expectSuccess(await gem(folder, 'build', 'a.gemspec'));
    return join(folder, file);
  };
  const push = (file: string, ...more: readonly string[]): Promise<RunResult> => {
    const host = ['--host', world.endpoint('up'), '--key', 'codeartifact_api_key'];
    return gem(sandbox.home, 'push', file, ...host, ...more);
  };
  /** Puts a gem upstream without two runs of `gem`. */
  const publish = (name: string, version: string, options: GemOptions = {}) =>
    world.push(name, version, { repository: 'up', ...options });
  const install = async (...args: readonly string[]): Promise<RunResult> => {
    const from = source(await world.emulator.token('dom'));
    return gem(sandbox.home, 'install', ...args, '--clear-sources', '--source', from, '-N');
  };
  const installed = async (): Promise<readonly string[]> => {
    const { stdout } = expectSuccess(await gem(sandbox.home, 'list', '--local', '--no-details'));
    const lines = stdout.split('\n').filter((line) => line.startsWith('demo'));
    return lines.map((line) => line.replace(/default: /, ''));
  };
  const WITH_DEPENDENCY = "s.add_runtime_dependency 'demo-dep', '~> 1.0'";

  test('RUBY-002 AUTH-091 RUBY-007 RUBY-050 RUBY-051 RUBY-054 push, push again, push something else', async () => {
    const file = await build('demo-lib', '1.0.0', WITH_DEPENDENCY);
    const registered = 'Successfully registered gem: demo-lib (1.0.0)';
    expect(expectSuccess(await push(file)).output).toContain(registered);
    expect(expectSuccess(await push(file)).output).toContain(registered);
    const refused = await push(await build('demo-lib', '1.0.0', `${WITH_DEPENDENCY}; s.email = 'a@b'`));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(/1\.0\.0.*already exists/);
    expect(await world.stored('demo-lib', 'up')).toEqual(['1.0.0']);
  });

  test('RUBY-004 RUBY-003 RUBY-111 a wrong token and one without Bearer are refused', async () => {
    const file = await build('demo-lib', '1.0.0');
    for (const key of ['Bearer nonsense', await world.emulator.token('dom')]) {
      await configure(key);
      const refused = await push(file);
      expect(refused.code).not.toBe(0);
      expect(refused.output).toContain('The authorization token is missing, invalid or expired.');
    }
    expect(await world.stored('demo-lib', 'up')).toEqual([]);
  });

  test('RUBY-111 the key may come from the environment', async () => {
    const file = await build('demo-lib', '1.0.0');
    const token = await world.emulator.token('dom');
    const pushed = await sandbox.run(sandbox.home, gemPath, ['push', file], {
      GEM_HOST_API_KEY: `Bearer ${token}`,
      RUBYGEMS_HOST: world.endpoint('up'),
    });
    expectSuccess(pushed);
    expect(await world.stored('demo-lib', 'up')).toEqual(['1.0.0']);
  });

  test('RUBY-059 a gem for another host is not even sent', async () => {
    const metadata = "s.metadata = { 'allowed_push_host' => 'https://other.invalid' }";
    const refused = await push(await build('demo-lib', '1.0.0', metadata));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('https://other.invalid');
    expect(await world.stored('demo-lib', 'up')).toEqual([]);
  });

  test('RUBY-009 a host with a slash at its end does not work', async () => {
    const file = await build('demo-lib', '1.0.0');
    const token = await world.emulator.token('dom');
    const pushed = await sandbox.run(
      sandbox.home,
      gemPath,
      ['push', file, '--host', `${world.endpoint('up')}/`],
      {
        GEM_HOST_API_KEY: `Bearer ${token}`,
      },
    );
    expect(pushed.code).not.toBe(0);
    expect(await world.stored('demo-lib', 'up')).toEqual([]);
  });

  test('RUBY-001 AUTH-092 RUBY-020 RUBY-024 RUBY-032 RUBY-033 RUBY-061 install with dependencies, and keep what was installed', async () => {
    await publish('demo-dep', '1.0.0');
    await publish('demo-dep', '2.0.0');
    const runtime = { 'demo-dep': ['~> 1.0'] };
    await publish('demo-lib', '1.0.0', { runtime });
    const file = await build('demo-lib', '1.1.0', `${WITH_DEPENDENCY}; s.add_development_dependency 'rake'`);
    expectSuccess(await push(file));
    await publish('demo-lib', '2.0.0.beta1', { runtime });
    expectSuccess(await install('demo-lib'));
    expect(await installed()).toEqual(['demo-dep (1.0.0)', 'demo-lib (1.1.0)']);
    expect([await world.stored('demo-dep'), await world.stored('demo-lib')]).toEqual([['1.0.0'], ['1.1.0']]);
    expectSuccess(await install('demo-lib', '-v', '~> 1.0.0'));
    expectSuccess(await install('demo-lib', '--pre'));
    expect(await installed()).toEqual(['demo-dep (1.0.0)', 'demo-lib (2.0.0.beta1, 1.1.0, 1.0.0)']);
  });

  test('RUBY-053 RUBY-044 a gem for this platform is taken before one for all', async () => {
    await publish('demo-nat', '1.0.0');
    const file = 'demo-nat-1.0.0-x86_64-linux.gem';
    expectSuccess(await push(await build('demo-nat', '1.0.0', "s.platform = 'x86_64-linux'", file)));
    expect(await world.stored('demo-nat', 'up')).toEqual(['1.0.0', '1.0.0-x86_64-linux']);
    expectSuccess(await install('demo-nat', '--platform', 'x86_64-linux'));
    expect(await world.stored('demo-nat')).toEqual(['1.0.0-x86_64-linux']);
    await rm(join(sandbox.home, 'gems'), { recursive: true });
    expectSuccess(await install('demo-nat', '--platform', 'ruby'));
    expect(await world.stored('demo-nat')).toEqual(['1.0.0', '1.0.0-x86_64-linux']);
  });

  test('RUBY-025 RUBY-041 a gem for another Ruby is not installed', async () => {
    await publish('demo-lib', '1.0.0');
    await publish('demo-lib', '1.1.0', { requiredRuby: ['>= 99'] });
    expectSuccess(await install('demo-lib'));
    expect(await installed()).toEqual(['demo-lib (1.0.0)']);
  });

  test('RUBY-090 RUBY-091 RUBY-034 unlisted versions are not chosen, archived ones not to be had', async () => {
    await publish('demo-lib', '1.0.0');
    await publish('demo-lib', '1.1.0');
    await world.setStatus('demo-lib', '1.1.0', 'Unlisted', 'up');
    expectSuccess(await install('demo-lib'));
    expect(await installed()).toEqual(['demo-lib (1.0.0)']);
    await world.setStatus('demo-lib', '1.1.0', 'Archived', 'up');
    expect((await install('demo-lib', '-v', '1.1.0')).code).not.toBe(0);
  });

  /** What each prints; several end well even so, and `list`, `search` and `info` find nothing (RUBY-070). */
  const UNSUPPORTED: readonly (readonly [command: string, output: RegExp])[] = [
    ['fetch demo-lib', /bad response Not Found 404 .*latest_specs/],
    ['list --remote demo', /^\s*$/],
    ['search demo', /^\s*$/],
    ['query --remote', /deprecated|^\s*$/],
    ['info --remote demo-lib', /^\s*$/],
    ['specification --remote demo-lib', /No gem matching 'demo-lib/],
    ['sources --add SOURCE', /bad response Not Found 404/],
    ['sources --update', /bad response Not Found 404 .*specs/],
    ['outdated', /^\s*$/],
    ['update', /bad response Not Found 404 .*specs/],
    ['mirror', /rubygems-mirror/],
    ['owner demo-lib HOST', /Not Found/],
    ['yank demo-lib -v 1.0.0 HOST', /DeletePackageVersions/],
  ];

  test('RUBY-023 RUBY-070 RUBY-071 RUBY-072 RUBY-073 what is not supported is refused and changes nothing', async () => {
    await publish('demo-lib', '1.0.0');
    const added = source(await world.emulator.token('dom'));
    await sandbox.writeHome(
      '.gemrc',
      `---\n:sources:\n- ${source(await world.emulator.token('dom'), 'up')}\n`,
    );
    const host = ['--host', world.endpoint('up'), '--key', 'codeartifact_api_key'];
    const words: Record<string, readonly string[]> = { SOURCE: [added], HOST: host };
    for (const [command, output] of UNSUPPORTED) {
      const result = await gem(sandbox.home, ...command.split(' ').flatMap((word) => words[word] ?? [word]));
      expect([command, result.output]).toEqual([command, expect.stringMatching(output)]);
    }
    expect(await world.stored('demo-lib', 'up')).toEqual(['1.0.0']);
    expect(await readFile(join(sandbox.home, '.gemrc'), 'utf8')).not.toContain(added);
  });

  test('RUBY-040 RUBY-041 RUBY-042 RUBY-029 Ruby itself loads what is marshalled', async () => {
    await world.push('demo-lib', '1.0.0', {
      platform: 'x86_64-linux',
      runtime: { 'demo-dep': ['>= 1.0', '< 3'] },
      development: { rake: ['>= 0'] },
      requiredRuby: ['>= 2.7'],
      metadata: { source_code_uri: 'https://example.com/source' },
    });
    const script = `
      require 'json'; require 'zlib'
      spec = Marshal.load(Zlib::Inflate.inflate(File.binread(ARGV[0])))
      licenses = spec.licenses.empty? ? spec.instance_variable_get(:@license) : spec.licenses # by version
      list = Marshal.load(File.binread(ARGV[1]))
      puts JSON.dump([spec.full_name, spec.summary, spec.authors, licenses, spec.email, spec.homepage, spec.date.utc.to_s,
        spec.dependencies.map { |d| [d.name, d.type, d.requirement.as_list.sort] }, spec.required_ruby_version.to_s,
        spec.metadata, spec.rubygems_version.to_s, spec.description, list])`;
    const folder = await sandbox.folder('dumps');
    for (const [name, path] of [
      ['spec', '/quick/Marshal.4.8/demo-lib-1.0.0-x86_64-linux.gemspec.rz'],
      ['list', '/api/v1/dependencies?gems=demo-lib,none'],
    ] as const) {
      const answer = await world.send(path);
      await writeFile(join(folder, name), Buffer.from(await answer.arrayBuffer()));
    }
    const { stdout } = expectSuccess(await sandbox.run(folder, rubyPath, ['-e', script, 'spec', 'list']));
    expect(JSON.parse(stdout)).toEqual([
      'demo-lib-1.0.0-x86_64-linux',
      'demo-lib in short',
      ['Ann', 'Bob'],
      ['MIT'],
      'ann@example.com',
      'https://example.com/demo-lib',
      '2026-01-02 00:00:00 UTC',
      [
        ['demo-dep', 'runtime', ['< 3', '>= 1.0']],
        ['rake', 'development', ['>= 0']],
      ],
      '>= 2.7',
      { source_code_uri: 'https://example.com/source' },
      '3.4.20',
      'What demo-lib does,\nat length.',
      [
        {
          ...{ name: 'demo-lib', number: '1.0.0', platform: 'x86_64-linux' },
          dependencies: [['demo-dep', '>= 1.0, < 3']],
        },
      ],
    ]);
  });

  test('RUBY-052 gems that are built by hand are installed too', async () => {
    await world.pushBytes(createGem('demo-lib', '1.0.0'), 'up');
    expectSuccess(await install('demo-lib'));
    expect(await installed()).toEqual(['demo-lib (1.0.0)']);
  });

  test('RUBY-100 RUBY-101 RUBY-104 RUBY-106 install through two repositories from a public source, and again without it', async () => {
    const origin = await startRubyWorld({ auth: 'off', seedIds: 2 });
    try {
      await origin.push('demo-dep', '1.0.0', { repository: 'up' });
      await origin.push('demo-lib', '1.0.0', { repository: 'up', runtime: { 'demo-dep': ['~> 1.0'] } });
      await world.emulator.setExternal({ 'public:ruby-gems-org': `${origin.endpoint('up')}/` });
      await world.connect('up');
      expectSuccess(await install('demo-lib'));
      expect(await installed()).toEqual(['demo-dep (1.0.0)', 'demo-lib (1.0.0)']);
      expect(await world.stored('demo-lib', 'up')).toEqual(['1.0.0']);
    } finally {
      await origin.emulator.close();
    }
    await rm(join(sandbox.home, 'gems'), { recursive: true });
    expectSuccess(await install('demo-lib'));
    expect(await installed()).toEqual(['demo-dep (1.0.0)', 'demo-lib (1.0.0)']);
    expect((await push(await build('demo-lib', '2.0.0'))).output).toMatch(/publish/i);
    await world.emulator.setExternal('off');
  });
});

describeWithClients(['aws'], 'aws codeartifact login', (awsPath) => {
  test.each(['gem', 'bundler', 'ruby'])('RUBY-110 knows no tool %s', async (tool) => {
    const [world, sandbox] = await Promise.all([startRubyWorld(), createSandbox()]);
    try {
      const aws = createAwsCli(awsPath, world.emulator, sandbox);
      const result = await aws.run(['login', '--tool', tool, '--domain', 'dom', '--repository', 'app']);
      expect(result.code).not.toBe(0);
      expect(result.output).toMatch(/invalid choice|Invalid choice/);
    } finally {
      await sandbox.remove();
      await world.emulator.close();
    }
  });
});
