import { startForTests, type RunningForTests } from './start-for-tests';
import { readTestSetting, type TestSetting } from './test-setting';

/** The project that Vitest hands to a global setup, as far as it is used here; others before version 3. */
export interface VitestProject {
  readonly config?: { readonly root?: string; readonly maxWorkers?: number | string };
}

export interface VitestGlobalSetup {
  readonly setup: (project?: VitestProject) => Promise<void>;
  readonly teardown: () => Promise<void>;
}

/** More than Vitest starts on any machine; accounts cost nothing until they are used. */
const WORKERS = 256;

/**
 * The two functions of a Vitest `globalSetup` file, with a setting of its own: an emulator for the run, found by the
 * environment. Each worker that has `codeartifact-local/vitest/setup` among its `setupFiles` signs with its own account.
 */
export function createGlobalSetup(setting?: TestSetting): VitestGlobalSetup {
  let run: RunningForTests | undefined;
  return {
    async setup(project) {
      const root = project?.config?.root ?? process.cwd();
      run = await startForTests(setting ?? (await readTestSetting(root)), { workers: WORKERS });
    },
    async teardown() {
      const ended = run;
      run = undefined;
      await ended?.stop();
    },
  };
}
