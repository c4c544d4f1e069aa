import { disassociateExternalConnection as disassociate } from '../../registry/external-connections';
import { defineOperation } from '../operation';
import { toRepositoryId } from '../scope';
import { toRepositoryDescription } from './shapes';

/** EXT-018 … EXT-020. */
export const disassociateExternalConnection = defineOperation(
  'DisassociateExternalConnection',
  async (input, ctx) => {
    const id = toRepositoryId(input, ctx);
    const repository = await ctx.store.write((tx) => disassociate(tx, id, input.externalConnection));
    return { repository: toRepositoryDescription(repository) };
  },
);
