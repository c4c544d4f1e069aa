import { getDomain } from '../../registry/domains';
import { repositoriesOf } from '../../registry/keys';
import type { RepositoryRecord } from '../../registry/records';
import { defineOperation } from '../operation';
import { takePage } from '../pagination';
import { toDomainId } from '../scope';
import { toRepositorySummary } from './shapes';

/** All repositories of a domain, whoever administers them, by name (REPO-150, REPO-151). */
export const listRepositoriesInDomain = defineOperation('ListRepositoriesInDomain', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const { administratorAccount, repositoryPrefix = '' } = input;
  const request = {
    operation: 'ListRepositoriesInDomain' as const,
    filters: [id.region, id.domainOwner, id.domain, administratorAccount, repositoryPrefix],
    nextToken: input.nextToken,
    pageSize: input.maxResults ?? 50,
  };
  const page = await ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    return takePage<RepositoryRecord>(
      request,
      (after) => tx.scan(repositoriesOf(id), { after, startsWith: repositoryPrefix }),
      (repository) =>
        administratorAccount === undefined || repository.administratorAccount === administratorAccount,
    );
  });
  return { repositories: page.records.map(toRepositorySummary), nextToken: page.nextToken };
});
