import { createGlobalSetup } from './vitest-global-setup.js';

export { createGlobalSetup };
export type { TestSetting } from './test-setting.js';

// An ES module, because Vitest takes the default export that Node gives CommonJS for a setup, and refuses it.
/** Vitest's hooks for `globalSetup: ['codeartifact-local/vitest']`: the setting is `codeartifact-local.config.js`. */
export const { setup, teardown } = createGlobalSetup();
