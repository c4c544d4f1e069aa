import { deleteDomain as remove } from '../../registry/domains';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { toDomainDescription } from './shapes';

/** A domain that does not exist is no error (DOM-065, REAL-020). */
export const deleteDomain = defineOperation('DeleteDomain', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const deleted = await ctx.store.write((tx) => remove(tx, id));
  return deleted ? { domain: toDomainDescription(deleted, id.region, 'Deleted') } : {};
});
