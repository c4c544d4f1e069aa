import { ServiceError } from '../../errors';
import { invalidRequest } from '../../registry/errors';
import type { PackageTarget } from '../../registry/packages';
import type { RepositoryId } from '../../registry/records';
import { defineFormatRules } from '../format-rules';

/** Cargo: crate names and versions, verbatim (PKG-014, CRG-031, CRG-053, CRG-085). */
export const cargoRules = defineFormatRules({
  name: 'cargo',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
});

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Whether cargo would take it for the name of a crate (CRG-057). */
export function isCrateName(text: string): boolean {
  return NAME.test(text);
}

/** Every version has exactly one asset (CRG-053, ASSET-104). */
export function toAssetName(name: string, version: string): string {
  return `${name}-${version}.crate`;
}

/** The crate of exactly this name. */
export function toPackageTarget(name: string, repository: RepositoryId): PackageTarget {
  const coordinate = cargoRules.parseCoordinate({ package: name });
  // The coordinate last: the id of a repository may be one of a package in it.
  return { ...repository, ...coordinate, displayName: cargoRules.displayName(coordinate) };
}

/** 404 for what the endpoint does not have. */
export function notFound(message = 'Not Found'): ServiceError {
  return new ServiceError('NotFound', 404, message);
}

/** Decodes a raw path segment. Throws 400 when its percent-encoding is broken. */
export function decodeSegment(raw: string | undefined): string {
  try {
    return decodeURIComponent(raw ?? '');
  } catch {
    throw invalidRequest('The percent-encoding of the path is not valid.');
  }
}
