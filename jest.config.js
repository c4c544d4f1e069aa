const { readFileSync, statfsSync } = require('node:fs');

const MEMORY = '/dev/shm';

/** Whether Linux offers a folder in memory, with plenty of room, in which programs can be started. */
function hasRoomInMemory() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const mount = readFileSync('/proc/mounts', 'utf8').match(/^\S+ \/dev\/shm \S+ (\S+)/m)?.[1] ?? 'noexec';
    return bavail * bsize > 8 * 1024 ** 3 && !/\b(?:ro|noexec)\b/.test(mount);
  } catch {
    return false;
  }
}

// Tests write much and keep nothing.
if (hasRoomInMemory()) process.env.TMPDIR = MEMORY;

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
