import { createDomain } from './seed-domain';
import { createGroup } from './seed-package-group';
import { connectRepository, createRepository, linkRepository } from './seed-repository';
import { publishPackage } from './seed-package';
import { putPolicy } from './seed-policy';
import type { SeedPlace } from './seed-place';
import type { SeedDomain, ReadSeed } from './seed';
import type { SeedCaller, SendSeedRequest } from './seed-request';

/**
 * Takes in a seed through the doors, as a client of each domain's owner would. What restricts comes last: a policy or a
 * package group of a seed does not stand in the way of its own packages.
 * @throws SeedError naming the place of what was refused
 */
export async function applySeed(
  { seed, directory }: ReadSeed,
  send: SendSeedRequest,
  defaults: SeedCaller,
): Promise<void> {
  for (const [index, domain] of seed.domains.entries()) {
    const { owner: account = defaults.account, region = defaults.region } = domain;
    await applyDomain(domain, { at: `domains[${index}]`, caller: { account, region }, send, directory });
  }
}

async function applyDomain(domain: SeedDomain, place: SeedPlace): Promise<void> {
  const { repositories = [], packageGroups = [] } = domain;
  const placed = repositories.map((repository, index) => ({
    repository,
    place: { ...place, at: `${place.at}.repositories[${index}]` },
  }));
  await createDomain(domain, place);
  for (const { repository, place: own } of placed) await createRepository(domain.name, repository, own);
  for (const { repository, place: own } of placed) await linkRepository(domain.name, repository, own);
  for (const { repository, place: own } of placed) {
    for (const [index, entry] of (repository.packages ?? []).entries()) {
      const packagePlace = { ...own, at: `${own.at}.packages[${index}]` };
      await publishPackage({ domain: domain.name, repository: repository.name }, entry, packagePlace);
    }
  }
  for (const { repository, place: own } of placed) await connectRepository(domain.name, repository, own);
  for (const [index, group] of packageGroups.entries()) {
    await createGroup(domain.name, group, { ...place, at: `${place.at}.packageGroups[${index}]` });
  }
  for (const { repository, place: own } of placed) await putPolicy(domain.name, repository, own);
  await putPolicy(domain.name, { policy: domain.policy }, place);
}
