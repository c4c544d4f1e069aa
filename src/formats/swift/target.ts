import { invalidRequest } from '../../registry/errors';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageTarget } from '../../registry/packages';
import type { FormatRequest } from '../format';
import { swiftRules } from './coordinate';

/** A label as it is meant. Throws 400 when its percent-encoding is broken. */
export function readLabel({ labels }: Pick<FormatRequest, 'labels'>, name: string): string {
  try {
    return decodeURIComponent(labels[name] ?? '');
  } catch {
    throw invalidRequest('The percent-encoding of the path is not valid.');
  }
}

/** The package of a scope and name in whatever letter case (SWIFT-009). */
export function toPackageTarget(
  { repository }: Pick<FormatRequest, 'repository'>,
  scope: string,
  name: string,
): PackageTarget {
  const coordinate = swiftRules.parseCoordinate({ namespace: scope, package: name });
  return { displayName: swiftRules.displayName(coordinate), ...coordinate, ...repository };
}

/** The version of it that the path names. */
export function toVersionTarget(
  request: Pick<FormatRequest, 'labels' | 'repository'>,
  version = readLabel(request, 'version'),
): PackageVersionTarget {
  return { version, ...toPackageTarget(request, readLabel(request, 'scope'), readLabel(request, 'name')) };
}

/** Address of a package, or of one of its releases; none of its characters needs an escape. */
export function toAddress(
  endpoint: string,
  { namespace, package: name }: Pick<PackageTarget, 'namespace' | 'package'>,
  version?: string,
): string {
  return [endpoint, namespace, name, ...(version === undefined ? [] : [version])].join('/');
}
