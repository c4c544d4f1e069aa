import type { RunningForTests } from './start-for-tests';

/** What Jest's hooks are handed, as far as it is used here; the same in every version since 28. */
export interface JestGlobalConfig {
  readonly maxWorkers: number;
  readonly rootDir: string;
}

export interface JestProjectConfig {
  readonly id?: string;
  readonly rootDir: string;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Emulators by project from setup to teardown, which Jest calls apart from each other in one process. */
export const jestRuns = new Map<string, RunningForTests>();

/** What stays the same from a project's setup to its teardown. */
export function toRunKey({ id, rootDir }: JestProjectConfig): string {
  return id ?? rootDir;
}
