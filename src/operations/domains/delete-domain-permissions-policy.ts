import { getDomain } from '../../registry/domains';
import { deletePolicy } from '../../registry/policies';
import { defineOperation } from '../operation';
import { toResourcePolicy } from '../resource-policy';
import { toDomainId } from '../scope';

/** Answers with the policy that was removed (DOM-099). */
export const deleteDomainPermissionsPolicy = defineOperation(
  'DeleteDomainPermissionsPolicy',
  async (input, ctx) => {
    const id = toDomainId(input, ctx);
    const policy = await ctx.store.write(async (tx) => {
      const { arn, name } = await getDomain(tx, id);
      return deletePolicy(tx, { arn, name, kind: 'domain' }, input.policyRevision);
    });
    return { policy: toResourcePolicy(policy) };
  },
);
