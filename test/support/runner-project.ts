import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createSandbox, type Environment, type RunResult } from './sandbox';

const ROOT = join(__dirname, '../..');

/** A project with tests of its own that finds this package, as built, and the SDK among its modules. */
export interface RunnerProject {
  readonly folder: string;
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Runs the Jest of this repository in the project. */
  jest(args: readonly string[], environment?: Environment): Promise<RunResult>;
  node(args: readonly string[], environment?: Environment): Promise<RunResult>;
  remove(): Promise<void>;
}

/** Makes a project in a sandbox; the caller removes it. */
export async function createRunnerProject(files: Readonly<Record<string, string>>): Promise<RunnerProject> {
  const sandbox = await createSandbox({ timeoutMs: 110_000 });
  const folder = await sandbox.folder('project');
  await installAsBuilt(join(folder, 'node_modules'));
  const write: RunnerProject['write'] = async (more) => {
    for (const [name, text] of Object.entries(more)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  await write({ 'package.json': '{ "name": "project", "private": true }', ...files });
  const node: RunnerProject['node'] = (args, environment) =>
    sandbox.run(folder, process.execPath, args, environment);
  return {
    folder,
    write,
    node,
    jest: (args, environment) =>
      node([join(ROOT, 'node_modules/jest/bin/jest.js'), '--ci', ...args], environment),
    remove: () => sandbox.remove(),
  };
}

/** A copy, as from the registry: what a link leads to Jest takes for the project's own, and compiles it. */
async function installAsBuilt(modules: string): Promise<void> {
  await mkdir(modules);
  for (const name of ['package.json', 'dist', 'models']) {
    await cp(join(ROOT, name), join(modules, 'codeartifact-local', name), { recursive: true });
  }
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
}
