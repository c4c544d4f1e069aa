import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  ListPackagesCommand,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../support/clients';
import { runCommand } from '../support/command-line';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { createGem } from '../support/gem-package';
import { renderPom } from '../support/maven-package';
import { createWheel } from '../support/python-package';
import {
  createSandbox,
  expectSuccess,
  type Environment,
  type RunResult,
  type Sandbox,
} from '../support/sandbox';

/** What a login would have written, had it touched the home directory. */
const HOME_FILES = [
  ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml', '.pypirc', '.gemrc', '.netrc', '.bundle/config'],
  ...[
    '.config/pip/pip.conf',
    '.m2/settings.xml',
    '.gradle/init.gradle',
    '.cargo/config.toml',
    '.cargo/credentials.toml',
  ],
];

/** A project folder with nothing but what our `login` wrote, and a home directory that it left alone. */
interface Project {
  readonly folder: string;
  readonly sandbox: Sandbox;
  write(name: string, content: string | Buffer): Promise<void>;
  /** Runs the client with what `login` said to export. */
  run(command: string, args: readonly string[], more?: Environment): Promise<RunResult>;
}

jest.setTimeout(120_000);

let emulator: TestEmulator;
let sandbox: Sandbox;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(async () => {
  await emulator.reset();
  await emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));
  await emulator.client().send(new CreateRepositoryCommand({ domain: 'dom', repository: 'libs' }));
  sandbox = await createSandbox();
});
afterEach(async () => {
  for (const name of HOME_FILES) expect([name, existsSync(join(sandbox.home, name))]).toEqual([name, false]);
  await sandbox.remove();
});
afterAll(() => emulator.close());

async function login(tool: string, name = 'project'): Promise<Project> {
  const folder = await sandbox.folder(name);
  const args = ['--tool', tool, '--domain', 'dom', '--repository', 'libs', '--directory', folder];
  const result = await runCommand(['login', ...args, '--url', emulator.url], { HOME: sandbox.home });
  expect([result.stderr, result.status]).toEqual(['', 0]);
  expect(await readdir(sandbox.home)).toEqual([]);
  const exported = [...result.stdout.matchAll(/^export (\w+)='?(.*?)'?$/gm)].map(([, key = '', value]) => [
    key,
    value,
  ]);
  return {
    folder,
    sandbox,
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    run: (command, list, more = {}) =>
      sandbox.run(folder, command, list, { ...(Object.fromEntries(exported) as Environment), ...more }),
  };
}

async function listPackages(format: PackageFormat): Promise<readonly (string | undefined)[]> {
  const named = { domain: 'dom', repository: 'libs', format };
  const { packages = [] } = await emulator.client().send(new ListPackagesCommand(named));
  return packages.map((each) => each.package);
}

const manifest = (name: string): string => `${JSON.stringify({ name, version: '1.0.0', license: 'MIT' })}\n`;

/** Publishes from one project and installs in another. */
async function publishAndInstall(
  tool: string,
  path: string,
  publish: readonly (readonly string[])[],
  install: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const library = await login(tool, 'library');
  const more = { PATH: [dirname(path), process.env['PATH'] ?? ''].join(delimiter) };
  await library.write('package.json', manifest('demo-lib'));
  for (const [name, text] of Object.entries(files)) await library.write(name, text);
  for (const args of publish) expectSuccess(await library.run(path, args, more));
  expect(await listPackages('npm')).toEqual(['demo-lib']);
  const app = await loginAgain(tool);
  await app.write('package.json', manifest('app'));
  for (const [name, text] of Object.entries(files)) await app.write(name, text);
  expectSuccess(await app.run(path, install, more));
}

/** The home directory may by now hold what the client keeps there for itself. */
async function loginAgain(tool: string): Promise<Project> {
  const fresh = await createSandbox();
  const before = sandbox;
  sandbox = fresh;
  try {
    return await login(tool, 'app');
  } finally {
    await before.remove();
  }
}

describeWithClients(['npm'], 'login --tool npm', (path) => {
  test('npm publishes and installs', async () => {
    await publishAndInstall('npm', path, [['publish']], ['install', 'demo-lib']);
  });
});

describeWithClients(['pnpm', 'npm'], 'login --tool pnpm', (path) => {
  test('pnpm publishes and installs', async () => {
    await publishAndInstall('pnpm', path, [['publish', '--no-git-checks']], ['add', 'demo-lib']);
  });
});

