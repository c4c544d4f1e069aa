import {
  loadServiceModel,
  nameOf,
  type Member,
  type Model,
  type Shape,
  type Traits,
} from '../../src/protocol/service-model';
import type { OperationName } from '../../src/protocol/types';

/** A request as it is to go over the wire: the query percent-encoded, nothing signed. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request that is valid but for, or including, one value at the edge of one constraint. */
export interface ConstraintVariant {
  readonly operation: OperationName;
  readonly title: string;
  /** Path of the varied member in the service's spelling of it; a rejection names it, or what it is in. */
  readonly member: string;
  readonly accepted: boolean;
  /** `valid` replaces generated values of other top-level members, so that they can name things that exist. */
  build(valid?: Readonly<Record<string, unknown>>): RawRequest;
}

type Place = 'query' | 'header' | 'body' | 'payload';
type Path = readonly (string | number)[];

interface Variation {
  readonly title: string;
  /** Undefined leaves the member out. */
  readonly value: unknown;
  readonly accepted: boolean;
}

interface Varied extends Variation {
  readonly path: Path;
}

// By the model's patterns, so that a pattern new to the model is noticed: values of a fitting length that break it and
// values that look odd and do not.
const PATTERNS: Readonly<Record<string, { bad: readonly string[]; good: readonly string[] }>> = {
  '^[0-9]{12}$': { bad: ['12345678901a', '12345678901\n', '١٢٣٤٥٦٧٨٩٠١٢'], good: ['000000000000'] },
  '^\\S+$': { bad: ['a b', 'ab\n', '\tab', ' '], good: ['a:b/c', 'é'] },
  '^\\P{C}+$': { bad: ['a\u0000b', 'ab\n', 'a\u200bb', '\u007f'], good: ['a b', 'é/è'] },
  '^\\P{C}*$': { bad: ['a\u0000b', 'ab\n', 'a\u200bb'], good: ['', 'a b'] },
  '^[a-z][a-z0-9\\-]{0,48}[a-z0-9]$': {
    bad: ['Abc', 'my_domain', '-ab', 'ab-', '9ab', 'ab\n', 'a.b', 'äb'],
    good: ['a1', 'a--b'],
  },
  '^[A-Za-z0-9][A-Za-z0-9._\\-:]{1,99}$': {
    bad: ['_ab', 'a/b', 'ab\n', 'a b'],
    good: ['public:npmjs', '9-._'],
  },
  '^[A-Za-z0-9][A-Za-z0-9._\\-]{1,99}$': { bad: ['-ab', 'a:b', 'ab\n', 'a b'], good: ['A1', '9-._'] },
  '^[0-9a-f]+$': { bad: ['A'.repeat(64), 'g'.repeat(64), 'UNSIGNED-PAYLOAD'], good: ['0f'.repeat(32)] },
  '^[^#/\\s]+$': { bad: ['@types/foo', 'a#b', 'a b', 'ab\n'], good: ['a+b', '1.0.0-rc.1', '@a', '%2F'] },
  '^[^\\p{C}\\p{IsWhitespace}]+$': {
    bad: ['/a b', '/a\u0000', '/a\u00a0b', '/a\u2003b'],
    good: ['/npm/*', '/*'],
  },
  '^[\\P{C}\\s]+$': { bad: ['a\u0000b', '{}\u200b'], good: ['{\n\t"a": 1\r\n}'] },
};

const ASTRAL = '😀';
// Keeps the request line, at twelve characters for each code point, under what HTTP servers accept.
const LONGEST_ASTRAL_QUERY = 1020;

/** For every constraint of every operation's input the values on both sides of its edges. */
export function* constraintVariants(): Iterable<ConstraintVariant> {
  const model = loadServiceModel();
  for (const [id, shape] of model.shapes) {
    if (shape.type === 'operation') yield* operationVariants(model, nameOf(id) as OperationName, shape);
  }
}

function* operationVariants(
  model: Model,
  operation: OperationName,
  shape: Shape,
): Iterable<ConstraintVariant> {
  const input = model.shape(shape.input?.target ?? '');
  const members = Object.entries(input.members ?? {});
  const base = Object.fromEntries(members.map(([name, member]) => [name, validValue(model, member)]));
  for (const [name, member] of members) {
    const place = placeOf(member);
    if (place === 'payload') continue;
    for (const { path, title, value, accepted } of memberVariations(model, member, [name], place)) {
      const build = (valid: Readonly<Record<string, unknown>> = {}) =>
        toRawRequest(shape, input, replaced({ ...base, ...without(valid, name) }, path, value));
      yield { operation, title, member: path.join('.'), accepted, build };
    }
  }
}

/** What is tried at a structure's member: the member left out, and its values. */
function* memberVariations(model: Model, member: Member, path: Path, place: Place): Iterable<Varied> {
  const optional = member.traits?.['smithy.api#required'] === undefined;
  const at = path.join('.');
  yield { path, title: `${at} left out`, value: undefined, accepted: optional };
  if (place === 'body') yield { path, title: `${at} null`, value: null, accepted: optional };
  yield* valueVariations(model, member, path, place);
}

