import { MergeError } from './merge-error';

type Value = unknown;

/**
 * Sets keys at the top of a YAML file; every other line stays as it is. Each value is made from the present one.
 * @throws MergeError for what is no mapping
 */
export async function mergeYaml(
  text: string,
  keys: Readonly<Record<string, (present: Value) => Value>>,
): Promise<string> {
  const { isMap, isScalar, parseDocument, stringify } = await import('yaml');
  let merged = text;
  for (const [key, make] of Object.entries(keys)) {
    const document = parseDocument(merged);
    const { contents, errors } = document;
    if (errors.length > 0 || (contents !== null && !isMap(contents)) || (isMap(contents) && contents.flow))
      throw new MergeError('is no YAML mapping in block style');
    const pair = contents?.items.find((item) => isScalar(item.key) && item.key.value === key);
    const present: Value = pair ? (document.toJS() as Record<string, Value>)[key] : undefined; // a mapping, as above
    const block = stringify({ [key]: make(present) });
    if (!pair) {
      merged = merged === '' || merged.endsWith('\n') ? merged + block : `${merged}\n${block}`;
      continue;
    }
    const from = rangeOf(pair.key)?.[0];
    const to = rangeOf(pair.value)?.[1];
    if (from === undefined || to === undefined) throw new MergeError(`has no value for ${key}`);
    const isLineTaken = merged[to - 1] === '\n';
    merged = merged.slice(0, from) + (isLineTaken ? block : block.trimEnd()) + merged.slice(to);
  }
  return merged;
}

function rangeOf(node: unknown): readonly number[] | undefined {
  const { range } = (node ?? {}) as { range?: readonly number[] | null }; // a node of the document
  return range ?? undefined;
}