describeWithClients(['yarn1'], 'login --tool yarn, Yarn 1', (path) => {
  test('Yarn 1 publishes and installs', async () => {
    await publishAndInstall(
      'yarn',
      path,
      [['publish', '--non-interactive']],
      ['add', '--no-progress', 'demo-lib'],
    );
  });
});

describeWithClients(['yarn4'], 'login --tool yarn, Yarn 4', (path) => {
  test('Yarn 4 publishes and installs', async () => {
    await publishAndInstall('yarn', path, [['install'], ['npm', 'publish']], ['add', 'demo-lib'], {
      'yarn.lock': '',
    });
  });
});

describeWithClients(['bun'], 'login --tool bun', (path) => {
  test('Bun publishes and installs', async () => {
    await publishAndInstall('bun', path, [['publish']], ['add', 'demo-lib']);
  });
});

describeWithClients(['twine', 'pip'], 'login --tool twine and pip', (twine, pip) => {
  test('twine uploads with .pypirc, pip installs with pip.conf', async () => {
    const library = await login('twine');
    const { name, bytes } = createWheel('demo-lib', '1.0.0');
    await library.write(name, bytes);
    const args = ['--config-file', '.pypirc', '--repository', 'codeartifact', name];
    expectSuccess(
      await library.run(twine, ['upload', '--non-interactive', '--disable-progress-bar', ...args]),
    );
    expect(await listPackages('pypi')).toEqual(['demo-lib']);
    const app = await login('pip', 'app');
    expectSuccess(await app.run(pip, ['download', '--no-deps', '--dest', 'got', 'demo-lib']));
    expect(await readdir(join(app.folder, 'got'))).toEqual([name]);
  });
});

describeWithClients(['nuget'], 'login --tool nuget', (path) => {
  test('NuGet.exe pushes and installs', async () => {
    const library = await login('nuget');
    const more = { PATH: [dirname(path), process.env['PATH'] ?? ''].join(delimiter) };
    await library.write('a.txt', 'a');
    await library.write(
      'Demo.Lib.nuspec',
      '<package><metadata><id>Demo.Lib</id><version>1.0.0</version><authors>Ann</authors><description>A</description></metadata><files><file src="a.txt" target="content" /></files></package>',
    );
    // One run in fifty of this old Mono does its work and does not end.
    const nuget = (...args: readonly string[]) => {
      const run = () => library.run(path, [...args, '-NonInteractive'], more);
      return run().catch(run);
    };
    expectSuccess(await nuget('pack', 'Demo.Lib.nuspec'));
    expectSuccess(await nuget('push', 'Demo.Lib.1.0.0.nupkg', '-Source', 'dom/libs', '-SkipDuplicate'));
    expectSuccess(await nuget('install', 'Demo.Lib', '-Source', 'dom/libs', '-OutputDirectory', 'out'));
    expect(await readdir(join(library.folder, 'out'))).toEqual(['Demo.Lib.1.0.0']);
  });
});

describeWithClients(['cargo'], 'login --tool cargo', (path) => {
  test('cargo publishes and builds', async () => {
    const library = await login('cargo', 'library');
    const more = {
      RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
      CARGO_HOME: join(sandbox.home, '../cache/cargo'),
    };
    const crate = (name: string, rest = '') =>
      `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\nlicense = "MIT"\ndescription = "A."\n${rest}`;
    await library.write('Cargo.toml', crate('demo-lib'));
    await library.write('src/lib.rs', 'pub fn it() {}');
    expectSuccess(await library.run(path, ['publish', '--allow-dirty', '--no-verify'], more));
    await library.write('app/src/main.rs', 'fn main() { demo_lib::it() }');
    await library.write(
      'app/Cargo.toml',
      `${crate('app')}[workspace]\n[dependencies]\ndemo-lib = { version = "1", registry = "codeartifact" }\n`,
    );
    const manifestPath = ['--manifest-path', 'app/Cargo.toml'];
    expectSuccess(await library.run(path, ['build', ...manifestPath], more));
  });
});

