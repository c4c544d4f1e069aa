import { invalidRequest } from '../../registry/errors';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageTarget } from '../../registry/packages';
import type { RepositoryId } from '../../registry/records';
import { nugetRules } from './coordinate';
import { normalizeVersion } from './version';

/** Decodes a raw path segment. Throws 400 when its percent-encoding is broken. */
export function decodeSegment(raw: string | undefined): string {
  try {
    return decodeURIComponent(raw ?? '');
  } catch {
    throw invalidRequest('The percent-encoding of the path is not valid.');
  }
}

/** The package of this id, in whatever letter case (NUG-035). */
export function toPackageTarget(id: string, repository: RepositoryId): PackageTarget {
  const coordinate = nugetRules.parseCoordinate({ package: id });
  return { displayName: nugetRules.displayName(coordinate), ...coordinate, ...repository };
}

/** One version of it, in whatever spelling of its numbers (NUG-035). */
export function toVersionTarget(id: string, version: string, repository: RepositoryId): PackageVersionTarget {
  return { version: normalizeVersion(version), ...toPackageTarget(id, repository) };
}
