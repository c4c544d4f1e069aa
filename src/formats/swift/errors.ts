import { ConflictException, ResourceNotFoundException, ServiceError } from '../../errors';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageTarget } from '../../registry/packages';

/** SWIFT-022. */
export function packageNotFound({ displayName, repository }: PackageTarget): ServiceError {
  return new ResourceNotFoundException(
    `package not found: repository '${repository}' has no release of '${displayName}'.`,
    { resourceId: displayName, resourceType: 'package' },
  );
}

/** SWIFT-035. */
export function releaseNotFound({ displayName, version, repository }: PackageVersionTarget): ServiceError {
  return new ResourceNotFoundException(
    `release not found: repository '${repository}' has no release ${version} of '${displayName}'.`,
    { resourceId: `${displayName}@${version}`, resourceType: 'package-version' },
  );
}

/** SWIFT-065. */
export function releaseExists({ displayName, version }: PackageVersionTarget): ServiceError {
  return new ConflictException(`a release with version ${version} already exists`, {
    resourceId: `${displayName}@${version}`,
    resourceType: 'package-version',
  });
}

/** A release that clients could not use (SWIFT-066, SWIFT-069). */
export function unprocessable(message: string): ServiceError {
  return new ServiceError('UnprocessableEntity', 422, message);
}

/** Does what looks for a release, and says in this format's words when there is none; dangling upstreams stay. */
export async function searching<T>(target: PackageVersionTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isMissing =
      error instanceof ResourceNotFoundException && error.members.resourceType === 'package-version';
    throw isMissing ? releaseNotFound(target) : error;
  }
}
