import { ServiceError } from '../../errors';
import type { PackageTarget } from '../../registry/packages';
import type { RepositoryId } from '../../registry/records';
import { isGemName, rubyRules } from './coordinate';

/** 404 for what the endpoint does not have. */
export function notFound(message = 'Not Found'): ServiceError {
  return new ServiceError('NotFound', 404, message);
}

/** Decodes a raw path segment. Throws 404 when its percent-encoding is broken: nothing has such a name. */
export function decodeSegment(raw = ''): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw notFound();
  }
}

/** The package of a gem; undefined for what is no gem's name. */
export function findPackageTarget(name: string, repository: RepositoryId): PackageTarget | undefined {
  return isGemName(name) ? toPackageTarget(name, repository) : undefined;
}

export function toPackageTarget(name: string, repository: RepositoryId): PackageTarget {
  const coordinate = rubyRules.parseCoordinate({ package: name });
  return { displayName: rubyRules.displayName(coordinate), ...coordinate, ...repository };
}
