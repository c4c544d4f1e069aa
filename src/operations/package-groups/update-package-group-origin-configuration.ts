import type { PackageGroupAllowedRepository } from '@aws-sdk/client-codeartifact';
import { getDomain } from '../../registry/domains';
import { changeRestrictions, type AllowedRepository } from '../../registry/group-restrictions';
import { invalidRequest } from '../../registry/errors';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { describePackageGroup } from './shapes';

/** PG-220 … PG-233. */
export const updatePackageGroupOriginConfiguration = defineOperation(
  'UpdatePackageGroupOriginConfiguration',
  async (input, ctx) => {
    const id = toDomainId(input, ctx);
    const changes = {
      restrictions: input.restrictions ?? {},
      add: (input.addAllowedRepositories ?? []).map(toAllowedRepository),
      remove: (input.removeAllowedRepositories ?? []).map(toAllowedRepository),
    };
    return ctx.store.write(async (tx) => {
      await getDomain(tx, id);
      const { group, updates } = await changeRestrictions(tx, id, input.packageGroup, changes);
      return { packageGroup: await describePackageGroup(tx, id, group), allowedRepositoryUpdates: updates };
    });
  },
);

/** The model leaves both members optional, the service needs both (PG-223). */
function toAllowedRepository(item: PackageGroupAllowedRepository): AllowedRepository {
  const { repositoryName, originRestrictionType } = item;
  if (repositoryName === undefined || originRestrictionType === undefined) {
    throw invalidRequest('An allowed repository needs repositoryName and originRestrictionType.');
  }
  return { repositoryName, originRestrictionType };
}
