import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expectSuccess, type Environment, type RunResult, type Sandbox } from './sandbox';

/** An empty virtual environment, and pip to fill it with. */
export interface PythonEnvironment {
  readonly folder: string;
  /** Runs pip for the environment. */
  pip(...args: string[]): Promise<RunResult>;
  /** Takes everything out again, which is quicker than making another environment. */
  clear(): Promise<void>;
  /** `VERSION` of an installed module. */
  version(module: string): Promise<string>;
}

/** A failed request is not repeated, and nothing comes from a cache. */
const SETTINGS: Environment = {
  PIP_RETRIES: '0',
  PIP_NO_CACHE_DIR: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_COMPILE: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Makes a virtual environment in a folder of the sandbox. */
export async function createPythonEnvironment(
  sandbox: Sandbox,
  pip: string,
  name: string,
): Promise<PythonEnvironment> {
  const folder = await sandbox.folder(name);
  // Without pip it needs nothing that a machine with Python might not have.
  const make = ['-m', 'venv', '--without-pip', folder];
  expectSuccess(await sandbox.run(folder, join(dirname(pip), 'python3'), make));
  const python = join(folder, 'bin', 'python');
  return {
    folder,
    pip: (...args) => sandbox.run(folder, pip, ['--python', python, ...args], SETTINGS),
    async clear() {
      const [version = ''] = await readdir(join(folder, 'lib'));
      const packages = join(folder, 'lib', version, 'site-packages');
      await rm(packages, { recursive: true, force: true });
      await mkdir(packages);
    },
    async version(module) {
      const script = `import ${module}; print(${module}.VERSION)`;
      return expectSuccess(await sandbox.run(folder, python, ['-c', script])).stdout.trim();
    },
  };
}
