import { ServiceError } from '../../errors';
import { invalidRequest } from '../../registry/errors';
import type { PackageTarget } from '../../registry/packages';
import type { RepositoryId } from '../../registry/records';
import { npmRules } from './coordinate';

/** What a path below the endpoint names: a package, and what follows its name. */
export interface PackagePath {
  readonly target: PackageTarget;
  /** Decoded, without the slash between; empty when the path is just the package's. */
  readonly rest: string;
}

/**
 * Reads `name`, `name/rest` and the scoped forms, in every spelling that clients use for the scope: `@sc%2fpb`,
 * `@sc%2Fpb`, `@sc/pb`, `%40sc%2Fpb`, `%40sc/pb` (NPM-010). Each segment is decoded once.
 */
export function parsePackagePath(rawPath: string, repository: RepositoryId): PackagePath {
  const path = rawPath.split('/').map(decodeSegment).join('/');
  const match = /^(?:@([^/]+)\/)?([^/]+)(?:\/(.*))?$/s.exec(path);
  if (!match || path.startsWith('@') !== (match[1] !== undefined)) throw notFound();
  const [, namespace, name = '', rest = ''] = match;
  return { target: toPackageTarget(repository, namespace, name), rest };
}

/** The package that a document calls `name`, if it could be one (NPM-107). */
export function parsePackageName(name: string, repository: RepositoryId): PackageTarget | undefined {
  const match = /^(?:@([^/]+)\/)?([^/]+)$/.exec(name);
  const [, namespace, bare = ''] = match ?? [];
  const isValid =
    match &&
    name.length <= 214 &&
    [namespace ?? 'scope', bare].every((part) => encodeURIComponent(part) === part) &&
    !/^[._]/.test(bare) &&
    bare !== '-' &&
    !['node_modules', 'favicon.ico'].includes(name.toLowerCase());
  return isValid ? toPackageTarget(repository, namespace, bare) : undefined;
}

/** Decodes a raw path segment. Throws 400 when its percent-encoding is broken. */
export function decodeSegment(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw invalidRequest('The percent-encoding of the path is not valid.');
  }
}

/** 404 for what the endpoint does not have. */
export function notFound(message = 'Not Found'): ServiceError {
  return new ServiceError('NotFound', 404, message);
}

function toPackageTarget(
  repository: RepositoryId,
  namespace: string | undefined,
  name: string,
): PackageTarget {
  const coordinate = npmRules.parseCoordinate(
    namespace === undefined ? { package: name } : { namespace, package: name },
  );
  return { displayName: npmRules.displayName(coordinate), ...coordinate, ...repository };
}
