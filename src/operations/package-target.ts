import type { PackageTarget } from '../registry/packages';
import type { PackageVersionTarget } from '../registry/package-versions';
import type { FormatRules, PackageCoordinate } from '../registry/ports';
import type { FormatName } from '../registry/records';
import { packageArn } from '../util/arn';
import type { OperationContext } from './operation';
import { toRepositoryId } from './scope';

interface PackageInput {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  readonly repository: string;
  readonly format: FormatName;
  readonly namespace?: string | undefined;
  readonly package: string;
}

/** The package a request names, as its format stores it (PKG-002, PKG-003, PKG-007 … PKG-014). */
export function toPackageTarget(input: PackageInput, ctx: OperationContext): PackageTarget {
  const rules = rulesOf(input.format, ctx);
  const coordinate = rules.parseCoordinate({
    ...(input.namespace !== undefined && { namespace: input.namespace }),
    package: input.package,
  });
  return { ...toRepositoryId(input, ctx), ...coordinate, displayName: rules.displayName(coordinate) };
}

/** The coordinate a request names, in the spelling under which it is stored (PG-333). */
export function toPackageCoordinate(
  input: Pick<PackageInput, 'format' | 'namespace' | 'package'>,
  ctx: OperationContext,
): PackageCoordinate {
  const rules = rulesOf(input.format, ctx);
  const { namespace, ...names } = rules.parseCoordinate({
    ...(input.namespace !== undefined && { namespace: input.namespace }),
    package: input.package,
  });
  return {
    ...names,
    namespace: rules.normalizeName(namespace),
    package: rules.normalizeName(names.package),
  };
}

/** The ARN that policies know a package by: its names are the normalised ones (IAM-001, IAM-003). */
export function toPackageArn(input: PackageInput, ctx: OperationContext): string {
  return packageArn({ ...toRepositoryId(input, ctx), ...toPackageCoordinate(input, ctx) });
}

/** The package version a request names; NuGet stores another spelling than callers may use (PKG-008). */
export function toPackageVersionTarget(
  input: PackageInput & { readonly packageVersion: string },
  ctx: OperationContext,
): PackageVersionTarget {
  const version = rulesOf(input.format, ctx).normalizeVersion(input.packageVersion);
  return { ...toPackageTarget(input, ctx), version };
}

/** The rules of a format that the model knows. */
export function rulesOf(format: FormatName, ctx: OperationContext): FormatRules {
  const rules = ctx.formats.get(format);
  if (!rules) throw new Error(`no rules for format ${format}`);
  return rules;
}
