import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pkg, type BuiltPackage } from '../../src';
import { describeWithClients } from '../support/clients';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { createPythonEnvironment } from '../support/python-environment';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

/** Real clients install what the builders build. */
describe('builders', () => {
  let emulator: TestEmulator;
  let sandbox: Sandbox;
  let token: string;
  beforeEach(async () => {
    [emulator, sandbox] = await Promise.all([startEmulator(), createSandbox({ timeoutMs: 55_000 })]);
  });
  afterEach(() => Promise.all([emulator.close(), sandbox.remove()]));

  const seed = async (...packages: readonly Promise<BuiltPackage>[]): Promise<void> => {
    const repository = { name: 'app', packages: await Promise.all(packages) };
    await emulator.seed({ domains: [{ name: 'dom', repositories: [repository] }] });
    token = await emulator.token('dom');
  };
  const endpoint = (format: string): string => emulator.endpoint('dom', 'app', format);
  const withToken = (format: string): string => endpoint(format).replace('//', `//aws:${token}@`);
  const readme = '# Lib\n';

  describeWithClients(['npm'], 'npm', (npm) => {
    test('NPM-110 installs a package with what it depends on, and checks its integrity', async () => {
      await seed(
        pkg.npm({ name: 'dep', version: '1.0.0' }),
        pkg.npm({
          name: '@sc/lib',
          version: '2.0.0',
          dependencies: { dep: '^1.0.0' },
          readme,
          files: { 'lib/a.js': 'module.exports = 1;' },
        }),
      );
      const registry = `${endpoint('npm')}/`;
      await sandbox.writeHome(
        '.npmrc',
        `registry=${registry}\n${registry.replace('http:', '')}:_authToken=${token}\n`,
      );
      const folder = await sandbox.folder('app');
      expectSuccess(await sandbox.run(folder, npm, ['install', '@sc/lib']));
      const { stdout } = expectSuccess(
        await sandbox.run(folder, process.execPath, [
          '-p',
          '[require("@sc/lib"), require("@sc/lib/lib/a.js"), require("dep")].join()',
        ]),
      );
      expect(stdout.trim()).toBe('@sc/lib@2.0.0,1,dep@1.0.0');
    });
  });

  describeWithClients(['pip'], 'pip', (pip) => {
    test('PYPI-070 installs a wheel with what it requires', async () => {
      await seed(
        pkg.pypi({ name: 'demo-dep', version: '1.0' }),
        pkg.pypi({
          name: 'Demo.Lib',
          version: '2.0',
          kinds: ['wheel', 'sdist'],
          dependencies: { 'demo-dep': '>=1' },
          requiresPython: '>=3.6',
          readme,
        }),
      );
      const environment = await createPythonEnvironment(sandbox, pip, 'environment');
      expectSuccess(
        await environment.pip('install', '--index-url', `${withToken('pypi')}/simple/`, 'demo-lib'),
      );
      expect(await environment.version('demo_lib')).toBe('2.0');
      expect(await environment.version('demo_dep')).toBe('1.0');
      expectSuccess(await environment.pip('check'));
    });
  });

  describeWithClients(['curl', 'python'], 'curl and unzip', (curl, python) => {
    test('MVN-070 NUG-080 SWIFT-061 downloads archives that others can read', async () => {
      await seed(
        pkg.maven({
          groupId: 'com.ex',
          artifactId: 'lib',
          version: '1.0',
          readme,
          files: { 'com/ex/a.txt': 'a' },
        }),
        pkg.nuget({ name: 'Demo.Lib', version: '1.0.0', readme }),
        pkg.swift({ scope: 'ex', name: 'Demo', version: '1.0.0', readme }),
      );
      const folder = await sandbox.folder('files');
      const downloads = [
        ['maven', 'com/ex/lib/1.0/lib-1.0.jar', 'com/ex/a.txt'],
        ['nuget', 'v3/flatcontainer/demo.lib/1.0.0/demo.lib.1.0.0.nupkg', 'Demo.Lib.nuspec'],
        ['swift', 'ex/Demo/1.0.0.zip', 'Demo/Package.swift'],
      ] as const;
      for (const [format, path, entry] of downloads) {
        const args = ['-fsS', '-u', `aws:${token}`, '-o', format, `${endpoint(format)}/${path}`];
        expectSuccess(await sandbox.run(folder, curl, args));
        expectSuccess(await sandbox.run(folder, python, ['-m', 'zipfile', '-t', format]));
        const { stdout } = expectSuccess(await sandbox.run(folder, python, ['-m', 'zipfile', '-l', format]));
        expect(stdout).toContain(entry);
      }
    });
  });

  describeWithClients(['cargo'], 'cargo', (cargo) => {
    test('CRG-050 builds with a crate and what it depends on', async () => {
      await seed(
        pkg.cargo({ name: 'demo-dep', version: '1.0.0' }),
        pkg.cargo({
          name: 'demo-lib',
          version: '2.0.0',
          license: 'MIT',
          readme,
          dependencies: { 'demo-dep': '^1' },
          files: { 'src/lib.rs': "pub fn it() -> &'static str { demo_dep::VERSION }" },
        }),
      );
      await sandbox.writeHome(
        '.cargo/config.toml',
        `[registries.ca]\nindex = "sparse+${endpoint('cargo')}/"\ncredential-provider = "cargo:token"\n`,
      );
      const folder = await sandbox.folder('app');
      const dependency = 'demo-lib = { version = "2", registry = "ca" }';
      await writeFile(
        join(folder, 'Cargo.toml'),
        `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${dependency}\n`,
      );
      await sandbox.writeHome('../work/app/src/main.rs', 'fn main() { println!("{}", demo_lib::it()); }');
      const { stdout } = expectSuccess(
        await sandbox.run(folder, cargo, ['run', '--quiet'], {
          CARGO_HOME: join(sandbox.home, '.cargo'),
          RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
          CARGO_REGISTRIES_CA_TOKEN: token,
        }),
      );
      expect(stdout.trim()).toBe('1.0.0');
      expect(await readFile(join(folder, 'Cargo.lock'), 'utf8')).toContain('name = "demo-dep"');
    });
  });

  describeWithClients(['gem', 'ruby'], 'gem', (gem, ruby) => {
    test('RUBY-050 installs a gem with what it depends on', async () => {
      await seed(
        pkg.gem({ name: 'demo-dep', version: '1.0.0' }),
        pkg.gem({
          name: 'demo-lib',
          version: '2.0.0',
          license: 'MIT',
          readme,
          dependencies: { 'demo-dep': '~> 1.0' },
          files: { 'lib/demo-lib.rb': 'require "demo-dep"; DEMO = 2' },
        }),
      );
      const homes = { GEM_HOME: join(sandbox.home, 'gems'), GEM_PATH: join(sandbox.home, 'gems') };
      const args = ['install', 'demo-lib', '--clear-sources', '--source', `${withToken('ruby')}/`, '-N'];
      expectSuccess(await sandbox.run(sandbox.home, gem, args, homes));
      const { stdout } = expectSuccess(
        await sandbox.run(sandbox.home, ruby, ['-e', 'require "demo-lib"; puts DEMO'], homes),
      );
      expect(stdout.trim()).toBe('2');
    });
  });
});
