/**
 * Package groups once more, with nothing but regular expressions over all patterns: slow, and short enough to be read
 * against PG-030 … PG-037 and PG-100. Knows the few characters that the random names are made of.
 */

const WORD = '[\\p{L}\\p{N}\\p{M}]';
const RANK = ['$', '~', '*'];
const E_ACUTE = '\u00e9';

/** What names are made of: look-alikes, compatibility forms, composed and decomposed letters, and separators. */
export const ALPHABET = [
  ...['a', 'A', '\u0430', 'b', 'b', '1', '\uff11', 'e', E_ACUTE, 'e\u0301', 'E\u0301'],
  ...['-', '.', '_', '~', '$', '%'],
];
const FOLDED: Readonly<Record<string, string>> = {
  ...{ A: 'a', '\u0430': 'a', '\uff11': '1', 'e\u0301': E_ACUTE, 'E\u0301': E_ACUTE },
};

export interface ReferenceMatch {
  readonly pattern: string;
  readonly associationType: 'STRONG' | 'WEAK';
}

/** Folds names made of `ALPHABET`. */
export function foldReference(text: string): string {
  return text
    .replace(/[eE]\u0301|[A\u0430\uff11]/gu, (found) => FOLDED[found] ?? found)
    .replace(/[-._]+/g, '.');
}

/** The winner among the patterns, by PG-035. */
export function findReferenceMatch(patterns: readonly string[], path: string): ReferenceMatch | undefined {
  const folded = foldReference(path);
  const hits = patterns.flatMap((pattern) => {
    const { written, weak, length } = toExpressions(pattern);
    const strong = written.test(path);
    return strong || weak.test(folded) ? [{ pattern, suffix: pattern.slice(-1), length, strong }] : [];
  });
  hits.sort(
    (a, b) =>
      b.length - a.length ||
      RANK.indexOf(a.suffix) - RANK.indexOf(b.suffix) ||
      Number(b.strong) - Number(a.strong) ||
      (a.pattern < b.pattern ? -1 : 1),
  );
  const [best] = hits;
  return best && { pattern: best.pattern, associationType: best.strong ? 'STRONG' : 'WEAK' };
}

/** The one group above that is itself below all other groups above (PG-100). */
export function findReferenceParent(patterns: readonly string[], pattern: string): string | undefined {
  const above = patterns.filter((other) => isAbove(other, pattern));
  return above.find((one) => above.every((other) => other === one || isAbove(other, one)));
}

/** Whether `outer` matches whatever `inner` matches, asked of paths that tell all patterns apart. */
function isAbove(outer: string, inner: string): boolean {
  if (outer === inner) return false;
  const stem = inner.slice(0, -1);
  const endings = { $: [''], '~': ['', '-x'], '*': ['', '-x', 'x'] }[inner.slice(-1)] ?? [];
  return endings.every((ending) => toExpressions(outer).written.test(stem + ending));
}

const compiled = new Map<string, ReturnType<typeof compile>>();

function toExpressions(pattern: string) {
  const expressions = compiled.get(pattern) ?? compile(pattern);
  compiled.set(pattern, expressions);
  return expressions;
}

function compile(pattern: string) {
  const [stem, suffix] = [pattern.slice(0, -1), pattern.slice(-1)];
  const folded = foldReference(stem);
  return { written: toRegExp(stem, suffix), weak: toRegExp(folded, suffix), length: folded.length };
}

function toRegExp(stem: string, suffix: string): RegExp {
  const ending = { $: '$', '~': `(?!${WORD})`, '*': '' }[suffix] ?? '';
  return new RegExp(`^${stem.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${ending}`, 'u');
}
