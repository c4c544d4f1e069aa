import { createRepository as create } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';
import { toRepositoryDescription } from './shapes';

/** In any account's domain; whoever creates it administers it (REPO-007, DOM-130). */
export const createRepository = defineOperation('CreateRepository', async (input, ctx) => {
  const id = toRepositoryId(input, ctx);
  const attributes = {
    id: ctx.ids.uuid(),
    administratorAccount: ctx.caller.account,
    createdTime: ctx.now,
    description: input.description,
    upstreams: (input.upstreams ?? []).map((upstream) => upstream.repositoryName),
    tags: input.tags ?? [],
  };
  const repository = await ctx.store.write((tx) => create(tx, id, attributes, ctx.limits));
  return { repository: toRepositoryDescription(repository) };
});
