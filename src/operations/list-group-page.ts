import type { PackageGroupSummary } from '@aws-sdk/client-codeartifact';
import type { DomainId, PackageGroupRecord } from '../registry/records';
import type { Entry, Key, ReadTransaction } from '../registry/store';
import { takePage, type PageRequest } from './pagination';
import { describePackageGroup } from './package-groups/shapes';

/** One page of groups, each with its effective restrictions; lists show the same members as a description (PG-312). */
export async function listGroupPage(
  tx: ReadTransaction,
  id: DomainId,
  request: PageRequest,
  list: (after: Key<PackageGroupRecord> | undefined) => AsyncIterable<Entry<PackageGroupRecord>>,
): Promise<{ packageGroups: PackageGroupSummary[]; nextToken: string | undefined }> {
  const page = await takePage<PackageGroupRecord>(request, list);
  const packageGroups: PackageGroupSummary[] = [];
  for (const group of page.records) packageGroups.push(await describePackageGroup(tx, id, group));
  return { packageGroups, nextToken: page.nextToken };
}