function* valueVariations(model: Model, member: Member, path: Path, place: Place): Iterable<Varied> {
  const shape = model.shape(member.target);
  const variations = [
    ...(place === 'body' ? wrongTypes(shape) : wrongTexts(shape, member.traits)),
    ...simpleVariations(shape, place),
    ...listSizes(model, shape),
  ];
  for (const variation of variations)
    yield { ...variation, path, title: `${path.join('.')} ${variation.title}` };
  yield* nestedVariations(model, shape, path);
}

function* nestedVariations(model: Model, shape: Shape, path: Path): Iterable<Varied> {
  if (shape.type === 'structure') {
    for (const [name, member] of Object.entries(shape.members ?? {}))
      yield* memberVariations(model, member, [...path, name], 'body');
  }
  if (shape.type === 'list' && shape.member) {
    yield { path: [...path, 0], title: `${path.join('.')} with a null in it`, value: null, accepted: false };
    yield* valueVariations(model, shape.member, [...path, 0], 'body');
  }
  if (shape.type === 'map' && shape.key && shape.value) {
    const [key, value] = [validKey(model, shape.key), validValue(model, shape.value)];
    for (const variation of simpleVariations(model.shape(shape.key.target), 'body')) {
      const title = `${path.join('.')} key ${variation.title}`;
      yield { ...variation, path, title, value: { [String(variation.value)]: value } };
    }
    yield { path: [...path, key], title: `${path.join('.')} value null`, value: null, accepted: false };
    yield* valueVariations(model, shape.value, [...path, key], 'body');
  }
}

function simpleVariations(shape: Shape, place: Place): Variation[] {
  const variations = [...lengths(shape, place), ...patterns(shape), ...ranges(shape), ...enums(shape)];
  // A header cannot carry these at all.
  return place === 'header' ? variations.filter(({ value }) => !/[^ -~]/u.test(String(value))) : variations;
}

function lengths(shape: Shape, place: Place): Variation[] {
  const length = shape.traits?.['smithy.api#length'];
  if (length === undefined || shape.type !== 'string') return [];
  const edges = edgesOf(length).filter(({ at }) => at >= 0);
  const plain = edges.map(({ at, accepted }) => ({
    title: `of length ${at}`,
    value: fill(shape).repeat(at),
    accepted,
  }));
  const { max } = length;
  if (max === undefined || !takesAstral(shape) || (place === 'query' && max > LONGEST_ASTRAL_QUERY))
    return plain;
  return [
    ...plain,
    { title: `of ${max} astral code points`, value: ASTRAL.repeat(max), accepted: true },
    { title: `of ${max + 1} astral code points`, value: ASTRAL.repeat(max + 1), accepted: false },
  ];
}

function patterns(shape: Shape): Variation[] {
  const pattern = shape.traits?.['smithy.api#pattern'];
  if (pattern === undefined) return [];
  const examples = PATTERNS[pattern];
  if (examples === undefined) throw new Error(`No examples for the pattern ${pattern}`);
  const { min = 0, max = Infinity } = shape.traits?.['smithy.api#length'] ?? {};
  const fits = (value: string) => [...value].length >= min && [...value].length <= max;
  return [
    ...examples.bad.map((value) => ({ title: `not like ${JSON.stringify(value)}`, value, accepted: false })),
    ...examples.good
      .filter(fits)
      .map((value) => ({ title: `like ${JSON.stringify(value)}`, value, accepted: true })),
  ];
}

function ranges(shape: Shape): Variation[] {
  const range = shape.traits?.['smithy.api#range'];
  if (range === undefined) return [];
  return edgesOf(range).map(({ at, accepted }) => ({ title: `of ${at}`, value: at, accepted }));
}

function enums(shape: Shape): Variation[] {
  if (shape.type !== 'enum') return [];
  const values = enumValues(shape);
  const wrong = ['NO_SUCH_VALUE', '', ...values.map(swapCase)].filter((value) => !values.includes(value));
  return [
    ...values.map((value) => ({ title: `of ${value}`, value, accepted: true })),
    ...wrong.map((value) => ({ title: `of "${value}"`, value, accepted: false })),
  ];
}

function* listSizes(model: Model, shape: Shape): Iterable<Variation> {
  const length = shape.traits?.['smithy.api#length'];
  if (shape.type !== 'list' || shape.member === undefined || length === undefined) return;
  for (const { at, accepted } of edgesOf(length)) {
    if (at < 0) continue;
    const element = validValue(model, shape.member);
    yield { title: `of ${at} elements`, value: Array.from({ length: at }, () => element), accepted };
  }
}

