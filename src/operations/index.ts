import { getAuthorizationToken } from './authorization/get-authorization-token';
import { createDomain } from './domains/create-domain';
import { deleteDomain } from './domains/delete-domain';
import { deleteDomainPermissionsPolicy } from './domains/delete-domain-permissions-policy';
import { describeDomain } from './domains/describe-domain';
import { getDomainPermissionsPolicy } from './domains/get-domain-permissions-policy';
import { listDomains } from './domains/list-domains';
import { putDomainPermissionsPolicy } from './domains/put-domain-permissions-policy';
import { associateExternalConnection } from './repositories/associate-external-connection';
import { createPackageGroup } from './package-groups/create-package-group';
import { deletePackageGroup } from './package-groups/delete-package-group';
import { describePackageGroup } from './package-groups/describe-package-group';
import { getAssociatedPackageGroup } from './package-groups/get-associated-package-group';
import { listAllowedRepositoriesForGroup } from './package-groups/list-allowed-repositories-for-group';
import { listAssociatedPackages } from './package-groups/list-associated-packages';
import { listPackageGroups } from './package-groups/list-package-groups';
import { listSubPackageGroups } from './package-groups/list-sub-package-groups';
import { updatePackageGroup } from './package-groups/update-package-group';
import { updatePackageGroupOriginConfiguration } from './package-groups/update-package-group-origin-configuration';
import { copyPackageVersions } from './package-versions/copy-package-versions';
import { deletePackageVersions } from './package-versions/delete-package-versions';
import { describePackageVersion } from './package-versions/describe-package-version';
import { disposePackageVersions } from './package-versions/dispose-package-versions';
import { getPackageVersionAsset } from './package-versions/get-package-version-asset';
import { getPackageVersionReadme } from './package-versions/get-package-version-readme';
import { listPackageVersionAssets } from './package-versions/list-package-version-assets';
import { listPackageVersionDependencies } from './package-versions/list-package-version-dependencies';
import { listPackageVersions } from './package-versions/list-package-versions';
import { publishPackageVersion } from './package-versions/publish-package-version';
import { updatePackageVersionsStatus } from './package-versions/update-package-versions-status';
import { deletePackage } from './packages/delete-package';
import { describePackage } from './packages/describe-package';
import { listPackages } from './packages/list-packages';
import { putPackageOriginConfiguration } from './packages/put-package-origin-configuration';
import { createRepository } from './repositories/create-repository';
import { deleteRepository } from './repositories/delete-repository';
import { deleteRepositoryPermissionsPolicy } from './repositories/delete-repository-permissions-policy';
import { describeRepository } from './repositories/describe-repository';
import { disassociateExternalConnection } from './repositories/disassociate-external-connection';
import { getRepositoryEndpoint } from './repositories/get-repository-endpoint';
import { getRepositoryPermissionsPolicy } from './repositories/get-repository-permissions-policy';
import { listRepositories } from './repositories/list-repositories';
import { listRepositoriesInDomain } from './repositories/list-repositories-in-domain';
import { putRepositoryPermissionsPolicy } from './repositories/put-repository-permissions-policy';
import { updateRepository } from './repositories/update-repository';
import { listTagsForResource } from './tags/list-tags-for-resource';
import { tagResource } from './tags/tag-resource';
import { untagResource } from './tags/untag-resource';
import type { Operation } from './operation';

/** What is served, by operation name. */
export type Operations = ReadonlyMap<string, Operation>;

/** Every operation there is. A name that the model does not have cannot be declared; one listed twice stops the start. */
export const operations: Operations = indexByName([
  createDomain,
  deleteDomain,
  deleteDomainPermissionsPolicy,
  describeDomain,
  getDomainPermissionsPolicy,
  listDomains,
  putDomainPermissionsPolicy,
  createPackageGroup,
  deletePackageGroup,
  describePackageGroup,
  getAssociatedPackageGroup,
  listAllowedRepositoriesForGroup,
  listAssociatedPackages,
  listPackageGroups,
  listSubPackageGroups,
  updatePackageGroup,
  updatePackageGroupOriginConfiguration,
  associateExternalConnection,
  createRepository,
  deleteRepository,
  deleteRepositoryPermissionsPolicy,
  describeRepository,
  disassociateExternalConnection,
  getRepositoryEndpoint,
  getRepositoryPermissionsPolicy,
  listRepositories,
  listRepositoriesInDomain,
  putRepositoryPermissionsPolicy,
  updateRepository,
  listPackages,
  deletePackage,
  describePackage,
  putPackageOriginConfiguration,
  listPackageVersions,
  publishPackageVersion,
  copyPackageVersions,
  deletePackageVersions,
  disposePackageVersions,
  updatePackageVersionsStatus,
  describePackageVersion,
  listPackageVersionAssets,
  getPackageVersionAsset,
  getPackageVersionReadme,
  listPackageVersionDependencies,
  listTagsForResource,
  tagResource,
  untagResource,
  getAuthorizationToken,
]);

function indexByName(list: readonly Operation[]): Operations {
  const byName = new Map<string, Operation>();
  for (const operation of list) {
    if (byName.has(operation.name)) throw new Error(`operation ${operation.name} is listed twice`);
    byName.set(operation.name, operation);
  }
  return byName;
}
