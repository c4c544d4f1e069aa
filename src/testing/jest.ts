export { globalSetup, globalTeardown, setupFiles } from './jest-preset';
export type { TestSetting } from './test-setting';
