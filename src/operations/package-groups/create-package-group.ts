import { assertPattern } from '../../registry/group-pattern';
import { createPackageGroup as create } from '../../registry/package-groups';
import { getDomain } from '../../registry/domains';
import { putTags } from '../../registry/tags';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { describePackageGroup } from './shapes';

/** PG-300 … PG-305. */
export const createPackageGroup = defineOperation('CreatePackageGroup', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const { packageGroup: pattern, contactInfo = '', description = '', tags = [] } = input;
  assertPattern(pattern, ctx.formats);
  return ctx.store.write(async (tx) => {
    await getDomain(tx, id);
    const attributes = { createdTime: ctx.now, contactInfo, description };
    const group = await create(tx, id, pattern, attributes, ctx.limits);
    await putTags(tx, { arn: group.arn, name: pattern }, tags, ctx.limits);
    return { packageGroup: await describePackageGroup(tx, id, group) };
  });
});
