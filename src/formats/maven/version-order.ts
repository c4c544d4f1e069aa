/** A number, a qualifier, or what follows a hyphen or a change between digits and letters. */
type Item = bigint | string | readonly Item[];

// Qualifiers in ascending order; the empty one is the release itself, and unknown ones come after all of these.
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' };
const SHORTHANDS: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };

/**
 * Orders versions as Maven does (Maven's `ComparableVersion`): numbers by value, well-known qualifiers by their meaning,
 * others by name, and trailing zeros for nothing (MVN-109).
 */
export function compareMavenVersions(a: string, b: string): number {
  return compareItems(parseVersion(a), parseVersion(b));
}

/** Sorts ascending; versions that Maven takes for equal stay apart and in a fixed order. */
export function sortMavenVersions(versions: Iterable<string>): string[] {
  const parsed = [...versions].map((version) => ({ version, items: parseVersion(version) }));
  parsed.sort((a, b) => compareItems(a.items, b.items) || (a.version < b.version ? -1 : 1));
  return parsed.map(({ version }) => version);
}

function parseVersion(version: string): readonly Item[] {
  const root: Item[] = [];
  const lists = [root];
  let list = root;
  const descend = (): void => {
    const deeper: Item[] = [];
    list.push(deeper);
    lists.push(deeper);
    list = deeper;
  };
  // Runs of digits, runs of anything else, and the separators between them.
  const tokens = version.toLowerCase().match(/\d+|[^\d.-]+|[.-]/g) ?? [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token === '.' || token === '-') {
      const before = tokens[index - 1];
      // Nothing between two separators is a zero.
      if (before === undefined || before === '.' || before === '-') list.push(0n);
      if (token === '-') descend();
      continue;
    }
    const isNumber = /^\d/.test(token);
    const isFollowedByDigit = next !== undefined && /^\d/.test(next);
    // `1.x` is `1-x` there, and `1.x.y` is not `1-x.y`.
    if (!isNumber && (next === undefined || isFollowedByDigit) && list.length > 0) descend();
    list.push(isNumber ? BigInt(token) : toQualifier(token, isFollowedByDigit));
    if (next !== undefined && next !== '.' && next !== '-') descend();
  }
  for (const each of lists.reverse()) dropTrailingNulls(each);
  return root;
}

function toQualifier(text: string, isFollowedByDigit: boolean): string {
  const full = isFollowedByDigit ? (SHORTHANDS[text] ?? text) : text;
  return Object.hasOwn(ALIASES, full) ? (ALIASES[full] ?? '') : full;
}

/** `1.0.0` is `1`, and `1.0-alpha` is `1-alpha`. */
function dropTrailingNulls(list: Item[]): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index];
    if (item === 0n || item === '' || (Array.isArray(item) && item.length === 0)) list.splice(index, 1);
    else if (!Array.isArray(item)) break;
  }
}

/** Undefined is what is not there any more where the other version goes on. */
function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareItems(b, a);
  if (typeof a === 'bigint') return typeof b === 'bigint' ? compare(a, b) : b !== undefined || a > 0n ? 1 : 0;
  if (typeof a === 'string') {
    if (b !== undefined && typeof b !== 'string') return -1;
    return compare(toRank(a), toRank(b ?? ''));
  }
  if (typeof b === 'bigint') return -1;
  if (typeof b === 'string') return 1;
  for (let index = 0; index < Math.max(a.length, b?.length ?? 0); index++) {
    const result = compareItems(a[index], b?.[index]);
    if (result !== 0) return result;
  }
  return 0;
}

function toRank(qualifier: string): string {
  const index = QUALIFIERS.indexOf(qualifier);
  return index < 0 ? `${QUALIFIERS.length}-${qualifier}` : String(index);
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
