import { foldName, isAscii } from './fold-name';
import { hits, SPECIFICITY, splitPattern, type PatternSuffix } from './group-pattern';
import { foldedPackageGroupKey, foldedPackageGroupsOf, packageGroupKey } from './keys';
import type { PackageCoordinate } from './ports';
import type { DomainId, PackageGroupRecord } from './records';
import type { ReadTransaction } from './store';

const SUFFIXES = ['$', '~', '*'] as const;
// Patterns begin with a slash.
const BEHIND_ALL_PATTERNS = '\uffff';

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

/** A group and how it matches. */
interface GroupMatch {
  readonly group: PackageGroupRecord;
  readonly match: Match;
}

/**
 * The most specific group that matches a path, strongly or weakly. Every domain has a group that matches any path; with
 * no other it costs one look-up, else one for each known stem that begins the path, however many groups there are.
 */
export async function findBestMatch(tx: ReadTransaction, id: DomainId, path: string): Promise<GroupMatch> {
  const best = await findByFoldedStem(tx, id, path);
  return isAscii(path) ? best : findByWrittenStem(tx, id, path, best);
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

/**
 * Goes down from the path itself to ever shorter beginnings of it. The greatest stem that is not above a beginning either
 * begins the path as well, or the next stem that does is no longer than what the two have in common.
 */
async function findByFoldedStem(tx: ReadTransaction, id: DomainId, path: string): Promise<GroupMatch> {
  const folded = foldName(path);
  let beginning = folded;
  while (beginning !== '') {
    let stem = '';
    let best: GroupMatch | undefined;
    const after = foldedPackageGroupKey(id, beginning, BEHIND_ALL_PATTERNS);
    for await (const { record } of tx.scan(foldedPackageGroupsOf(id), { after, reverse: true })) {
      const foldedStem = foldName(splitPattern(record.pattern).stem);
      if (stem === '') stem = foldedStem;
      if (foldedStem !== stem || !folded.startsWith(stem)) break;
      best = toBetter(best, record, path, folded);
    }
    if (best) return best;
    beginning = folded.slice(0, Math.min(countCommon(stem, folded), Math.max(stem.length - 1, 0)));
  }
  throw new Error(`domain ${id.domain} has no root group`);
}

/**
 * Where a stem's last character is composed with the path's next one, the folded stem does not begin the folded path:
 * such stems are tried as they are written.
 */
async function findByWrittenStem(
  tx: ReadTransaction,
  id: DomainId,
  path: string,
  known: GroupMatch,
): Promise<GroupMatch> {
  const folded = foldName(path);
  let best = known;
  for (let length = path.length; length > 0; length -= 1) {
    const stem = path.slice(0, length);
    if (folded.startsWith(foldName(stem))) continue;
    for (const suffix of SUFFIXES) {
      const record = hits({ stem, suffix }, path)
        ? await tx.get(packageGroupKey(id, stem + suffix))
        : undefined;
      if (record) best = toBetter(best, record, path, folded);
    }
  }
  return best;
}

function toBetter<B extends GroupMatch | undefined>(
  best: B,
  group: PackageGroupRecord,
  path: string,
  folded: string,
): GroupMatch | B {
  const match = matchGroup(group.pattern, path, folded);
  return match && (best === undefined || precedes(match, best.match)) ? { group, match } : best;
}

function countCommon(a: string, b: string): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count;
}
