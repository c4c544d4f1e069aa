import { domainsOf } from '../../registry/keys';
import type { DomainRecord } from '../../registry/records';
import { defineOperation } from '../operation';
import { takePage } from '../pagination';
import { toDomainSummary } from './shapes';

/** The domains that the caller's account owns in the region, by name (DOM-079, DOM-081). */
export const listDomains = defineOperation('ListDomains', async (input, ctx) => {
  const { account, region } = ctx.caller;
  const request = {
    operation: 'ListDomains' as const,
    filters: [account, region],
    nextToken: input.nextToken,
    pageSize: input.maxResults ?? 50,
  };
  const page = await ctx.store.read((tx) =>
    takePage<DomainRecord>(request, (after) => tx.scan(domainsOf(region, account), { after })),
  );
  return { domains: page.records.map((record) => toDomainSummary(record)), nextToken: page.nextToken };
});
