import { getPolicy } from '../../registry/policies';
import { getRepository } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toResourcePolicy } from '../resource-policy';
import { toRepositoryId } from '../scope';

/** REPO-204, REPO-218. */
export const getRepositoryPermissionsPolicy = defineOperation(
  'GetRepositoryPermissionsPolicy',
  async (input, ctx) => {
    const id = toRepositoryId(input, ctx);
    const policy = await ctx.store.read(async (tx) => {
      const { arn, name } = await getRepository(tx, id);
      return getPolicy(tx, { arn, name, kind: 'repository' });
    });
    return { policy: toResourcePolicy(policy) };
  },
);
