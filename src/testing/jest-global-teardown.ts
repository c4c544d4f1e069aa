import { jestRuns, toRunKey, type JestGlobalConfig, type JestProjectConfig } from './jest-runs';

/** Jest's `globalTeardown`: stops what the setup started, so that watch mode begins the next run with nothing. */
async function globalTeardown(_: JestGlobalConfig, projectConfig: JestProjectConfig): Promise<void> {
  const key = toRunKey(projectConfig);
  const run = jestRuns.get(key);
  jestRuns.delete(key);
  await run?.stop();
}

export = globalTeardown;
