import { getTaggedResource } from '../../registry/tagged-resource';
import { listTags } from '../../registry/tags';
import { defineOperation } from '../operation';

/** TAG-003 … TAG-005. */
export const listTagsForResource = defineOperation('ListTagsForResource', async (input, ctx) => {
  const tags = await ctx.store.read(async (tx) => {
    const { arn } = await getTaggedResource(tx, input.resourceArn, ctx.caller.region);
    return listTags(tx, arn);
  });
  return { tags: tags.map(({ key, value }) => ({ key, value })) };
});
