import { getDomain } from '../../registry/domains';
import { packageGroupsOf } from '../../registry/keys';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { listGroupPage } from '../list-group-page';

/** Every group of the domain, the root included, by pattern (PG-312 … PG-314). */
export const listPackageGroups = defineOperation('ListPackageGroups', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const { prefix = '', nextToken, maxResults: pageSize = 100 } = input;
  return ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    const request = { operation: 'ListPackageGroups', filters: [id, prefix], nextToken, pageSize } as const;
    return listGroupPage(tx, id, request, (after) =>
      tx.scan(packageGroupsOf(id), { startsWith: prefix, after }),
    );
  });
});
