import { isDeepStrictEqual } from 'node:util';
import { MergeError } from './merge-error';

export interface TomlTable {
  /** Path of the table, `['registries', 'codeartifact']`; empty for the top of the file. */
  readonly path: readonly string[];
  readonly values: Readonly<Record<string, TomlValue>>;
  /** The table is the one element of an array of tables whose `name` is that of `values`. */
  readonly isElement?: boolean;
}

type TomlValue = string | boolean | Readonly<Record<string, string>>;
type Parsed = Record<string, unknown>;

/**
 * Sets keys of a table in a TOML file and leaves every other line as it is; what comes out is read again and held against
 * what should be there. @throws MergeError where the file spells the table in a way that lines cannot be set in
 */
export async function mergeToml(text: string, table: TomlTable): Promise<string> {
  const { parse } = await import('smol-toml');
  const read = (source: string): Parsed => {
    try {
      return parse(source);
    } catch (error) {
      throw new MergeError(`is no TOML: ${(error as Error).message.split('\n', 1).join('')}`); // the parser's own
    }
  };
  const expected = structuredClone(read(text));
  setIn(expected, table);
  const merged = mergeLines(text, table);
  const isAsExpected = (): boolean => {
    try {
      return isDeepStrictEqual(structuredClone(parse(merged)), expected);
    } catch {
      return false;
    }
  };
  if (!isAsExpected())
    throw new MergeError(`spells [${table.path.join('.')}] in a way that cannot be merged; move it aside`);
  return merged;
}

function mergeLines(text: string, { path, values, isElement }: TomlTable): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const name = path.map(renderKey).join('.');
  const header = isElement ? `[[${name}]]` : `[${name}]`;
  const endOf = (start: number): number => {
    const next = lines.findIndex((line, index) => index >= start && /^\s*\[/.test(line));
    return next < 0 ? lines.length : next;
  };
  const named = `name = ${renderValue(values['name'] ?? '')}`;
  let start = path.length === 0 ? 0 : -1;
  lines.forEach((line, index) => {
    if (start >= 0 || strip(line) !== strip(header)) return;
    const isOurs =
      !isElement || lines.slice(index, endOf(index + 1)).some((each) => strip(each) === strip(named));
    if (isOurs) start = index + 1;
  });
  if (start < 0) {
    if (lines.length > 0) lines.push('');
    lines.push(header);
    start = lines.length;
  }
  const end = endOf(start);
  const inside = lines.slice(start, end);
  for (const [key, value] of Object.entries(values)) {
    const line = `${renderKey(key)} = ${renderValue(value)}`;
    const at = inside.findIndex((each) => keyOf(each) === key);
    if (at >= 0) inside[at] = line;
    else inside.splice(inside.findLastIndex((each) => each.trim() !== '') + 1, 0, line);
  }
  // A key at the top needs distance from the table that follows, if there was none of ours before.
  if (path.length === 0 && end === 0 && lines.length > 0) inside.push('');
  return [...lines.slice(0, start), ...inside, ...lines.slice(end), ''].join(newline);
}

function setIn(root: Parsed, { path, values, isElement }: TomlTable): void {
  let at = root;
  for (const [index, key] of path.entries()) {
    const isList = isElement && index === path.length - 1;
    const present = at[key];
    if (isList) {
      const list: unknown[] = Array.isArray(present) ? present : [];
      const found = list.find((each) => (each as Parsed)['name'] === values['name']) as Parsed | undefined; // tables
      at[key] = found ? list : [...list, { ...values }];
      Object.assign(found ?? {}, values);
      return;
    }
    const next = typeof present === 'object' && present !== null ? (present as Parsed) : {}; // a table
    at[key] = next;
    at = next;
  }
  Object.assign(at, structuredClone(values));
}

const strip = (line: string): string => line.replace(/#.*$/, '').replaceAll(/[\s"']/g, '');

function keyOf(line: string): string | undefined {
  const [, quoted, bare] = /^\s*(?:"([^"]+)"|([\w-]+))\s*=/.exec(line) ?? [];
  return quoted ?? bare;
}

function renderKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function renderValue(value: TomlValue): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, text]) => `${renderKey(key)} = ${JSON.stringify(text)}`);
  return `{ ${pairs.join(', ')} }`;
}
