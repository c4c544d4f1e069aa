import { createRequire } from 'node:module';
import type * as yaml from 'yaml';
import { GemError } from './gem-error';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

const MAX_DEPTH = 100;
const MAX_NODES = 50_000;
const MAX_LEXEMES = 100_000;

/** A YAML document as plain data: every scalar is text, and what has no value is null. */
export type YamlData = string | null | readonly YamlData[] | ReadonlyMap<string, YamlData>;

// As Ruby's own reader has it; texts stay as they are, so that 1.10 is no number (RUBY-057).
const OPTIONS: yaml.ParseOptions & yaml.DocumentOptions & yaml.SchemaOptions = {
  version: '1.1',
  schema: 'failsafe',
  merge: false,
  strict: false,
  uniqueKeys: false,
  logLevel: 'silent',
  prettyErrors: false,
};

/**
 * Reads a YAML document as data: tags name classes there, and are read past; an alias is the very value that it stands
 * for, so that aliases of aliases multiply nothing, and one inside of itself is null (RUBY-057). Throws GemError.
 */
export function parseYaml(text: string): YamlData {
  const library = load('yaml') as typeof yaml; // what that package exports
  const composer = new library.Composer(OPTIONS);
  const [document] = composer.compose(readTokens(library, text), true, text.length);
  if (!document) return null;
  const [damage] = document.errors;
  if (damage) throw new GemError(`its YAML is damaged: ${damage.message}`);
  const anchors = new Map<string, YamlData>();
  let nodes = 0;
  const toData = (node: unknown, depth: number): YamlData => {
    if (++nodes > MAX_NODES) throw new GemError('its YAML has too many values');
    if (depth > MAX_DEPTH) throw new GemError('its YAML is nested too deeply');
    if (library.isAlias(node)) return anchors.get(node.source) ?? null;
    let data: YamlData = null;
    if (library.isScalar(node)) data = toText(node);
    else if (library.isSeq(node)) data = node.items.map((item) => toData(item, depth + 1));
    else if (library.isMap(node)) data = toMap(node);
    if (library.isNode(node) && 'anchor' in node && typeof node.anchor === 'string') {
      anchors.set(node.anchor, data);
    }
    return data;
    function toMap({ items }: yaml.YAMLMap): ReadonlyMap<string, YamlData> {
      const entries = new Map<string, YamlData>();
      for (const { key, value } of items) {
        const name = toData(key, depth + 1);
        const content = toData(value, depth + 1);
        if (typeof name === 'string') entries.set(name, content);
      }
      return entries;
    }
  };
  return toData(document.contents, 0);
}

/**
 * What the library's parser gives, as long as it is no more than anybody wants to have composed. Composing is recursive,
 * and a stack that is full may end the process instead of throwing.
 */
function* readTokens(library: typeof yaml, text: string): Generator<yaml.CST.Token> {
  const parser = new library.Parser();
  let lexemes = 0;
  for (const lexeme of new library.Lexer().lex(text)) {
    if (++lexemes > MAX_LEXEMES) throw new GemError('its YAML has too many values');
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) throw new GemError('its YAML is nested too deeply');
  }
  yield* parser.end();
}

function toText({ value, type, tag }: yaml.Scalar): string | null {
  const text = typeof value === 'string' ? value : '';
  if (type === 'PLAIN' && /^(?:~|null|)$/i.test(text)) return null;
  if (tag === '!binary' || tag === 'tag:yaml.org,2002:binary') {
    return Buffer.from(text, 'base64').toString('utf8');
  }
  return text;
}

export function isMap(data: YamlData | undefined): data is ReadonlyMap<string, YamlData> {
  return data instanceof Map;
}

export function isList(data: YamlData | undefined): data is readonly YamlData[] {
  return Array.isArray(data);
}
