import { readFile, readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ListPackagesCommand } from '@aws-sdk/client-codeartifact';
import { pkg } from '../../src';
import { createAwsCli, type AwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { NUGET, startNugetWorld, type NugetWorld } from '../support/nuget-world';
import { createSandbox, expectSuccess, type RunResult, type Sandbox } from '../support/sandbox';

const CONFIG = '.config/NuGet/NuGet.Config';

/** NuGet.exe, the real client, on Mono: what `dotnet` shares with it is its protocol library. */
describeWithClients(['nuget', 'aws'], 'NuGet.exe', (nugetPath, awsPath) => {
  const path = [dirname(nugetPath), process.env['PATH'] ?? ''].join(delimiter);
  let world: NugetWorld;
  let sandbox: Sandbox;
  let aws: AwsCli;
  beforeAll(async () => {
    world = await startNugetWorld();
  });
  beforeEach(async () => {
    await world.reset();
    const bare = await createSandbox({ timeoutMs: 15_000 });
    sandbox = {
      ...bare,
      run: (cwd, command, args, more) => bare.run(cwd, command, args, { PATH: path, ...more }),
    };
    aws = createAwsCli(awsPath, world.emulator, sandbox);
    await configure();
  });
  afterEach(() => sandbox.remove());
  afterAll(() => world.emulator.close());

  const login = async (repository: string) =>
    expectSuccess(await aws.run(['login', '--tool', 'nuget', '--domain', 'dom', '--repository', repository]));
  /** What the guide has people write, with the password as it is on other systems than Windows. */
  const configure = async () => {
    const token = await world.emulator.token('dom');
    const [sources, credentials] = ['up', 'app'].reduce(
      ([lines, secrets], name) => [
        `${lines}<add key="dom/${name}" value="${world.endpoint(name)}/v3/index.json" protocolVersion="3" />`,
        `${secrets}<dom_x002F_${name}><add key="Username" value="aws" />` +
          `<add key="ClearTextPassword" value="${token}" /></dom_x002F_${name}>`,
      ],
      ['', ''],
    );
    await sandbox.writeHome(
      CONFIG,
      `<configuration><packageSources>${sources}</packageSources>` +
        `<packageSourceCredentials>${credentials}</packageSourceCredentials></configuration>`,
    );
  };
  /** One run in fifty of this old Mono does its work and does not end; doing it again changes nothing. */
  const nuget = async (cwd: string, ...args: readonly string[]): Promise<RunResult> => {
    const run = () =>
      sandbox.run(cwd, nugetPath, [...args, '-NonInteractive'], {
        NUGET_PACKAGES: join(sandbox.home, 'packages'),
      });
    return run().catch(run).catch(run);
  };
  const pack = async (id: string, version: string, metadata = ''): Promise<string> => {
    const name = `work-${id}`;
    const folder = await sandbox.folder(name);
    await sandbox.writeHome(`../work/${name}/a.txt`, `${id} ${version}`);
    await sandbox.writeHome(
      `../work/${name}/${id}.nuspec`,
      `<package><metadata><id>${id}</id><version>${version}</version><authors>Ann</authors>
       <description>About ${id}.</description>${metadata}</metadata>
       <files><file src="a.txt" target="content" /></files></package>`,
    );
    expectSuccess(await nuget(folder, 'pack', `${id}.nuspec`));
    return join(folder, `${id}.${version}.nupkg`);
  };
  const push = async (file: string, ...more: readonly string[]): Promise<RunResult> =>
    nuget(dirname(file), 'push', file, '-Source', 'dom/up', ...more);
  /** Puts a package upstream without a run of NuGet, which takes a second or two. */
  const publish = (id: string, version: string, metadata = '') =>
    world.push(id, version, { repository: 'up', metadata });
  const install = async (name: string, ...args: readonly string[]): Promise<readonly string[] | string> => {
    const folder = await sandbox.folder(name);
    const result = await nuget(
      folder,
      'install',
      ...args,
      '-Source',
      'dom/app',
      '-NoCache',
      '-OutputDirectory',
      '.',
    );
    return result.code === 0 ? (await readdir(folder)).toSorted() : result.output;
  };
  const stored = async (repository: string) =>
    ((await world.client.send(new ListPackagesCommand({ ...NUGET, repository }))).packages ?? []).map(
      (one) => one.package,
    );
  const WITH_DEPENDENCY = '<dependencies><dependency id="Demo.Dep" version="1.0.0" /></dependencies>';

  test('NUG-121 REPO-183 REAL-292 login adds a source, and updates it the next time', async () => {
    await sandbox.writeHome(CONFIG, '<configuration />');
    expect((await login('app')).stdout).toContain('Added source dom/app');
    expect((await login('app')).stdout).toContain('Updated source dom/app');
    const config = await readFile(join(sandbox.home, CONFIG), 'utf8');
    expect(config.split(`value="${world.endpoint()}/v3/index.json"`)).toHaveLength(2);
    await world.push('Demo.Lib', '1.0.0');
    expect(await install('first', 'Demo.Lib')).toEqual(['Demo.Lib.1.0.0']);
  });

  test('NUG-122 a namespace is refused, a dry run only prints', async () => {
    const named = ['login', '--tool', 'nuget', '--domain', 'dom', '--repository', 'app'];
    expect((await aws.run([...named, '--namespace', 'ns'])).code).not.toBe(0);
    const dry = expectSuccess(await aws.run([...named, '--dry-run']));
    expect(dry.stdout).toContain(
      `nuget sources update -name dom/app -source ${world.endpoint()}/v3/index.json`,
    );
  });

  test('NUG-001 NUG-004 AUTH-089 NUG-080 NUG-085 NUG-086 REAL-224 REAL-225 push, push again, push something else', async () => {
    const file = await pack('Demo.Lib', '1.0.0');
    expect(expectSuccess(await push(file)).output).toContain('Your package was pushed.');
    expectSuccess(await push(file, '-ApiKey', 'anything'));
    await pack('Demo.Lib', '1.0.0', '<summary>Other.</summary>');
    const refused = await push(file);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('409 (Conflict)');
    expectSuccess(await push(file, '-SkipDuplicate'));
    expect(await stored('up')).toEqual(['demo.lib']);
  });

  test('NUG-033 NUG-037 NUG-042 NUG-110 install with dependencies from upstream, upgrade, and keep', async () => {
    await publish('Demo.Dep', '1.0.0');
    expectSuccess(await push(await pack('Demo.Lib', '1.0.0', WITH_DEPENDENCY)));
    expect(await install('first', 'Demo.Lib')).toEqual(['Demo.Dep.1.0.0', 'Demo.Lib.1.0.0']);
    expect(await stored('app')).toEqual(['demo.dep', 'demo.lib']);
    await publish('Demo.Lib', '1.1.0', WITH_DEPENDENCY);
    await publish('Demo.Lib', '2.0.0-Beta.1');
    await sandbox.clearCaches();
    expect(await install('first', 'demo.lib')).toContain('Demo.Lib.1.1.0');
    expect(await install('exact', 'Demo.Lib', '-Version', '1.0')).toContain('Demo.Lib.1.0.0');
    expect(await install('pre', 'Demo.Lib', '-Prerelease')).toEqual(['Demo.Lib.2.0.0-Beta.1']);
    expect(await install('none', 'Demo.None')).toContain("Unable to find package 'Demo.None'");
  });

  test('NUG-080 what pkg.nuget builds is installed, with what it depends on', async () => {
    const packages = await Promise.all([
      pkg.nuget({ name: 'Demo.Dep', version: '1.4.0' }),
      pkg.nuget({
        ...{ name: 'Demo.Lib', version: '1.0.0', license: 'MIT', readme: '# Lib' },
        ...{ dependencies: { 'Demo.Dep': '[1.0,2.0)' }, files: { 'content/a.txt': 'a' } },
      }),
    ]);
    const domain = { name: 'dom', repositories: [{ name: 'up', packages }] };
    await world.emulator.seed({ domains: [domain] });
    const installed = await install('built', 'Demo.Lib', '-Framework', 'netstandard2.0');
    expect(installed).toEqual(['Demo.Dep.1.4.0', 'Demo.Lib.1.0.0']);
    const folder = await sandbox.folder('built');
    expect(await readFile(join(folder, 'Demo.Lib.1.0.0/content/a.txt'), 'utf8')).toBe('a');
  });

  test('NUG-035 restore of a packages.config', async () => {
    await publish('Demo.Lib', '1.0.0');
    const folder = await sandbox.folder('restore');
    await sandbox.writeHome(
      '../work/restore/packages.config',
      '<packages><package id="DEMO.lib" version="1.0.0" targetFramework="net45" /></packages>',
    );
    const args = [
      'restore',
      'packages.config',
      '-Source',
      'dom/app',
      '-NoCache',
      '-PackagesDirectory',
      'packages',
    ];
    expectSuccess(await nuget(folder, ...args));
    expect(await readdir(join(folder, 'packages'))).toHaveLength(1);
  });

  // `nuget install` itself takes unlisted versions for the latest; its search does not, and neither does `dotnet`.
  test('NUG-032 NUG-036 NUG-057 unlisted versions are installed and not found, archived ones are not installed', async () => {
    await publish('Demo.Lib', '1.0.0');
    await publish('Demo.Lib', '1.1.0');
    await world.setStatus('demo.lib', '1.1.0', 'Unlisted', 'up');
    expect(await install('exact', 'Demo.Lib', '-Version', '1.1.0')).toEqual(['Demo.Lib.1.1.0']);
    const { output } = await nuget(sandbox.home, 'search', 'demo', '-Source', 'dom/up');
    expect(output).toContain('Demo.Lib | 1.0.0');
    await world.setStatus('demo.lib', '1.1.0', 'Archived');
    await sandbox.clearCaches();
    expect(await install('gone', 'Demo.Lib', '-Version', '1.1.0')).toContain('1.1.0');
    expect(await readdir(await sandbox.folder('gone'))).toEqual([]);
  });

  test('NUG-041 a package of more versions than an index holds', async () => {
    for (let patch = 0; patch < 130; patch += 1) await publish('Demo.Lib', `1.0.${patch}`);
    expect(await install('latest', 'Demo.Lib')).toEqual(['Demo.Lib.1.0.129']);
    expect(await install('first', 'Demo.Lib', '-Version', '1.0.3')).toEqual(['Demo.Lib.1.0.3']);
  });

  test('NUG-061 NUG-062 search works, the list of version 2 does not', async () => {
    await publish('Demo.Lib', '1.0.0');
    const folder = await sandbox.folder('search');
    const found = expectSuccess(await nuget(folder, 'search', 'demo', '-Source', 'dom/app'));
    expect(found.output).toMatch(/> Demo\.Lib \| 1\.0\.0/);
    const listed = await nuget(folder, 'list', '-Source', 'dom/app');
    expect(listed.output).toContain('does not support listing packages');
  });

  test('NUG-094 delete is refused', async () => {
    await publish('Demo.Lib', '1.0.0');
    const deleted = await nuget(sandbox.home, 'delete', 'Demo.Lib', '1.0.0', '-Source', 'dom/up');
    expect(deleted.code).not.toBe(0);
    expect(deleted.output).toContain('405 (Method Not Allowed)');
    expect(await install('still', 'Demo.Lib')).toEqual(['Demo.Lib.1.0.0']);
  });

  test('NUG-005 an expired token is refused', async () => {
    await publish('Demo.Lib', '1.0.0');
    world.emulator.clock.advance(13 * 3600);
    expect(await install('late', 'Demo.Lib')).toMatch(
      /401 \(Unauthorized\)|Unable to load the service index/,
    );
    const pushed = await push(await pack('Demo.Lib', '1.1.0'));
    expect(pushed.code).not.toBe(0);
  });

  test('NUG-111 NUG-114 NUG-115 install through two repositories from a public source, and again without it', async () => {
    const source = await startNugetWorld({ auth: 'off', seedIds: 2 });
    try {
      await source.push('Demo.Dep', '1.0.0', { repository: 'up' });
      await source.push('Demo.Lib', '1.0.0', { repository: 'up', metadata: WITH_DEPENDENCY });
      await world.emulator.setExternal({ 'public:nuget-org': `${source.endpoint('up')}/` });
      await world.connect('up');
      expect(await install('live', 'Demo.Lib')).toEqual(['Demo.Dep.1.0.0', 'Demo.Lib.1.0.0']);
      expect(await stored('up')).toEqual(['demo.dep', 'demo.lib']);
    } finally {
      await source.emulator.close();
    }
    await sandbox.clearCaches();
    expect(await install('alone', 'Demo.Lib')).toEqual(['Demo.Dep.1.0.0', 'Demo.Lib.1.0.0']);
    expect((await push(await pack('Demo.Lib', '2.0.0'))).output).toContain('403 (Forbidden)');
  });
});
