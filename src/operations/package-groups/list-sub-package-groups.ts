import { getDomain } from '../../registry/domains';
import { subPackageGroupsOf } from '../../registry/keys';
import { getPackageGroup } from '../../registry/package-groups';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { listGroupPage } from '../list-group-page';

/** Direct children only (PG-315). */
export const listSubPackageGroups = defineOperation('ListSubPackageGroups', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const { packageGroup, nextToken, maxResults: pageSize = 100 } = input;
  return ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    const { pattern } = await getPackageGroup(tx, id, packageGroup);
    const request = {
      operation: 'ListSubPackageGroups',
      filters: [id, pattern],
      nextToken,
      pageSize,
    } as const;
    return listGroupPage(tx, id, request, (after) => tx.scan(subPackageGroupsOf(id, pattern), { after }));
  });
});
