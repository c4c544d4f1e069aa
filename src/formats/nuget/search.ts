import { versionsOf } from '../../registry/keys';
import { listReachablePackages } from '../../registry/list-reachable-packages';
import type { PackageTarget } from '../../registry/packages';
import type { PackageVersionId, RepositoryId } from '../../registry/records';
import { isServed } from '../../registry/search-version';
import type { ReadTransaction } from '../../registry/store';
import { getVersionMetadata } from '../../registry/version-metadata';
import { walkUpstreams } from '../../registry/walk-upstreams';
import { toDescription } from './metadata';
import type { PackageDescription } from './package-description';
import { toPackageTarget } from './target';
import { isPrerelease, isSemVer2, sortByVersion } from './version';

/** Which versions a caller wants to see (NUG-057). */
export interface VersionFilter {
  readonly prerelease: boolean;
  readonly semVer2: boolean;
}

export interface SearchQuery extends VersionFilter {
  readonly text: string;
  readonly packageType: string | undefined;
  readonly skip: number;
  readonly take: number;
}

/** A package that a search finds. */
export interface SearchHit {
  readonly target: PackageTarget;
  /** Ascending; those that the caller wants to see. */
  readonly versions: readonly string[];
  /** Of the highest. */
  readonly description: PackageDescription;
}

export interface SearchResult {
  readonly totalHits: number;
  readonly hits: readonly SearchHit[];
}

/**
 * Searches the packages that are stored in a repository and its upstreams (NUG-055, NUG-058), by id; metadata is read of
 * those that a text does not find by their ids, and of what is shown.
 */
export async function searchPackages(
  tx: ReadTransaction,
  repository: RepositoryId,
  query: SearchQuery,
): Promise<SearchResult> {
  const { skip, take } = query;
  const text = query.text.trim().toLowerCase();
  const hits: SearchHit[] = [];
  let totalHits = 0;
  for (const name of sortByRelevance(await listReachablePackages(tx, repository, 'nuget'), text)) {
    const target = toPackageTarget(name, repository);
    const versions = await listListedVersions(tx, target, query);
    const latest = versions.at(-1);
    if (!latest) continue;
    const isShown = totalHits >= skip && hits.length < take;
    const isFound = name.includes(text) && query.packageType === undefined;
    const description = isFound && !isShown ? undefined : await readDescription(tx, latest);
    if (description && !isFound && !matches(description, name, text, query.packageType)) continue;
    totalHits += 1;
    if (description && isShown)
      hits.push({ target, versions: versions.map(({ version }) => version), description });
  }
  return { totalHits, hits };
}

/** Ids that begin with a text, as their authors spell them, up to `take` (NUG-060). */
export async function completeIds(
  tx: ReadTransaction,
  repository: RepositoryId,
  prefix: string,
  { skip, take, ...filter }: VersionFilter & { readonly skip: number; readonly take: number },
): Promise<{ readonly totalHits: number; readonly ids: readonly string[] }> {
  const ids: string[] = [];
  let totalHits = 0;
  for (const name of await listReachablePackages(tx, repository, 'nuget', prefix.trim().toLowerCase())) {
    const latest = (await listListedVersions(tx, toPackageTarget(name, repository), filter)).at(-1);
    if (!latest) continue;
    if (totalHits >= skip && ids.length < take) ids.push((await readDescription(tx, latest)).id);
    totalHits += 1;
  }
  return { totalHits, ids };
}

/**
 * The versions of a package that are listed where they are stored, ascending; the first repository of the search that
 * has a version decides about it (NUG-057, UP-075).
 */
export async function listListedVersions(
  tx: ReadTransaction,
  target: PackageTarget,
  { prerelease, semVer2 }: VersionFilter,
): Promise<readonly PackageVersionId[]> {
  const { sources } = await walkUpstreams(tx, target, target);
  const listed = new Map<string, PackageVersionId | undefined>();
  for (const source of sources) {
    if (source.kind !== 'repository' || !source.package) continue;
    const home = { ...target, ...source.id };
    for await (const { record } of tx.scan(versionsOf(home))) {
      const { version, status, origin } = record;
      const key = version.toLowerCase();
      if (listed.has(key)) continue;
      const id = { ...home, version };
      const isWanted = (prerelease || !isPrerelease(version)) && (semVer2 || !isSemVer2(version));
      const isListed = isWanted && isServed(record) && status !== 'Unlisted';
      // Only what came from a public registry can be unlisted there (NUG-117).
      const isHidden =
        isListed && origin.originType === 'EXTERNAL' && (await readDescription(tx, id)).listed === false;
      listed.set(key, isListed && !isHidden ? id : undefined);
    }
  }
  return sortByVersion([...listed.values()].flatMap((id) => id ?? []));
}

async function readDescription(tx: ReadTransaction, id: PackageVersionId): Promise<PackageDescription> {
  return toDescription(await getVersionMetadata(tx, id));
}

/** The id itself comes first, then those that begin with the text or have it in them, then all others. */
function sortByRelevance(names: readonly string[], text: string): readonly string[] {
  if (text === '') return names;
  const rank = (name: string): number =>
    name === text ? 0 : name.startsWith(text) ? 1 : name.includes(text) ? 2 : 3;
  return [...names].sort((a, b) => rank(a) - rank(b));
}

function matches(
  { id, title = '', description = '', tags, packageTypes }: PackageDescription,
  name: string,
  text: string,
  packageType: string | undefined,
): boolean {
  const types =
    packageTypes.length === 0 ? ['dependency'] : packageTypes.map((type) => type.name.toLowerCase());
  if (packageType !== undefined && !types.includes(packageType.toLowerCase())) return false;
  return [name, id, title, description, ...tags].some((part) => part.toLowerCase().includes(text));
}
