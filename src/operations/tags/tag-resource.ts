import { getTaggedResource } from '../../registry/tagged-resource';
import { putTags } from '../../registry/tags';
import { defineOperation } from '../operation';

/** TAG-001, TAG-002. */
export const tagResource = defineOperation('TagResource', async (input, ctx) => {
  await ctx.store.write(async (tx) => {
    const resource = await getTaggedResource(tx, input.resourceArn, ctx.caller.region);
    await putTags(tx, resource, input.tags, ctx.limits);
  });
  return {};
});
