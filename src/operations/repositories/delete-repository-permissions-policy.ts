import { deletePolicy } from '../../registry/policies';
import { getRepository } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toResourcePolicy } from '../resource-policy';
import { toRepositoryId } from '../scope';

/** Answers with the policy that was removed (REPO-205). */
export const deleteRepositoryPermissionsPolicy = defineOperation(
  'DeleteRepositoryPermissionsPolicy',
  async (input, ctx) => {
    const id = toRepositoryId(input, ctx);
    const policy = await ctx.store.write(async (tx) => {
      const { arn, name } = await getRepository(tx, id);
      return deletePolicy(tx, { arn, name, kind: 'repository' }, input.policyRevision);
    });
    return { policy: toResourcePolicy(policy) };
  },
);
