export interface IniSyntax {
  /** Python's: an indented line goes on with the value above. */
  readonly continues: boolean;
}

const HEADER = /^\s*\[(.*)\]\s*$/;

/**
 * Sets keys in a section of an INI file (`undefined`: before every section), and leaves every other line as it is. A key
 * that stands there several times is left once.
 */
export function mergeIni(
  text: string,
  section: string | undefined,
  values: Readonly<Record<string, string>>,
  { continues }: IniSyntax,
): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const isHeader = (line: string): boolean => HEADER.test(line) && !(continues && /^\s/.test(line));
  let start = 0;
  if (section !== undefined) {
    start = lines.findIndex((line) => isHeader(line) && HEADER.exec(line)?.[1]?.trim() === section) + 1;
    if (start === 0) {
      if (lines.length > 0) lines.push('');
      lines.push(`[${section}]`);
      start = lines.length;
    }
  }
  const next = lines.findIndex((line, index) => index >= start && isHeader(line));
  const end = next < 0 ? lines.length : next;
  const rest = new Map(Object.entries(values));
  const kept: string[] = [];
  let isDropping = false;
  for (const line of lines.slice(start, end)) {
    if (continues && isDropping && /^\s+\S/.test(line)) continue;
    const key = /^\s*([^=#;][^=]*?)\s*=/.exec(line)?.[1] ?? '';
    isDropping = Object.hasOwn(values, key);
    if (!isDropping) kept.push(line);
    const value = rest.get(key);
    if (value === undefined) continue;
    rest.delete(key);
    kept.push(renderPair(key, value, continues));
  }
  const added = [...rest].map(([key, value]) => renderPair(key, value, continues));
  const blank = kept.findLastIndex((line) => line.trim() !== '') + 1;
  kept.splice(blank, 0, ...added);
  return [...lines.slice(0, start), ...kept, ...lines.slice(end), ''].join(newline);
}

function renderPair(key: string, value: string, continues: boolean): string {
  return continues ? `${key} = ${value}` : `${key}=${value}`;
}

/** The value of a key in a section, its continued lines joined by spaces. */
export function readIni(text: string, section: string, key: string): string | undefined {
  let isInside = false;
  let value: string | undefined;
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[(.*)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) isInside = header.trim() === section;
    else if (isInside && isOpen && /^\s+\S/.test(line)) value = `${value ?? ''} ${line.trim()}`;
    else if (isInside && line.trim() !== '') {
      const [, name, start] = /^([^=:#;]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      isOpen = name === key;
      if (isOpen) value = start;
    }
  }
  return value?.trim();
}
