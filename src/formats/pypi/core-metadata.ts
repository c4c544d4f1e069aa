/** The fields of a METADATA or PKG-INFO file, or of an upload's form, under their names in core metadata, lower case. */
export interface CoreMetadata {
  /** All values of a field, in order. */
  list(field: string): readonly string[];
  /** The first value, without the `UNKNOWN` that old tools write where there is none. */
  find(field: string): string | undefined;
}

/** Reads core metadata as its files have it: headers as in a mail, the description behind them (PYPI-101). */
export function parseCoreMetadata(text: string): CoreMetadata {
  const [head = '', body = ''] = splitAt(text.replaceAll('\r\n', '\n'), /\n\n/);
  const fields: [string, string][] = [];
  // A line that starts with a blank continues the one before.
  for (const field of head.split(/\n(?![ \t])/)) {
    const match = /^([\w-]+)[ \t]*:[ \t]*([^]*)$/.exec(field);
    const [, name, value] = match ?? [];
    if (name !== undefined && value !== undefined) fields.push([name, unfold(value)]);
  }
  return toCoreMetadata(body.trim() === '' ? fields : [...fields, ['description', body]]);
}

/** Takes names as files (`Requires-Dist`) and forms (`requires_dist`) spell them. */
export function toCoreMetadata(fields: Iterable<readonly [name: string, value: string]>): CoreMetadata {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const field = toFieldName(name);
    const known = values.get(field);
    if (known) known.push(value);
    else values.set(field, [value]);
  }
  return {
    list: (field) => values.get(field) ?? [],
    find: (field) => values.get(field)?.find((value) => value.trim() !== '' && value !== 'UNKNOWN'),
  };
}

/** Forms use the plural for what can be there several times, files do not. */
function toFieldName(name: string): string {
  const field = name.toLowerCase().replaceAll('_', '-');
  if (field === 'classifiers') return 'classifier';
  return field === 'project-urls' ? 'project-url' : field;
}

/** Continuation lines are indented by eight blanks, or by seven and a bar. */
function unfold(value: string): string {
  return value.replace(/\n(?: {8}| {7}\||[ \t]+)/g, '\n').trim();
}

function splitAt(text: string, separator: RegExp): [string, string] {
  const match = separator.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text, ''];
}
