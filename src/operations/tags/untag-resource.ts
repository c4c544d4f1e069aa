import { getTaggedResource } from '../../registry/tagged-resource';
import { removeTags } from '../../registry/tags';
import { defineOperation } from '../operation';

/** TAG-006. */
export const untagResource = defineOperation('UntagResource', async (input, ctx) => {
  await ctx.store.write(async (tx) => {
    const { arn } = await getTaggedResource(tx, input.resourceArn, ctx.caller.region);
    removeTags(tx, arn, input.tagKeys);
  });
  return {};
});
