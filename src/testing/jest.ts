import * as preset from './jest-preset';

export type { TestSetting } from './test-setting';

/** The members of the preset, to spread into a configuration that already has another one. */
export const { globalSetup, globalTeardown, setupFiles } = preset;
