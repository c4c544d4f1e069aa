import { jestRuns, toRunKey, type JestGlobalConfig, type JestProjectConfig } from './jest-runs';
import { startForTests } from './start-for-tests';
import { isTestSetting, readTestSetting } from './test-setting';

/**
 * Jest's `globalSetup`: starts one emulator for the run. `globals.codeartifact` of the configuration says how it is to be,
 * else the file `codeartifact-local.config.js`, which may export a function; `globals` hold JSON only.
 */
async function globalSetup(globalConfig: JestGlobalConfig, projectConfig: JestProjectConfig): Promise<void> {
  const { codeartifact } = projectConfig.globals;
  if (codeartifact !== undefined && !isTestSetting(codeartifact)) {
    throw new TypeError("'globals.codeartifact' of the Jest configuration is no object of options");
  }
  const setting = codeartifact ?? (await readTestSetting(projectConfig.rootDir));
  const run = await startForTests(setting, { workers: globalConfig.maxWorkers });
  jestRuns.set(toRunKey(projectConfig), run);
}

export = globalSetup;
