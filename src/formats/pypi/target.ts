import { ServiceError } from '../../errors';
import type { PackageTarget } from '../../registry/packages';
import type { RepositoryId } from '../../registry/records';
import type { Walk } from '../../registry/walk-upstreams';
import { toNotFound } from '../package-surroundings';
import { isProjectName, pypiRules } from './coordinate';

/** The package of a project, whichever way its name is spelled (PYPI-023). */
export function toPackageTarget(name: string, repository: RepositoryId): PackageTarget {
  const normalized = pypiRules.normalizeName(name);
  const coordinate = pypiRules.parseCoordinate({ package: normalized });
  return { displayName: pypiRules.displayName(coordinate), ...coordinate, ...repository };
}

/** The package that a path segment names. Throws 404 for what is no project's name. */
export function parseProjectSegment(raw: string | undefined, repository: RepositoryId): PackageTarget {
  const name = decodeSegment(raw);
  if (!isProjectName(name)) throw notFound();
  return toPackageTarget(name, repository);
}

/** Decodes a raw path segment. Throws 404 when its percent-encoding is broken: nothing has such a name. */
export function decodeSegment(raw = ''): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw notFound();
  }
}

/** 404 for what the endpoint does not have; pip, uv and Poetry go on to their next index (PYPI-024). */
export function notFound(message = 'Not Found'): ServiceError {
  return new ServiceError('NotFound', 404, message);
}

/** The same, saying so when a link on the way leads nowhere (UP-042). */
export function notFoundFrom(walk: Walk): ServiceError {
  return toNotFound(walk, notFound());
}
