import { domainArn } from '../util/arn';
import { domainAlreadyExists, domainNotEmpty, domainNotFound, quotaExceeded } from './errors';
import { domainKey, domainsOf, domainUsageKey, policyKey } from './keys';
import type { Limits } from './ports';
import type { DomainId, DomainRecord, DomainUsageRecord, TagRecord } from './records';
import type { ReadTransaction, WriteTransaction } from './store';
import { createRootGroup, removePackageGroups } from './package-groups';
import { putTags, removeAllTags } from './tags';

/** A domain with its counters. */
export interface DomainState {
  readonly domain: DomainRecord;
  readonly usage: DomainUsageRecord;
}

const NO_USAGE: DomainUsageRecord = { repositoryCount: 0, assetSizeBytes: 0 };

/** The domain of this id; ResourceNotFoundException when there is none (DOM-013, no search in other accounts). */
export async function getDomain(tx: ReadTransaction, id: DomainId): Promise<DomainRecord> {
  const domain = await tx.get(domainKey(id));
  if (!domain) throw domainNotFound(id);
  return domain;
}

/** The counters of a domain (DOM-051 … DOM-056). */
export async function getDomainUsage(tx: ReadTransaction, id: DomainId): Promise<DomainUsageRecord> {
  return (await tx.get(domainUsageKey(id))) ?? NO_USAGE;
}

/**
 * Creates a domain with its tags.
 * @throws ConflictException for a name that is taken, whatever else is equal (DOM-027)
 * @throws ServiceQuotaExceededException for one domain too many, or one tag too many (DOM-030, DOM-117)
 */
export async function createDomain(
  tx: WriteTransaction,
  id: DomainId,
  attributes: {
    readonly createdTime: number;
    readonly encryptionKey: string;
    readonly tags: readonly TagRecord[];
  },
  limits: Limits,
): Promise<DomainState> {
  if (await tx.get(domainKey(id))) throw domainAlreadyExists(id);
  await assertRoomForDomain(tx, id, limits);
  const domain: DomainRecord = {
    name: id.domain,
    owner: id.domainOwner,
    arn: domainArn(id),
    createdTime: attributes.createdTime,
    encryptionKey: attributes.encryptionKey,
  };
  tx.put(domainKey(id), domain);
  tx.put(domainUsageKey(id), NO_USAGE);
  createRootGroup(tx, id, domain.createdTime);
  await putTags(tx, { arn: domain.arn, name: domain.name, type: 'domain' }, attributes.tags, limits);
  return { domain, usage: NO_USAGE };
}

/**
 * Deletes a domain with its policy and tags, and returns it as it was; undefined when there is none (DOM-065).
 * @throws ConflictException while it has a repository (DOM-064)
 */
export async function deleteDomain(tx: WriteTransaction, id: DomainId): Promise<DomainState | undefined> {
  const domain = await tx.get(domainKey(id));
  if (!domain) return undefined;
  const usage = await getDomainUsage(tx, id);
  if (usage.repositoryCount > 0) throw domainNotEmpty(id);
  tx.delete(domainKey(id));
  tx.delete(domainUsageKey(id));
  tx.delete(policyKey(domain.arn));
  await removeAllTags(tx, domain.arn);
  await removePackageGroups(tx, id);
  return { domain, usage };
}

async function assertRoomForDomain(tx: ReadTransaction, id: DomainId, limits: Limits): Promise<void> {
  const names: string[] = [];
  for await (const { record } of tx.scan(domainsOf(id.region, id.domainOwner))) names.push(record.name);
  if (names.length >= limits.domainsPerAccount) {
    throw quotaExceeded('domains per account', limits.domainsPerAccount, 'domain', id.domain);
  }
}
