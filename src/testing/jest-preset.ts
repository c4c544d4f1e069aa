import { join } from 'node:path';

/** What this preset sets of Jest's configuration. */
const preset = {
  globalSetup: join(__dirname, 'jest-global-setup.js'),
  globalTeardown: join(__dirname, 'jest-global-teardown.js'),
  setupFiles: [join(__dirname, 'use-worker-account.js')],
};

// Jest takes the default export of what calls itself a compiled ES module, and the whole of what does not.
export = preset;
