import { administeredRepositoriesOf } from '../../registry/keys';
import type { RepositoryRecord } from '../../registry/records';
import { defineOperation } from '../operation';
import { takePage } from '../pagination';
import { toRepositorySummary } from './shapes';

/** The repositories that the caller's account administers, by domain and name, whoever owns the domain (REPO-130). */
export const listRepositories = defineOperation('ListRepositories', async (input, ctx) => {
  const { account, region } = ctx.caller;
  const { repositoryPrefix = '' } = input;
  const request = {
    operation: 'ListRepositories' as const,
    filters: [account, region, repositoryPrefix],
    nextToken: input.nextToken,
    pageSize: input.maxResults ?? 50,
  };
  const page = await ctx.store.read((tx) =>
    takePage<RepositoryRecord>(
      request,
      (after) => tx.scan(administeredRepositoriesOf(region, account), { after }),
      (repository) => repository.name.startsWith(repositoryPrefix),
    ),
  );
  return { repositories: page.records.map(toRepositorySummary), nextToken: page.nextToken };
});
