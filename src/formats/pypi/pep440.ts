/**
 * The parts of a PEP 440 version in the order in which they count. Numbers compare by value, texts by code point, and a
 * list that ends first comes first.
 */
type VersionKey = readonly (readonly (bigint | string)[])[];

const VERSION = new RegExp(
  [
    String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    String.raw`(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<preNumber>\d*))?`,
    String.raw`(?<post>-(?<implicitPost>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\d*))?`,
    String.raw`(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d*))?`,
    String.raw`(?:\+(?<local>[a-z\d]+(?:[-_.][a-z\d]+)*))?$`,
  ].join(''),
  'i',
);

const PHASES: Readonly<Record<string, string>> = {
  alpha: 'a',
  a: 'a',
  beta: 'b',
  b: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** Whether the text is a version by PEP 440, in any spelling that it allows. */
export function isVersion(text: string): boolean {
  return toKey(text) !== undefined;
}

/** A text that is equal for all spellings of a version, `1.0` and `v1.0.0` among them; other texts are their own. */
export function toCanonicalVersion(text: string): string {
  const key = toKey(text);
  return key === undefined ? text : key.map((part) => part.join('.')).join('/');
}

/** Sorts ascending by PEP 440; what is no version by it comes first, by code point (PYPI-041). */
export function sortByVersion<T extends { readonly version: string }>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: toKey(item.version) }))
    .sort((a, b) => {
      if (a.key && b.key) return compareKeys(a.key, b.key) || compare(a.item.version, b.item.version);
      if (a.key || b.key) return a.key ? 1 : -1;
      return compare(a.item.version, b.item.version);
    })
    .map(({ item }) => item);
}

function toKey(text: string): VersionKey | undefined {
  // The longest that is stored; a longer one would only cost time.
  const groups = text.length > 255 ? undefined : VERSION.exec(text)?.groups;
  if (!groups) return undefined;
  const {
    epoch = '0',
    release = '',
    pre,
    preNumber,
    post,
    implicitPost,
    postNumber,
    dev,
    devNumber,
  } = groups;
  const { local } = groups;
  const numbers = release.split('.').map(BigInt);
  while (numbers.length > 1 && numbers.at(-1) === 0n) numbers.pop();
  const phase = pre === undefined ? undefined : PHASES[pre.toLowerCase()];
  return [
    [BigInt(epoch)],
    numbers,
    toPhaseKey(phase, preNumber, post !== undefined, dev !== undefined),
    post === undefined ? [] : [BigInt(implicitPost || postNumber || 0)],
    // A development release comes before what it becomes.
    dev === undefined ? [1n] : [0n, BigInt(devNumber || 0)],
    local === undefined ? [] : toLocalKey(local),
  ];
}

/** A pre-release comes before its release, and a development release of the release before both. */
function toPhaseKey(
  phase: string | undefined,
  number: string | undefined,
  hasPost: boolean,
  hasDev: boolean,
): (bigint | string)[] {
  if (phase !== undefined) return [phase, BigInt(number || 0)];
  return hasDev && !hasPost ? [''] : ['~'];
}

/** Numbers come after words: each part is told apart by what stands before it. */
function toLocalKey(local: string): (bigint | string)[] {
  return local
    .toLowerCase()
    .split(/[-_.]/)
    .flatMap((part) => (/^\d+$/.test(part) ? [1n, BigInt(part)] : [0n, part]));
}

function compareKeys(a: VersionKey, b: VersionKey): number {
  for (const [index, part] of a.entries()) {
    const difference = compareLists(part, b[index] ?? []);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareLists(a: readonly (bigint | string)[], b: readonly (bigint | string)[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = compare(item, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compare(a: bigint | string, b: bigint | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
