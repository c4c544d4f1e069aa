import { freeBlobs } from '../../registry/assets';
import { deleteRepository as remove } from '../../registry/delete-repository';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';
import { toRepositoryDescription } from './shapes';

/** A repository that does not exist in an existing domain is no error (REPO-116, REAL-021). */
export const deleteRepository = defineOperation('DeleteRepository', async (input, ctx) => {
  const id = toRepositoryId(input, ctx);
  const deleted = await ctx.store.write((tx) => remove(tx, id));
  if (!deleted) return {};
  await freeBlobs(ctx, deleted.freed);
  return { repository: toRepositoryDescription(deleted.repository) };
});
