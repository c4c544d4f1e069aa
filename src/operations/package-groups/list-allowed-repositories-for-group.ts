import { getDomain } from '../../registry/domains';
import { getPackageGroup } from '../../registry/package-groups';
import { defineOperation } from '../operation';
import { takePage } from '../pagination';
import { scanList } from '../scan-list';
import { toDomainId } from '../scope';

/** The group's own list for one type, by name; empty where the mode has none (PG-240, PG-241). */
export const listAllowedRepositoriesForGroup = defineOperation(
  'ListAllowedRepositoriesForGroup',
  async (input, ctx) => {
    const id = toDomainId(input, ctx);
    const { packageGroup, originRestrictionType, nextToken, maxResults: pageSize = 100 } = input;
    const names = await ctx.store.read(async (tx) => {
      await getDomain(tx, id);
      return (await getPackageGroup(tx, id, packageGroup)).allowedRepositories[originRestrictionType];
    });
    const page = await takePage<string>(
      {
        operation: 'ListAllowedRepositoriesForGroup',
        filters: [id, packageGroup, originRestrictionType],
        nextToken,
        pageSize,
      },
      (after) => scanList(names, after, (name) => name),
    );
    return { allowedRepositories: page.records, nextToken: page.nextToken };
  },
);
