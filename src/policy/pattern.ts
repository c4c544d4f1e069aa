import type { ConditionContext } from './condition-context';

const ANY = -1;
const ONE = -2;

interface Variable {
  /** Lower-cased condition key. */
  readonly key: string;
  readonly otherwise: string | undefined;
}

type Token = number | Variable;

export interface PatternOptions {
  /** Whether `*` and `?` stand for other characters. */
  readonly wildcards: boolean;
  /** Whether `${key}` stands for what is known of the request (IAM-068). */
  readonly variables: boolean;
}

/** Whether a whole text is as a policy says (IAM-005). */
export type Pattern = (text: string, context: ConditionContext) => boolean;

/** Whether a text of a policy has variables, so that it says something else for each request. */
export function hasVariables(source: string): boolean {
  return source.includes('${');
}

/**
 * Compiles a text of a policy: `*` stands for any run of characters, `/` and `:` included, and `?` for one. A variable
 * stands for its value to the letter; one that is not known and has no default matches nothing.
 */
export function compilePattern(source: string, options: PatternOptions): Pattern {
  const tokens = tokenize(source, options);
  if (tokens.some(isVariable)) {
    return (text, context) => {
      const expanded = expand(tokens, context);
      return expanded !== undefined && matches(expanded, text);
    };
  }
  const plain = tokens.filter((token) => typeof token === 'number');
  const wild = plain.findIndex((token) => token < 0);
  if (wild < 0) {
    const literal = String.fromCharCode(...plain);
    return (text) => text === literal;
  }
  if (plain.length === 1 && wild === 0 && plain[0] === ANY) return () => true;
  // Most patterns differ from most texts in how they begin.
  const prefix = String.fromCharCode(...plain.slice(0, wild));
  return (text) => text.startsWith(prefix) && matches(plain, text);
}

function isVariable(token: Token): token is Variable {
  return typeof token === 'object';
}

function tokenize(source: string, { wildcards, variables }: PatternOptions): Token[] {
  const tokens: Token[] = [];
  let rest = source;
  while (rest !== '') {
    const variable = variables ? /^\$\{([^{}]*)\}/.exec(rest) : null;
    if (variable) {
      tokens.push(...toTokens(variable[1] ?? ''));
      rest = rest.slice(variable[0].length);
      continue;
    }
    const code = rest.charCodeAt(0);
    tokens.push(wildcards && rest.startsWith('*') ? ANY : wildcards && rest.startsWith('?') ? ONE : code);
    rest = rest.slice(1);
  }
  return tokens;
}

/** `${*}`, `${?}` and `${$}` are those characters themselves; a default follows a comma in quotes. */
function toTokens(name: string): Token[] {
  if (name === '*' || name === '?' || name === '$') return [name.charCodeAt(0)];
  const comma = name.indexOf(',');
  const quoted = comma < 0 ? undefined : /^'(.*)'$/s.exec(name.slice(comma + 1).trim());
  const key = quoted ? name.slice(0, comma) : name;
  return [{ key: key.trim().toLowerCase(), otherwise: quoted?.[1] }];
}

function expand(tokens: readonly Token[], context: ConditionContext): number[] | undefined {
  const expanded: number[] = [];
  for (const token of tokens) {
    if (!isVariable(token)) {
      expanded.push(token);
      continue;
    }
    const values = context(token.key);
    // A key with several values cannot stand in a text.
    const value = values?.length === 1 ? values[0] : token.otherwise;
    if (value === undefined) return undefined;
    for (let at = 0; at < value.length; at += 1) expanded.push(value.charCodeAt(at));
  }
  return expanded;
}

/** Goes back to the last `*` only, so that no pattern takes longer than its length times the text's. */
function matches(pattern: readonly number[], text: string): boolean {
  let [at, position, lastAny, resume] = [0, 0, -1, 0];
  while (position < text.length) {
    const token = pattern[at];
    if (token === ANY) {
      lastAny = at;
      at += 1;
      resume = position;
    } else if (token === ONE || token === text.charCodeAt(position)) {
      at += 1;
      position += 1;
    } else if (lastAny >= 0) {
      at = lastAny + 1;
      resume += 1;
      position = resume;
    } else return false;
  }
  while (pattern[at] === ANY) at += 1;
  return at === pattern.length;
}
