import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['codeartifact-local/vitest'],
    setupFiles: ['codeartifact-local/vitest/setup'],
  },
});
