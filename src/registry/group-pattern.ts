import { invalidRequest } from './errors';
import type { FormatRules } from './ports';
import { FORMAT_NAMES, type FormatName } from './records';

/** What a pattern must know of a format. */
export type PatternRules = Pick<FormatRules, 'namespaceRule' | 'normalizeName'>;

/** `$` is exactly one path, `~` a word prefix, `*` a plain prefix. */
export type PatternSuffix = '$' | '~' | '*';

/** A package group's pattern, cut before its last character. */
export interface GroupPattern {
  readonly stem: string;
  readonly suffix: PatternSuffix;
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u;
const ENDS_IN_WORD_CHARACTER = /[\p{L}\p{N}\p{M}]$/u;

/** Cuts a stored pattern; its last character is its suffix (PG-010). */
export function splitPattern(pattern: string): GroupPattern {
  return { stem: pattern.slice(0, -1), suffix: pattern.slice(-1) as PatternSuffix }; // the grammar allows no other
}

/**
 * Checks a pattern against the grammar (PG-010 … PG-019).
 * @throws ValidationException saying which rule it breaks
 */
export function assertPattern(pattern: string, rules: ReadonlyMap<FormatName, PatternRules>): void {
  if (pattern === '/*') return;
  const refuse = (why: string): never => {
    throw invalidRequest(`Invalid package group pattern '${pattern}': ${why}.`);
  };
  const { stem, suffix } = splitPattern(pattern);
  if (!['$', '~', '*'].includes(suffix)) refuse('it must end in $, ~ or *');
  if (/[#*\s\p{C}]/u.test(stem)) refuse('#, *, white space and control characters cannot stand inside');
  const [before, format, first, second, ...more] = stem.split('/');
  const known = FORMAT_NAMES.find((name) => name === format);
  const rule = known && rules.get(known);
  if (before !== '' || rule === undefined) return refuse('it must begin with / and the name of a format');
  if (first === undefined || more.length > 0) return refuse('its parts are format, namespace and name');
  const text = second ?? first;
  if (second === undefined) assertNamespacePart(first, suffix, rule, refuse);
  else assertNamePart(first, second, suffix, rule, refuse);
  if (suffix === '~' && !ENDS_IN_WORD_CHARACTER.test(text))
    refuse('~ must follow a letter or a digit; use * here');
  if ([first, second ?? ''].some((part) => rule.normalizeName(part) !== part)) {
    refuse('names of this format must be written as they are stored, that is normalized');
  }
}

type Refuse = (why: string) => never;

/** `/format/*` or `/format/ns-prefix`. */
function assertNamespacePart(text: string, suffix: PatternSuffix, rule: PatternRules, refuse: Refuse): void {
  if (suffix === '$') refuse('$ needs a full package coordinate');
  if (text !== '' && rule.namespaceRule === 'forbidden') refuse('packages of this format have no namespace');
}

/** `/format/namespace/…`, the namespace possibly empty. */
function assertNamePart(
  namespace: string,
  name: string,
  suffix: PatternSuffix,
  rule: PatternRules,
  refuse: Refuse,
): void {
  if (namespace === '' && rule.namespaceRule === 'required')
    refuse('packages of this format need a namespace');
  if (namespace !== '' && rule.namespaceRule === 'forbidden')
    refuse('packages of this format have no namespace');
  if (/[~$]$/.test(namespace)) refuse('a namespace prefix cannot be followed by a name');
  if (name === '' && suffix !== '*') refuse(`${suffix} must follow a name`);
}

/** Whether a pattern matches a path `/format/namespace/name` to the letter: a strong hit (PG-030). */
export function hits({ stem, suffix }: GroupPattern, path: string): boolean {
  if (suffix === '$') return path === stem;
  if (!path.startsWith(stem)) return false;
  return suffix === '*' || path.length === stem.length || !startsWithWordCharacter(path.slice(stem.length));
}

/** Whether every path that `inner` matches is also matched by `outer`, another pattern (PG-101). */
export function contains(outer: GroupPattern, inner: GroupPattern): boolean {
  if (outer.suffix === '$' || !inner.stem.startsWith(outer.stem)) return false;
  if (inner.stem.length === outer.stem.length) return SPECIFICITY[inner.suffix] > SPECIFICITY[outer.suffix];
  return outer.suffix === '*' || !startsWithWordCharacter(inner.stem.slice(outer.stem.length));
}

/** Between equal stems `$` is more specific than `~`, and `~` than `*` (PG-035). */
export const SPECIFICITY: Readonly<Record<PatternSuffix, number>> = { $: 2, '~': 1, '*': 0 };

function startsWithWordCharacter(text: string): boolean {
  return WORD_CHARACTER.test(String.fromCodePoint(text.codePointAt(0) ?? 0));
}
