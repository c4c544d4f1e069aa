import { getDomain } from '../../registry/domains';
import { putPolicy } from '../../registry/policies';
import { defineOperation } from '../operation';
import { toResourcePolicy } from '../resource-policy';
import { toDomainId } from '../scope';

/** Every successful Put has a new revision, also with the same text (DOM-094). */
export const putDomainPermissionsPolicy = defineOperation(
  'PutDomainPermissionsPolicy',
  async (input, ctx) => {
    const id = toDomainId(input, ctx);
    const put = {
      document: input.policyDocument,
      revision: ctx.ids.revision(),
      expectedRevision: input.policyRevision,
    };
    const policy = await ctx.store.write(async (tx) => {
      const { arn, name } = await getDomain(tx, id);
      return putPolicy(tx, { arn, name, kind: 'domain' }, put);
    });
    return { policy: toResourcePolicy(policy) };
  },
);
