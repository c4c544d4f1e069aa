/** What went wrong with one version of a call that names several; every wording once. */
export interface VersionFailure {
  readonly errorCode:
    'ALREADY_EXISTS' | 'MISMATCHED_REVISION' | 'MISMATCHED_STATUS' | 'NOT_ALLOWED' | 'NOT_FOUND' | 'SKIPPED';
  readonly errorMessage: string;
}

/** The two failures that are spelled differently, on purpose (REAL-045, REAL-049). */
export interface FailureWording {
  notFound(version: string): VersionFailure;
  skipped(version: string): VersionFailure;
}

/** UpdatePackageVersionsStatus and DisposePackageVersions (REAL-049; the first is inferred, STAT-007). */
export const statusWording: FailureWording = {
  notFound: (version) => ({ errorCode: 'NOT_FOUND', errorMessage: `version ${version} is not found` }),
  skipped: (version) => ({ errorCode: 'SKIPPED', errorMessage: `version ${version} is skipped` }),
};

/** CopyPackageVersions and DeletePackageVersions (REAL-045). */
export const copyWording: FailureWording = {
  notFound: (version) => ({ errorCode: 'NOT_FOUND', errorMessage: `Could not find version ${version}` }),
  skipped: (version) => ({ errorCode: 'SKIPPED', errorMessage: `Version ${version} was skipped` }),
};

/** REAL-046. */
export function alreadyExists(version: string): VersionFailure {
  return { errorCode: 'ALREADY_EXISTS', errorMessage: `Version ${version} already exists` };
}

/** REAL-049. */
export function mismatchedRevision(current: string, expected: string): VersionFailure {
  return {
    errorCode: 'MISMATCHED_REVISION',
    errorMessage: `current revision: ${current}, expected revision: ${expected}`,
  };
}

/** REAL-048. */
export function mismatchedStatus(current: string, expected: string): VersionFailure {
  return {
    errorCode: 'MISMATCHED_STATUS',
    errorMessage: `current status: ${current}, expected status: ${expected}`,
  };
}

/** STAT-008, STAT-103, COPY-060; wording ours. */
export function notAllowed(version: string, status: string): VersionFailure {
  return {
    errorCode: 'NOT_ALLOWED',
    errorMessage: `version ${version} has status ${status}, which does not allow this`,
  };
}
