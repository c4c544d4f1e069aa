import type { PackageTarget } from '../../registry/packages';
import type { RepositoryId } from '../../registry/records';
import { defineFormatRules } from '../format-rules';

/** Maven: groupId and artifactId, verbatim; versions get assets as they are asked for (MVN-002, MVN-003, UP-081). */
export const mavenRules = defineFormatRules({
  name: 'maven',
  namespace: 'required',
  displayName: ({ namespace, package: name }) => `${namespace}:${name}`,
  growth: 'asset',
});

/** The package of a groupId and an artifactId in a repository. */
export function toPackageTarget(
  repository: RepositoryId,
  groupId: string,
  artifactId: string,
): PackageTarget {
  const coordinate = mavenRules.parseCoordinate({ namespace: groupId, package: artifactId });
  return { displayName: mavenRules.displayName(coordinate), ...coordinate, ...repository };
}
