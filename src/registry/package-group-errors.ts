import { ConflictException, ResourceNotFoundException, type ValidationException } from '../errors';
import { invalidRequest } from './errors';
import type { DomainId, OriginRestrictionType } from './records';

/** Messages about package groups; all wordings are ours. Errors have no resource type for them (PG-500). */

export function packageGroupNotFound(id: DomainId, pattern: string): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `Package group not found. Package group '${pattern}' in domain '${id.domain}' owned by account ` +
      `'${id.domainOwner}' does not exist.`,
    { resourceId: pattern },
  );
}

export function packageGroupAlreadyExists(id: DomainId, pattern: string): ConflictException {
  return new ConflictException(
    `Package group already exists. Package group '${pattern}' in domain '${id.domain}' owned by account ` +
      `'${id.domainOwner}' already exists.`,
    { resourceId: pattern },
  );
}

/** PG-309. */
export function rootGroupNotDeletable(): ValidationException {
  return invalidRequest("The root package group '/*' cannot be deleted.");
}

/** PG-205. */
export function rootCannotInherit(): ValidationException {
  return invalidRequest("The root package group '/*' has no group to inherit from.");
}

/** PG-224. */
export function notAllowingSpecificRepositories(
  pattern: string,
  type: OriginRestrictionType,
): ValidationException {
  return invalidRequest(
    `Package group '${pattern}' has no list of allowed repositories for ${type}: its mode is not ` +
      'ALLOW_SPECIFIC_REPOSITORIES.',
  );
}

/** PG-228. */
export function tooManyAllowedRepositoryChanges(limit: number): ValidationException {
  return invalidRequest(`At most ${limit} allowed repositories can be added and removed in one call.`);
}
