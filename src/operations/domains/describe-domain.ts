import { getDomain, getDomainUsage } from '../../registry/domains';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { toDomainDescription } from './shapes';

/** DOM-050 … DOM-060. */
export const describeDomain = defineOperation('DescribeDomain', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const state = await ctx.store.read(async (tx) => ({
    domain: await getDomain(tx, id),
    usage: await getDomainUsage(tx, id),
  }));
  return { domain: toDomainDescription(state, id.region) };
});
