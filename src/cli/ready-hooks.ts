import { spawn } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { OptionError } from '../util/option-error';

/** Run by the Node that runs us, executable or not: an image need not hold anything else. */
const SCRIPTS = ['.js', '.cjs', '.mjs'];

/**
 * Runs the programs of a directory one after another, by name, in an environment in which they find the emulator. What
 * they print goes to standard error, because standard output is for whoever waits for the ready line. Files that are
 * neither scripts nor executable, hidden ones and folders are passed over.
 * @throws Error naming the first that does not end with status 0, and OptionError for a directory that cannot be read
 */
export async function runReadyHooks(directory: string, environment: NodeJS.ProcessEnv): Promise<void> {
  for (const name of await findHooks(directory)) {
    const path = join(directory, name);
    const isScript = SCRIPTS.includes(extname(name));
    const [command, args] = isScript ? [process.execPath, [path]] : [path, []];
    const failure = await run(command, args, environment);
    if (failure !== undefined) throw new Error(`ready hook ${path} ${failure}`);
  }
}

async function findHooks(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new OptionError(`--ready-hooks ${directory} cannot be read: ${error.code}`);
  });
  const hooks: string[] = [];
  for (const entry of entries) {
    // Mounted configuration (of Kubernetes for instance) consists of links to files.
    if (entry.isDirectory() || entry.name.startsWith('.')) continue;
    const isRunnable =
      SCRIPTS.includes(extname(entry.name)) || (await isExecutable(join(directory, entry.name)));
    if (isRunnable) hooks.push(entry.name);
  }
  return hooks.sort();
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What went wrong, in words; undefined when nothing did. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { env, stdio: ['ignore', process.stderr, process.stderr] });
    child.once('error', (error) => resolve(`cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal === null ? `ended with status ${code}` : `was ended by ${signal}`);
    });
  });
}