function wrongTypes(shape: Shape): Variation[] {
  const values = { string: 'true', number: 1.5, boolean: true, list: [['x']], object: { x: {} } };
  const own = { structure: 'object', map: 'object', enum: 'string', integer: '', long: '' }[shape.type];
  return Object.entries(values)
    .filter(([type]) => type !== (own ?? shape.type))
    .map(([type, value]) => ({ title: `as a JSON ${type}`, value, accepted: false }));
}

function wrongTexts(shape: Shape, traits: Traits | undefined): Variation[] {
  const extra = Object.keys(traits?.['codeartifactLocal#spellings'] ?? {});
  const reject = (value: string) => ({ title: `as "${value}"`, value, accepted: extra.includes(value) });
  if (shape.type === 'boolean')
    return [
      'true',
      'false',
      ...extra,
      ...['TRUE', '1', 'yes', '', ' true'].filter((text) => !extra.includes(text)),
    ].map((value) =>
      value === 'true' || value === 'false' ? { ...reject(value), accepted: true } : reject(value),
    );
  if (shape.type !== 'integer' && shape.type !== 'long') return [];
  return ['', 'abc', '1.5', '1e1', '0x1', ' 1', '+1', '-1', '99999999999999999999', 'NaN'].map(reject);
}

function edgesOf({ min, max }: { min?: number; max?: number }): { at: number; accepted: boolean }[] {
  const around = [min, max].flatMap((edge) => (edge === undefined ? [] : [edge - 1, edge, edge + 1]));
  return [...new Set(around)].map((at) => ({
    at,
    accepted: at >= (min ?? -Infinity) && at <= (max ?? Infinity),
  }));
}

function validValue(model: Model, member: Member): unknown {
  const shape = model.shape(member.target);
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members ?? {}).map(([name, inner]) => [name, validValue(model, inner)]),
      );
    case 'list':
      return shape.member ? [validValue(model, shape.member)] : [];
    case 'map':
      return shape.key && shape.value ? { [validKey(model, shape.key)]: validValue(model, shape.value) } : {};
    case 'enum':
      return enumValues(shape)[0];
    case 'boolean':
      return true;
    case 'integer':
    case 'long':
      return shape.traits?.['smithy.api#range']?.max ?? 1;
    case 'blob':
      return Buffer.from('asset');
    default:
      return fill(shape).repeat(Math.max(shape.traits?.['smithy.api#length']?.min ?? 0, 1));
  }
}

function validKey(model: Model, key: Member): string {
  return String(validValue(model, key));
}

function enumValues(shape: Shape): string[] {
  return Object.values(shape.members ?? {}).flatMap(({ traits }) => traits?.['smithy.api#enumValue'] ?? []);
}

/** A character that any number of satisfies the shape's pattern, its length apart. */
function fill(shape: Shape): string {
  return shape.traits?.['smithy.api#pattern'] === '^[0-9]{12}$' ? '1' : 'a';
}

function takesAstral(shape: Shape): boolean {
  const pattern = shape.traits?.['smithy.api#pattern'] ?? '';
  return pattern === '' || /\\P\{C\}|\\S|\[\^/u.test(pattern);
}

function swapCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

function placeOf({ traits }: Member): Place {
  if (traits?.['smithy.api#httpQuery'] !== undefined) return 'query';
  if (traits?.['smithy.api#httpHeader'] !== undefined) return 'header';
  return traits?.['smithy.api#httpPayload'] !== undefined ? 'payload' : 'body';
}

function without(values: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}

function replaced(root: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(root))
    return root.map((element, index) => (index === step ? replaced(element, rest, value) : element));
  const object = root as Readonly<Record<string, unknown>>; // the path was walked along this value's own shape
  return { ...object, [step]: replaced(object[step], rest, value) };
}

function toRawRequest(operation: Shape, input: Shape, values: unknown): RawRequest {
  const http = operation.traits?.['smithy.api#http'];
  if (http === undefined) throw new Error('An operation without an HTTP binding');
  const query: string[] = [];
  const headers: Record<string, string> = {};
  const json: Record<string, unknown> = {};
  let body: Buffer | undefined;
  const given = Object.entries(values as Readonly<Record<string, unknown>>); // built from the input's members above
  for (const [name, value] of given) {
    const traits = input.members?.[name]?.traits;
    if (value === undefined) continue;
    const parameter = traits?.['smithy.api#httpQuery'];
    const header = traits?.['smithy.api#httpHeader'];
    if (parameter !== undefined) query.push(`${parameter}=${percentEncode(toText(value))}`);
    else if (header !== undefined) headers[header] = toText(value);
    else if (Buffer.isBuffer(value)) body = value;
    else json[name] = value;
  }
  if (body === undefined && Object.keys(json).length > 0) {
    headers['content-type'] = 'application/json';
    body = Buffer.from(JSON.stringify(json));
  }
  return {
    method: http.method,
    path: http.uri,
    query: query.join('&'),
    headers,
    body: body ?? Buffer.alloc(0),
  };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
