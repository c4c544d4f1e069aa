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
  const works = new Map<string, T>();
  const failures = new Map<string, VersionFailure>();
  for (const version of versions) {
    const examined = await batch.examine(version);
    if ('failure' in examined) failures.set(version, examined.failure);
    else works.set(version, examined.work);
  }
  const outcomes = new Map<string, VersionOutcome>();
  for (const [version, work] of works) {
    if (failures.size > 0) break;
    const outcome = await batch.apply(work);
    if (outcome) outcomes.set(version, outcome);
  }
  if (failures.size > 0) {
    for (const version of works.keys()) failures.set(version, batch.wording.skipped(version));
  }
  return {
    successfulVersions: Object.fromEntries(outcomes),
    failedVersions: Object.fromEntries(failures),
  };
}
