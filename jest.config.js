/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[jt]s$': '@swc/jest' },
  // ES modules, which Jest cannot load as they are.
  transformIgnorePatterns: ['/node_modules/(?!(?:lowdb|steno)/)'],
  testTimeout: 180_000,
  // Jest leaves one core to itself; the clients that tests wait for are processes of their own.
  maxWorkers: '100%',
};
