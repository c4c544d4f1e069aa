import {
  ConflictException,
  ResourceNotFoundException,
  ServiceError,
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

/** PKG-027, wording ours. */
export function assetNotFound(
  asset: string,
  version: string,
  displayName: string,
): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `Asset not found. Version '${version}' of '${displayName}' has no asset '${asset}'.`,
    { resourceId: asset, resourceType: 'asset' },
  );
}

/** VER-302, wording ours. */
export function readmeNotFound(version: string, displayName: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Version '${version}' of '${displayName}' has no readme.`, {
    resourceId: `${displayName}@${version}`,
    resourceType: 'package-version',
  });
}

/** NPM-135, wording ours. */
export function distTagNotFound(displayName: string, tag: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`The package '${displayName}' has no tag '${tag}'.`, {
    resourceId: displayName,
    resourceType: 'package',
  });
}

/** ASSET-202, wording as STAT-005. */
export function revisionMismatch(current: string, expected: string, resourceId: string): ConflictException {
  return new ConflictException(`current revision: ${current}, expected revision: ${expected}`, {
    resourceId,
    resourceType: 'package-version',
  });
}

/** ASSET-203, wording ours. */
export function assetsNotReadable(status: string, version: string, displayName: string): ConflictException {
  return new ConflictException(
    `Assets of version '${version}' of '${displayName}' cannot be read: its status is ${status}.`,
    { resourceId: `${displayName}@${version}`, resourceType: 'package-version' },
  );
}

/** ASSET-400, NPM-109; wording ours. */
export function packageVersionAlreadyExists(id: PackageVersionId, displayName: string): ConflictException {
  return new ConflictException(
    `Version '${id.version}' of the ${id.format} package '${displayName}' already exists in repository ` +
      `'${id.repository}' and cannot be overwritten.`,
    { resourceId: `${displayName}@${id.version}`, resourceType: 'package-version' },
  );
}

/** A version that clients get from elsewhere already (UP-121, wording ours); `place` is a repository or a connection. */
export function packageVersionReachable(
  id: PackageVersionId,
  displayName: string,
  place: string,
): ConflictException {
  return new ConflictException(
    `Version '${id.version}' of the ${id.format} package '${displayName}' cannot be published to repository ` +
      `'${id.repository}': it already exists in '${place}', where the repository gets the package from.`,
    { resourceId: `${displayName}@${id.version}`, resourceType: 'package-version' },
  );
}

/** REAL-140; 403 at the package managers' doors (README: settled). */
export function publishBlocked(id: PackageId, displayName: string): ServiceError {
  return new ServiceError('PublishBlocked', 403, describePublishBlock(id, displayName));
}

/** The same refusal in the API's words: its 403 is for policies alone (README: settled; ASSET-314). */
export function publishBlockedInApi(id: PackageVersionId, displayName: string): ConflictException {
  return new ConflictException(describePublishBlock(id, displayName), {
    resourceId: `${displayName}@${id.version}`,
    resourceType: 'package-version',
  });
}

function describePublishBlock(id: PackageId, displayName: string): string {
  return (
    `This package is configured to block new versions. The origin controls of the ${id.format} package ` +
    `'${displayName}' in repository '${id.repository}' do not allow publishing.`
  );
}

/** REAL-033. */
export function packageVersionClosed(
  id: PackageVersionId,
  displayName: string,
  status: string,
): ConflictException {
  return new ConflictException(
    `Cannot update existing ${id.format} package version '${displayName}/${id.version}' with status ` +
      `'${status}'. Only 'Unfinished' package versions can be updated.`,
    { resourceId: `${displayName}@${id.version}`, resourceType: 'package-version' },
  );
}

/** ASSET-309, wording ours. */
export function assetAlreadyExists(
  id: PackageVersionId,
  displayName: string,
  asset: string,
): ConflictException {
  return new ConflictException(
    `Asset '${asset}' of version '${id.version}' of '${displayName}' already exists with other content.`,
    { resourceId: asset, resourceType: 'asset' },
  );
}

/** ASSET-305, REAL-034; wording ours. */
export function assetHashMismatch(expected: string, actual: string): ValidationException {
  return invalidRequest(
    `Invalid assetSHA256. The SHA-256 of the asset content is ${actual}, not ${expected}.`,
  );
}

/** REAL-030; the status is our pick, it stands in for the plain 404 (UP-042). */
export function danglingUpstream(): ResourceNotFoundException {
  return new ResourceNotFoundException(
    'A repository referenced in your upstream graph no longer exists. To fix this issue, use the UpdateRepository API ' +
      'with your new desired upstream configuration. Note that if an upstream repository was deleted and recreated ' +
      'using the same name, UpdateRepository must still be called to reference the new repository. This issue may be ' +
      'present in any repository in the upstream graph.',
    { resourceType: 'repository' },
  );
}

/** A limit of the guide's quota table was reached; wording ours (REAL-041). */
export function quotaExceeded(
  what: string,
  limit: number,
  resourceType: ResourceType | undefined,
  resourceId: string,
): ServiceQuotaExceededException {
  return new ServiceQuotaExceededException(`Limit exceeded. At most ${limit} ${what} are allowed.`, {
    resourceId,
    ...(resourceType && { resourceType }),
  });
}

/** A request that is well formed but means nothing (REPO-016, reason OTHER). */
export function invalidRequest(message: string): ValidationException {
  return new ValidationException(message, 'OTHER');
}

/** DOM-040, REAL-029; `key` exactly as it was sent, because Terraform retries on this text. */
export function kmsKeyNotFound(key: string): ValidationException {
  return new ValidationException(`KMS key not found: ${key}`, 'ENCRYPTION_KEY_ERROR');
}

/** DOM-042, wording ours. */
export function kmsKeyInOtherRegion(key: string, region: string): ValidationException {
  return new ValidationException(
    `Invalid KMS key. Key '${key}' is not in region '${region}'.`,
    'ENCRYPTION_KEY_ERROR',
  );
}

/** IAM-062, wording ours; `reason` is CANNOT_PARSE for text that is not JSON. */
export function malformedPolicy(
  problem: string,
  reason: 'CANNOT_PARSE' | 'OTHER' = 'OTHER',
): ValidationException {
  return new ValidationException(`Invalid policy document. ${problem}`, reason);
}

/** REPO-057, wording ours. */
export function duplicateUpstream(repository: string): ValidationException {
  return invalidRequest(`Invalid upstreams. Repository '${repository}' is listed more than once.`);
}

/** UP-006, wording ours. */
export function upstreamsBesideExternalConnection(repository: string): ValidationException {
  return invalidRequest(
    `Repository '${repository}' has an external connection. A repository can have an external connection ` +
      'or upstream repositories, not both.',
  );
}

/** EXT-015, wording ours. */
export function externalConnectionBesideUpstreams(repository: string): ValidationException {
  return invalidRequest(
    `Repository '${repository}' has upstream repositories. A repository can have an external connection ` +
      'or upstream repositories, not both.',
  );
}

/** REAL-024. */
export function externalConnectionLimitReached(): ValidationException {
  return invalidRequest('ExternalConnections for repositories are currently limited to 1');
}

/** EXT-013, wording ours. */
export function externalConnectionAlreadyAssociated(id: RepositoryId, name: string): ConflictException {
  return new ConflictException(
    `External connection already associated. Repository '${id.repository}' already has external connection ` +
      `'${name}'.`,
    { resourceId: id.repository, resourceType: 'repository' },
  );
}

/** EXT-005: the service models a connection like a repository, hence the type [inferred]; wording ours. */
export function externalConnectionNotFound(name: string): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `External connection not found. External connection '${name}' does not exist.`,
    { resourceId: name, resourceType: 'repository' },
  );
}

/** EXT-019, wording ours. */
export function externalConnectionNotAssociated(id: RepositoryId, name: string): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `External connection not found. Repository '${id.repository}' has no external connection '${name}'.`,
    { resourceId: name, resourceType: 'repository' },
  );
}

/** TAG-016: there is no type for package groups; wording ours. */
export function packageGroupArnNotFound(resourceArn: string): ResourceNotFoundException {
  return new ResourceNotFoundException(
    `Package group not found. Package group '${resourceArn}' does not exist.`,
    { resourceId: resourceArn },
  );
}

/** TAG-015, wording ours. */
export function untaggableArn(resourceArn: string): ValidationException {
  return invalidRequest(
    `Invalid resourceArn. '${resourceArn}' is not the ARN of a domain, a repository or a package group.`,
  );
}

/** TAG-010, wording ours. */
export function reservedTag(text: string): ValidationException {
  return invalidRequest(`Invalid tag. '${text}' begins with 'aws:', which is reserved.`);
}

/** TAG-011, wording ours. */
export function duplicateTagKey(key: string): ValidationException {
  return invalidRequest(`Invalid tags. Key '${key}' is given more than once.`);
}
