import { after, before } from 'node:test';
import type { Emulator } from '../emulator';
import { startForTests, type RunningForTests } from './start-for-tests';
import { readTestSetting, type TestSetting } from './test-setting';

export type { Emulator, TestSetting };

/**
 * For node:test: starts an emulator before the tests of the file, or of the `describe` in which it is called, and stops it
 * after them. It is found by the environment; the function that is returned gives it from the first hook on.
 */
export function useEmulator(setting?: TestSetting): () => Emulator {
  let run: RunningForTests | undefined;
  before(async () => {
    run = await startForTests(setting ?? (await readTestSetting(process.cwd())));
  });
  after(async () => {
    await run?.stop();
    run = undefined;
  });
  return () => {
    if (run) return run.emulator;
    throw new Error('The emulator runs from the first before hook to the last after hook, not now');
  };
}

let shared: RunningForTests | undefined;

/** For `node --test --test-global-setup` (Node 24): one emulator for all files, which find it by the environment. */
export async function globalSetup(): Promise<void> {
  shared = await startForTests(await readTestSetting(process.cwd()));
}

/** Its counterpart, called by the runner after the last file. */
export async function globalTeardown(): Promise<void> {
  const ended = shared;
  shared = undefined;
  await ended?.stop();
}
