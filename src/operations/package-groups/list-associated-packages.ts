import { getDomain } from '../../registry/domains';
import { listAssociations, type AssociatedPackage } from '../../registry/list-associations';
import { assertPattern } from '../../registry/group-pattern';
import { getPackageGroup } from '../../registry/package-groups';
import { defineOperation } from '../operation';
import { takePage } from '../pagination';
import { toDomainId } from '../scope';

/** The packages that belong to a group, or with `preview` to one that could be created (PG-320 … PG-325). */
export const listAssociatedPackages = defineOperation('ListAssociatedPackages', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const { packageGroup: pattern, preview = false, nextToken, maxResults: pageSize = 100 } = input;
  if (preview) assertPattern(pattern, ctx.formats);
  return ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    if (!preview) await getPackageGroup(tx, id, pattern);
    const page = await takePage<AssociatedPackage>(
      { operation: 'ListAssociatedPackages', filters: [id, pattern, preview], nextToken, pageSize },
      (after) => listAssociations(tx, id, pattern, after),
    );
    const packages = page.records.map(({ namespace, ...associated }) => ({
      ...associated,
      namespace: namespace === '' ? undefined : namespace,
    }));
    return { packages, nextToken: page.nextToken };
  });
});
