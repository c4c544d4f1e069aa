import { join } from 'node:path';

/** The members of Jest's configuration that this preset sets; spread them where another preset is in use. */
export const globalSetup = join(__dirname, 'jest-global-setup.js');
export const globalTeardown = join(__dirname, 'jest-global-teardown.js');
export const setupFiles = [join(__dirname, 'use-worker-account.js')];
