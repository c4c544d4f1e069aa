import { getRepository } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';
import { toRepositoryDescription } from './shapes';

/** REPO-080 … REPO-084. */
export const describeRepository = defineOperation('DescribeRepository', async (input, ctx) => {
  const id = toRepositoryId(input, ctx);
  const repository = await ctx.store.read((tx) => getRepository(tx, id));
  return { repository: toRepositoryDescription(repository) };
});
