import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/** Programs that tests drive if the machine has them; `aws` and `python` come from the PATH, like `npm`. */
export type ClientName =
  | 'npm'
  | 'npm8'
  | 'yarn1'
  | 'yarn4'
  | 'pnpm'
  | 'bun'
  | 'nuget'
  | 'aws'
  | 'python'
  | 'mvn'
  | 'gradle'
  | 'curl'
  | 'pip'
  | 'twine'
  | 'poetry'
  | 'flit'
  | 'cargo'
  | 'git'
  | 'java'
  | 'keytool'
  | 'ruby'
  | 'gem'
  | 'bundle';

const ON_PATH: Partial<Record<ClientName, readonly string[]>> = {
  npm: ['npm'],
  aws: ['aws'],
  python: ['python3', 'python'],
  mvn: ['mvn'],
  gradle: ['gradle'],
  curl: ['curl'],
  pip: ['pip3', 'pip'],
  twine: ['twine'],
  poetry: ['poetry'],
  flit: ['flit'],
  cargo: ['cargo'],
  git: ['git'],
  java: ['java'],
  keytool: ['keytool'],
  ruby: ['ruby'],
  gem: ['gem'],
  bundle: ['bundle'],
};

/** The command of each client that scripts/install-clients.sh installs, in the folder named after the client. */
const INSTALLED: Partial<Record<ClientName, string>> = {
  npm8: 'npm',
  yarn1: 'yarn',
  yarn4: 'yarn',
  pnpm: 'pnpm',
  bun: 'bun',
  nuget: 'nuget',
};

/** What has to succeed before a program found on the PATH counts. */
const PROBES: Partial<Record<ClientName, readonly string[]>> = {
  python: ['-c', 'import boto3'],
  // Came with 1.82; registries that want a token for everything need 1.74.
  cargo: ['info', '-h'],
};

/** What has to be there besides the program. */
const PARTS: Partial<Record<ClientName, string>> = {
  mvn: '/usr/share/maven-repo/org/apache/maven/plugins/maven-deploy-plugin',
};

const HINTS: Partial<Record<ClientName, string>> = {
  aws: 'the AWS CLI',
  python: 'Python 3 with boto3',
  npm: 'npm',
  mvn: 'Apache Maven with its plugins as Debian packages',
  gradle: 'Gradle',
  curl: 'curl',
  pip: 'pip 22.3 or newer',
  cargo: 'Rust with cargo 1.82 or newer',
  java: 'a JDK 11 or newer',
  keytool: 'a JDK 11 or newer',
  ruby: 'Ruby 3.1 or newer',
  gem: 'RubyGems',
  bundle: 'Bundler',
};

const found = new Map<ClientName, string | undefined>();

/** Path of a client's program, or undefined when the machine does not have it. Looks once per test file. */
export function findClient(name: ClientName): string | undefined {
  if (!found.has(name)) found.set(name, locate(name));
  return found.get(name);
}

function locate(name: ClientName): string | undefined {
  const installed = INSTALLED[name];
  if (installed !== undefined) {
    const path = join(clientsFolder(), name, 'node_modules', '.bin', installed);
    return isExecutable(path) ? path : undefined;
  }
  if (!existsSync(PARTS[name] ?? '/')) return undefined;
  const candidates = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => (ON_PATH[name] ?? []).map((command) => join(folder, command)));
  return candidates
    .filter(isExecutable)
    .map(resolveLauncher)
    .find((path) => path !== undefined && answers(path, PROBES[name]));
}

/**
 * The program that a version manager's launcher starts, which takes as long to find it as the program takes to start;
 * undefined when the launcher leads nowhere. Any other program is given back as it is.
 */
function resolveLauncher(path: string): string | undefined {
  if (basename(dirname(path)) !== 'shims') return path;
  // pyenv, rbenv and others like them have one shell script for all programs.
  const [, manager] = /^exec "(.+)" exec "\$program"/m.exec(readFileSync(path, 'utf8')) ?? [];
  if (manager === undefined) return answers(path, ['--version']) ? path : undefined;
  const { status, stdout } = spawnSync(manager, ['which', basename(path)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function clientsFolder(): string {
  const { CLIENTS_DIR, XDG_CACHE_HOME } = process.env;
  return CLIENTS_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'codeartifact-local-clients');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs while the file's tests are being declared, when no emulator lives in this process yet: so it may block. */
function answers(path: string, probe: readonly string[] | undefined): boolean {
  return probe === undefined || spawnSync(path, probe, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/**
 * `describe` for tests that need clients, whose paths `body` gets in the order asked for. Is one missing, the tests are
 * skipped under a title that says what is missing; with REQUIRE_CLIENTS=1 that is a failure.
 */
export function describeWithClients(
  names: readonly ClientName[],
  title: string,
  body: (...paths: string[]) => void,
): void {
  const paths = names.flatMap((name) => findClient(name) ?? []);
  if (paths.length === names.length) {
    describe(title, () => body(...paths));
    return;
  }
  const missing = names.filter((name) => findClient(name) === undefined).map((name) => HINTS[name] ?? name);
  const reason = `${title} (missing: ${missing.join(', ')}; see CONTRIBUTING.md)`;
  if (process.env['REQUIRE_CLIENTS'] === '1') {
    test(reason, () => {
      throw new Error(`Missing: ${missing.join(', ')}`);
    });
  } else {
    test.skip(reason, () => undefined);
  }
}
