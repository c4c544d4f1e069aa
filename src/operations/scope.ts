import type { DomainId, RepositoryId } from '../registry/records';
import type { OperationContext } from './operation';

/** The domain a request names; its owner is the caller unless it says otherwise (DOM-010). */
export function toDomainId(
  input: { readonly domain: string; readonly domainOwner?: string | undefined },
  ctx: OperationContext,
): DomainId {
  return {
    region: ctx.caller.region,
    domainOwner: input.domainOwner ?? ctx.caller.account,
    domain: input.domain,
  };
}

/** The repository a request names. */
export function toRepositoryId(
  input: { readonly domain: string; readonly domainOwner?: string | undefined; readonly repository: string },
  ctx: OperationContext,
): RepositoryId {
  return { ...toDomainId(input, ctx), repository: input.repository };
}
