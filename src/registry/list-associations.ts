import { findBestMatch, matchGroup, packagePath, precedes } from './find-package-group';
import { foldName } from './fold-name';
import { domainPackageKey, domainPackagesOf } from './keys';
import { FORMAT_NAMES, type DomainId, type DomainPackageRecord } from './records';
import type { Entry, Key, ReadTransaction } from './store';

export interface AssociatedPackage extends DomainPackageRecord {
  readonly associationType: 'STRONG' | 'WEAK';
}

// Repository names are ASCII, so this sorts behind every repository that holds the package.
const BEHIND_ALL_REPOSITORIES = '\uffff';

/**
 * Walks the packages that a group wins, by format, namespace and name, each once however many repositories hold it
 * (PG-321 … PG-324). The group need not exist: then it is as if it did (PG-323).
 * @param pattern of a group that exists, or one that keeps to the grammar
 */
export async function* listAssociations(
  tx: ReadTransaction,
  id: DomainId,
  pattern: string,
  after: Key<AssociatedPackage> | undefined,
): AsyncGenerator<Entry<AssociatedPackage>> {
  // Folding never changes the format, so a pattern that names one spares the walk through the others.
  const format = FORMAT_NAMES.find((name) => pattern.startsWith(`/${name}/`));
  const resume = after as Key<DomainPackageRecord> | undefined; // the same keys, of records without the association
  let last: string | undefined;
  for await (const { record } of tx.scan(domainPackagesOf(id, format), {
    ...(resume && { after: resume }),
  })) {
    const path = packagePath(record);
    if (path === last) continue;
    last = path;
    const match = matchGroup(pattern, path, foldName(path));
    if (!match) continue;
    const best = await findBestMatch(tx, id, path);
    if (best.group.pattern !== pattern && !precedes(match, best.match)) continue;
    const { namespace } = record;
    yield {
      key: domainPackageKey({
        ...id,
        ...record,
        repository: BEHIND_ALL_REPOSITORIES,
      }) as Key<AssociatedPackage>,
      record: {
        format: record.format,
        namespace,
        package: record.package,
        associationType: match.strong ? 'STRONG' : 'WEAK',
      },
    };
  }
}
