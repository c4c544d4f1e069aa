import { getDomain } from '../../registry/domains';
import { deletePackageGroup as remove, getPackageGroup } from '../../registry/package-groups';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { describePackageGroup } from './shapes';

/** Answers with the group as it was just before (PG-308 … PG-311). */
export const deletePackageGroup = defineOperation('DeletePackageGroup', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  return ctx.store.write(async (tx) => {
    await getDomain(tx, id);
    const group = await getPackageGroup(tx, id, input.packageGroup);
    const packageGroup = await describePackageGroup(tx, id, group);
    await remove(tx, id, group.pattern);
    return { packageGroup };
  });
});
