import { putPolicy } from '../../registry/policies';
import { getRepository } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toResourcePolicy } from '../resource-policy';
import { toRepositoryId } from '../scope';

/** Every successful Put has a new revision, also with the same text (REPO-203). */
export const putRepositoryPermissionsPolicy = defineOperation(
  'PutRepositoryPermissionsPolicy',
  async (input, ctx) => {
    const id = toRepositoryId(input, ctx);
    const put = {
      document: input.policyDocument,
      revision: ctx.ids.revision(),
      expectedRevision: input.policyRevision,
    };
    const policy = await ctx.store.write(async (tx) => {
      const { arn, name } = await getRepository(tx, id);
      return putPolicy(tx, { arn, name, kind: 'repository' }, put);
    });
    return { policy: toResourcePolicy(policy) };
  },
);
