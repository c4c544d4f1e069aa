import { createDomain as create } from '../../registry/domains';
import { resolveEncryptionKey } from '../../registry/encryption-keys';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { toDomainDescription } from './shapes';

/** Always in the caller's own account: there is no `domainOwner` here (DOM-017). */
export const createDomain = defineOperation('CreateDomain', async (input, ctx) => {
  const id = toDomainId({ domain: input.domain }, ctx);
  const attributes = {
    createdTime: ctx.now,
    encryptionKey: resolveEncryptionKey(input.encryptionKey, id),
    tags: input.tags ?? [],
  };
  const created = await ctx.store.write((tx) => create(tx, id, attributes, ctx.limits));
  return { domain: toDomainDescription(created, id.region) };
});
