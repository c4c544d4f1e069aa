import { getDomain } from '../../registry/domains';
import { getPolicy } from '../../registry/policies';
import { defineOperation } from '../operation';
import { toResourcePolicy } from '../resource-policy';
import { toDomainId } from '../scope';

/** DOM-098, DOM-100. */
export const getDomainPermissionsPolicy = defineOperation(
  'GetDomainPermissionsPolicy',
  async (input, ctx) => {
    const id = toDomainId(input, ctx);
    const policy = await ctx.store.read(async (tx) => {
      const { arn, name } = await getDomain(tx, id);
      return getPolicy(tx, { arn, name, kind: 'domain' });
    });
    return { policy: toResourcePolicy(policy) };
  },
);
