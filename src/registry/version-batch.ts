import type { PackageVersionStatus } from './records';
import type { FailureWording, VersionFailure } from './version-failures';

/** What became of a version. */
export interface VersionOutcome {
  readonly revision: string;
  readonly status: PackageVersionStatus | 'Deleted';
}

/** The answer to a call that names several versions; a version in neither map was left as it is (REAL-050). */
export interface VersionBatchResult {
  readonly successfulVersions: Record<string, VersionOutcome>;
  readonly failedVersions: Record<string, VersionFailure>;
}

/** What examining a version found: why it cannot be done, or what is to be done. */
export type Examined<T> = { readonly failure: VersionFailure } | { readonly work: T };

interface VersionBatch<T> {
  readonly wording: FailureWording;
  /** Changes nothing. */
  examine(version: string): Promise<Examined<T>>;
  /** Does what was found; undefined keeps the version out of the answer (COPY-030). */
  apply(work: T): Promise<VersionOutcome | undefined>;
}

/**
 * Does something to every version or to none: all are examined, and if one fails, the others are skipped (STAT-003,
 * COPY-010). `versions` must not repeat itself.
 */
export async function applyToVersions<T>(
  versions: Iterable<string>,
  batch: VersionBatch<T>,
): Promise<VersionBatchResult> {
  const examined = new Map<string, Examined<T>>();
  for (const version of versions) examined.set(version, await batch.examine(version));
  if ([...examined.values()].some((one) => 'failure' in one)) {
    const failures = [...examined].map(
      ([version, one]) => [version, 'failure' in one ? one.failure : batch.wording.skipped(version)] as const,
    );
    return { successfulVersions: {}, failedVersions: Object.fromEntries(failures) };
  }
  const outcomes = new Map<string, VersionOutcome>();
  for (const [version, one] of examined) {
    const outcome = 'work' in one ? await batch.apply(one.work) : undefined;
    if (outcome) outcomes.set(version, outcome);
  }
  return { successfulVersions: Object.fromEntries(outcomes), failedVersions: {} };
}
