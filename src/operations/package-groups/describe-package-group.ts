import { getDomain } from '../../registry/domains';
import { getPackageGroup } from '../../registry/package-groups';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { describePackageGroup as describe } from './shapes';

/** The pattern is the group's name, to the letter (PG-306). */
export const describePackageGroup = defineOperation('DescribePackageGroup', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  return ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    return { packageGroup: await describe(tx, id, await getPackageGroup(tx, id, input.packageGroup)) };
  });
});
