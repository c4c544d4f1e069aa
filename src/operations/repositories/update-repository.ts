import { updateRepository as update } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';
import { toRepositoryDescription } from './shapes';

/** A member that is left out stays as it is (REPO-093, REPO-094). */
export const updateRepository = defineOperation('UpdateRepository', async (input, ctx) => {
  const id = toRepositoryId(input, ctx);
  const changes = {
    description: input.description,
    upstreams: input.upstreams?.map((upstream) => upstream.repositoryName),
  };
  const repository = await ctx.store.write((tx) => update(tx, id, changes, ctx.limits));
  return { repository: toRepositoryDescription(repository) };
});
