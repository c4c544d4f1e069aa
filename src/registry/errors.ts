import {
  ConflictException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  ValidationException,
  type ResourceType,
} from '../errors';
import type { DomainId, PackageId, PackageVersionId, RepositoryId } from './records';

/** Every message of the core, once. Wordings without a source beside them are ours (REPO-022). */

/** REAL-010. */
export function domainNotFound(id: DomainId): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `Domain not found. Domain '${id.domain}' owned by account '${id.domainOwner}' does not exist.`,
    { resourceId: id.domain, resourceType: 'domain' },
  );
}

/** REAL-022, wording ours. */
export function domainAlreadyExists(id: DomainId): ConflictException {
  return new ConflictException(
    `Domain already exists. Domain '${id.domain}' owned by account '${id.domainOwner}' already exists.`,
    { resourceId: id.domain, resourceType: 'domain' },
  );
}

/** REAL-019. */
export function domainNotEmpty(id: DomainId): ConflictException {
  return new ConflictException('Domain must contain 0 repositories before deletion', {
    resourceId: id.domain,
    resourceType: 'domain',
  });
}

/** REAL-011. */
export function repositoryNotFound(id: RepositoryId): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `Repository not found. Repository '${id.repository}' in domain '${id.domain}' owned by account ` +
      `'${id.domainOwner}' does not exist.`,
    { resourceId: id.repository, resourceType: 'repository' },
  );
}

/** REPO-061, wording ours. */
export function repositoryAlreadyExists(id: RepositoryId): ConflictException {
  return new ConflictException(
    `Repository already exists. Repository '${id.repository}' in domain '${id.domain}' owned by account ` +
      `'${id.domainOwner}' already exists.`,
    { resourceId: id.repository, resourceType: 'repository' },
  );
}

/** REAL-016, REAL-017. */
export function policyNotFound(kind: 'domain' | 'repository', name: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`No policy found for (${kind}): (${name})`, {
    resourceId: name,
    resourceType: kind,
  });
}

/** DOM-096, REPO-207; wording ours. */
export function policyRevisionMismatch(kind: 'domain' | 'repository', name: string): ConflictException {
  return new ConflictException(
    `Policy revision mismatch. The policy of ${kind} '${name}' does not have the revision that was given.`,
    { resourceId: name, resourceType: kind },
  );
}

/** REAL-013; `displayName` as the format spells the coordinate. */
export function packageNotFound(id: PackageId, displayName: string): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `The ${id.format} package '${displayName}' does not exist in repository '${id.repository}'.`,
    { resourceId: displayName, resourceType: 'package' },
  );
}

/** PKG-027, wording ours. */
export function packageVersionNotFound(id: PackageVersionId, displayName: string): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `Package version not found in repository. Version '${id.version}' of the ${id.format} package ` +
      `'${displayName}' does not exist in repository '${id.repository}'.`,
    { resourceId: `${displayName}@${id.version}`, resourceType: 'package-version' },
  );
}

/** A limit of the guide's quota table was reached; wording ours (REAL-041). */
export function quotaExceeded(
  what: string,
  limit: number,
  resourceType: ResourceType,
  resourceId: string,
): ServiceQuotaExceededException {
  return new ServiceQuotaExceededException(`Limit exceeded. At most ${limit} ${what} are allowed.`, {
    resourceId,
    resourceType,
  });
}

/** A request that is well formed but means nothing (REPO-016, reason OTHER). */
export function invalidRequest(message: string): ValidationException {
  return new ValidationException(message, 'OTHER');
}
