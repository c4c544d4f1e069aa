import { foldName } from './fold-name';
import { hits, SPECIFICITY, splitPattern, type PatternSuffix } from './group-pattern';
import { foldedPackageGroupsOf, packageGroupKey } from './keys';
import { getPackageGroup, ROOT_PATTERN } from './package-groups';
import type { PackageCoordinate } from './ports';
import type { DomainId, PackageGroupRecord } from './records';
import type { ReadTransaction } from './store';

export interface Association {
  readonly group: PackageGroupRecord;
  readonly associationType: 'STRONG' | 'WEAK';
}

/** How well a pattern matches a path, as far as `precedes` must know. */
export interface Match {
  readonly pattern: string;
  readonly suffix: PatternSuffix;
  readonly foldedLength: number;
  /** To the letter, not only after folding both sides (PG-030). */
  readonly strong: boolean;
}

/** `/format/namespace/name`, as patterns match it; an empty namespace leaves two slashes. */
export function packagePath(coordinate: PackageCoordinate): string {
  return `/${coordinate.format}/${coordinate.namespace}/${coordinate.package}`;
}

/** The group that a package belongs to, whether or not the package exists (PG-004, PG-035 … PG-037). */
export async function findPackageGroup(
  tx: ReadTransaction,
  id: DomainId,
  coordinate: PackageCoordinate,
): Promise<Association> {
  const { group, match } = await findBestMatch(tx, id, packagePath(coordinate));
  return { group, associationType: match.strong ? 'STRONG' : 'WEAK' };
}

/**
 * The most specific group that matches a path, strongly or weakly. Costs a few look-ups per character of the path,
 * however many groups there are, because a matching group's stem is a beginning of the path.
 */
export async function findBestMatch(
  tx: ReadTransaction,
  id: DomainId,
  path: string,
): Promise<{ group: PackageGroupRecord; match: Match }> {
  const folded = foldName(path);
  let best: { group: PackageGroupRecord; match: Match } | undefined;
  for await (const group of listCandidates(tx, id, path, folded)) {
    const match = matchGroup(group.pattern, path, folded);
    if (match && (best === undefined || precedes(match, best.match))) best = { group, match };
  }
  if (best) return best;
  const root = await getPackageGroup(tx, id, ROOT_PATTERN);
  return { group: root, match: { pattern: ROOT_PATTERN, suffix: '*', foldedLength: 1, strong: true } };
}

/** How a pattern matches a path, if it does. */
export function matchGroup(pattern: string, path: string, foldedPath: string): Match | undefined {
  const { stem, suffix } = splitPattern(pattern);
  const foldedStem = foldName(stem);
  const strong = hits({ stem, suffix }, path);
  if (!strong && !hits({ stem: foldedStem, suffix }, foldedPath)) return undefined;
  return { pattern, suffix, foldedLength: foldedStem.length, strong };
}

/** The order of PG-035: longer folded stem, narrower suffix, strong before weak, smaller pattern. */
export function precedes(a: Match, b: Match): boolean {
  if (a.foldedLength !== b.foldedLength) return a.foldedLength > b.foldedLength;
  if (a.suffix !== b.suffix) return SPECIFICITY[a.suffix] > SPECIFICITY[b.suffix];
  if (a.strong !== b.strong) return a.strong;
  return a.pattern < b.pattern;
}

/** Every group that could match: those whose stem, folded or as written, begins the path. */
async function* listCandidates(
  tx: ReadTransaction,
  id: DomainId,
  path: string,
  folded: string,
): AsyncGenerator<PackageGroupRecord> {
  for (let length = folded.length; length > 0; length -= 1) {
    for await (const { record } of tx.scan(foldedPackageGroupsOf(id, folded.slice(0, length)))) yield record;
  }
  // Folding may compose a stem's last character with the path's next one, so raw beginnings are looked up too.
  if (path === folded) return;
  for (let length = path.length; length > 0; length -= 1) {
    const stem = path.slice(0, length);
    for (const suffix of ['$', '~', '*'] as const) {
      const record = hits({ stem, suffix }, path)
        ? await tx.get(packageGroupKey(id, stem + suffix))
        : undefined;
      if (record) yield record;
    }
  }
}