describeWithClients(['gem'], 'login --tool gem', (path) => {
  test('gem pushes and installs', async () => {
    const project = await login('gem');
    const gems = {
      GEM_HOME: join(sandbox.home, '../cache/gems'),
      GEM_SPEC_CACHE: join(sandbox.home, '../cache/specs'),
    };
    await project.write('demo-lib-1.0.0.gem', createGem('demo-lib', '1.0.0'));
    expectSuccess(await project.run(path, ['push', 'demo-lib-1.0.0.gem'], gems));
    expect(await listPackages('ruby')).toEqual(['demo-lib']);
    await rm(join(project.folder, 'demo-lib-1.0.0.gem'));
    expectSuccess(await project.run(path, ['install', 'demo-lib', '--remote', '-N'], gems));
  });
});

describeWithClients(['bundle', 'gem'], 'login --tool bundler', (path, gemPath) => {
  test('Bundler installs what the Gemfile names', async () => {
    const library = await login('gem', 'library');
    const project = await login('bundler');
    await library.write('demo-lib-1.0.0.gem', createGem('demo-lib', '1.0.0'));
    expectSuccess(await library.run(gemPath, ['push', 'demo-lib-1.0.0.gem']));
    await project.write('Gemfile', `source "${emulator.endpoint('dom', 'libs', 'ruby')}/"\ngem "demo-lib"\n`);
    const more = {
      GEM_HOME: join(sandbox.home, '../cache/gems'),
      BUNDLE_PATH: join(sandbox.home, '../cache/bundle'),
      BUNDLE_USER_HOME: join(sandbox.home, '../cache/bundler'),
      BUNDLE_SILENCE_ROOT_WARNING: '1',
    };
    expectSuccess(await project.run(path, ['install'], more));
  });
});

/** What Maven itself is made of comes from Debian's packages, in place of the public repository. */
const OWN_PARTS = ['repository', 'pluginRepository']
  .map((name) => {
    const list = name.replace(/y$/, 'ies');
    const element = `<${name}><id>central</id><url>file:///usr/share/maven-repo</url></${name}>`;
    return `<${list}>${element}</${list}>`;
  })
  .join('');

describeWithClients(['mvn'], 'login --tool maven', (path) => {
  test('mvn deploys, and resolves into an empty local repository', async () => {
    const project = await login('maven');
    const mvn = (local: string, ...args: readonly string[]) =>
      project.run(path, ['-B', '-q', `-Dmaven.repo.local=${join(sandbox.home, '../cache', local)}`, ...args]);
    const pom = (artifactId: string, more = '') =>
      `<project><modelVersion>4.0.0</modelVersion><groupId>com.ex</groupId><artifactId>${artifactId}</artifactId>
       <version>1.0</version><packaging>pom</packaging>${OWN_PARTS}${more}</project>`;
    await project.write('pom.xml', pom('lib'));
    expectSuccess(await mvn('first', 'deploy'));
    expect(await listPackages('maven')).toEqual(['lib']);
    const dependency = '<groupId>com.ex</groupId><artifactId>lib</artifactId><version>1.0</version>';
    await project.write('app/pom.xml', pom('app', `<parent>${dependency}<relativePath/></parent>`));
    expectSuccess(await mvn('second', '-f', 'app/pom.xml', 'validate'));
  });
});

describeWithClients(['gradle'], 'login --tool gradle', (path) => {
  test('Gradle resolves by the init script', async () => {
    const project = await login('gradle');
    const token = await emulator.token('dom');
    const base = `${emulator.endpoint('dom', 'libs', 'maven')}/com/ex/lib`;
    const files = {
      '1.0/lib-1.0.jar': 'bytes',
      '1.0/lib-1.0.pom': renderPom({ groupId: 'com.ex', artifactId: 'lib', version: '1.0' }),
      'maven-metadata.xml':
        '<metadata><groupId>com.ex</groupId><artifactId>lib</artifactId><versioning><versions><version>1.0</version></versions></versioning></metadata>',
    };
    for (const [name, body] of Object.entries(files)) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${base}/${name}`, { method: 'PUT', headers, body })).status).toBe(201);
    }
    await project.write(
      'build.gradle',
      `configurations { wanted }
       dependencies { wanted 'com.ex:lib:1.0' }
       task resolve { doLast { configurations.wanted.each { println 'got ' + it.name } } }`,
    );
    const home = ['-g', join(sandbox.home, '../cache/gradle'), `-Duser.home=${sandbox.home}`];
    const script = ['--init-script', 'codeartifact.init.gradle'];
    const result = await project.run(path, ['--no-daemon', '--console=plain', ...home, ...script, 'resolve']);
    expect(expectSuccess(result).output).toContain('got lib-1.0.jar');
  });
});
