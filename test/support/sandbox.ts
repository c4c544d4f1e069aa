import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a program left behind. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for texts that clients print now here, now there. */
  readonly output: string;
}

export type Environment = Readonly<Record<string, string>>;

/** A machine of its own for package managers: fresh home, caches and folders, and nothing of the user's settings. */
export interface Sandbox {
  readonly home: string;
  /** Makes a folder below the sandbox. */
  folder(name: string): Promise<string>;
  /** Writes a file below the home folder. */
  writeHome(name: string, text: string): Promise<void>;
  /** Runs a program to its end, whatever its exit code. */
  run(cwd: string, command: string, args: readonly string[], environment?: Environment): Promise<RunResult>;
  clearCaches(): Promise<void>;
  remove(): Promise<void>;
}

export interface SandboxOptions {
  /** How long a client may take before it counts as hanging. */
  readonly timeoutMs?: number;
}

/** From the machine come only the ways to find programs; never credentials, proxies or npm settings. */
const INHERITED = ['PATH', 'PYENV_ROOT', 'PYENV_VERSION', 'LD_LIBRARY_PATH', 'LANG'];

/** Programs that end soon do best on machine code that is made soon, and Java's on classes that nobody looks through. */
const JVM =
  '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote';
const QUICK_START: Environment = {
  MAVEN_OPTS: JVM,
  GRADLE_OPTS: JVM,
};

/** Makes a sandbox in the temporary directory; the caller removes it. */
export async function createSandbox({ timeoutMs = 150_000 }: SandboxOptions = {}): Promise<Sandbox> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'codeartifact-e2e-')));
  const home = join(root, 'home');
  const cache = join(root, 'cache');
  for (const folder of [home, cache, join(root, 'tmp')]) await mkdir(folder, { recursive: true });
  const environment = toEnvironment(root, home, cache);
  return {
    home,
    async folder(name) {
      const path = join(root, 'work', name);
      await mkdir(path, { recursive: true });
      return path;
    },
    async writeHome(name, text) {
      const path = join(home, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
    run: (cwd, command, args, more = {}) =>
      runProgram(cwd, command, args, { ...environment, ...more }, timeoutMs),
    async clearCaches() {
      await rm(cache, { recursive: true, force: true });
      await mkdir(cache);
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function toEnvironment(root: string, home: string, cache: string): Environment {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: join(root, 'tmp'),
    XDG_CONFIG_HOME: join(home, '.config'),
    // pnpm keeps its store with the data; here it is a cache like the others.
    XDG_DATA_HOME: join(cache, 'data'),
    XDG_CACHE_HOME: cache,
    NO_COLOR: '1',
    NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_globalconfig: join(home, 'global-npmrc'),
    npm_config_cache: join(cache, 'npm'),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    YARN_CACHE_FOLDER: join(cache, 'yarn'),
    YARN_GLOBAL_FOLDER: join(cache, 'yarn-global'),
    YARN_ENABLE_TELEMETRY: '0',
    BUN_INSTALL_CACHE_DIR: join(cache, 'bun'),
    ...QUICK_START,
  };
}

/** Asynchronous on purpose: the emulator that the program talks to lives in this process. */
function runProgram(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Environment,
  timeout: number,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, timeout, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      const output = `${stdout}\n${stderr}`;
      if (error && typeof error.code !== 'number') {
        reject(new Error(`${command} ${args.join(' ')}: ${error.message}\n${output}`, { cause: error }));
      } else {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr, output });
      }
    });
    child.stdin?.end();
  });
}

/** The result of a run that had to succeed. @throws Error with everything the program printed */
export function expectSuccess(result: RunResult): RunResult {
  if (result.code !== 0) throw new Error(`exit code ${result.code}\n${result.output}`);
  return result;
}
