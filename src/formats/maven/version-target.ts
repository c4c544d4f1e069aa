import { invalidRequest } from '../../registry/errors';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { RepositoryId } from '../../registry/records';
import { toPackageTarget } from './coordinate';
import type { AssetPath } from './request-path';
import { findBuildVersion, isSnapshot } from './snapshot';

/** The version that a file belongs to: its folder's, or the build's where that is a snapshot; undefined for no build's. */
export function findVersionTarget(
  repository: RepositoryId,
  { groupId, artifactId, folder, file }: AssetPath,
): PackageVersionTarget | undefined {
  const version = isSnapshot(folder) ? findBuildVersion(artifactId, folder, file) : folder;
  return version === undefined ? undefined : { version, ...toPackageTarget(repository, groupId, artifactId) };
}

/**
 * The version that a file is published to.
 * @throws 400 for a file that is no build's in the folder of a snapshot (MVN-131), and for names that the API could not
 *   ask for
 */
export function parseVersionTarget(repository: RepositoryId, path: AssetPath): PackageVersionTarget {
  const target = findVersionTarget(repository, path);
  if (!target) throw invalidRequest('Invalid name for a Snapshot build asset');
  assertNames(target.namespace, target.package, target.version);
  if (path.file.length > 255 || /\p{C}/u.test(path.file)) throw invalidRequest('The file name is not valid.');
  return target;
}

/** Throws 400 for names that packages and versions cannot have in the API. */
function assertNames(...names: readonly string[]): void {
  for (const name of names) {
    if (!/^[^#/\s]{1,255}$/.test(name)) throw invalidRequest(`'${name}' is not a valid name.`);
  }
}
