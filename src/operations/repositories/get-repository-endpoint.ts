import { getRepository } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';

/** Every format has an address, whatever the repository holds; both endpoint types are the same one (REPO-162, REPO-175). */
export const getRepositoryEndpoint = defineOperation('GetRepositoryEndpoint', async (input, ctx) => {
  const id = toRepositoryId(input, ctx);
  await ctx.store.read((tx) => getRepository(tx, id));
  return { repositoryEndpoint: ctx.repositoryEndpoint(id, input.format) };
});
