import { associateExternalConnection as associate } from '../../registry/external-connections';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';
import { toRepositoryDescription } from './shapes';

/** EXT-010 … EXT-017. */
export const associateExternalConnection = defineOperation(
  'AssociateExternalConnection',
  async (input, ctx) => {
    const id = toRepositoryId(input, ctx);
    const repository = await ctx.store.write((tx) => associate(tx, id, input.externalConnection));
    return { repository: toRepositoryDescription(repository) };
  },
);
