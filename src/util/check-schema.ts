import { isJsonObject } from './json-object';

/** The part of JSON Schema that the schemas in `schema/` keep to. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
}

export interface SchemaDocument extends Schema {
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What a value of a program may be besides JSON; a value it accepts is looked at no further. */
export type IsOpaque = (value: unknown) => boolean;

/**
 * Looks for the first thing in a value that its schema does not have.
 * @param at where the value stands: `domains[0].name`; empty at the top
 * @returns one line that names the place, or undefined
 */
export function findMismatch(
  document: SchemaDocument,
  value: unknown,
  at = '',
  isOpaque: IsOpaque = () => false,
): string | undefined {
  return check(document, value, at);

  function check(given: Schema, item: unknown, place: string): string | undefined {
    const schema = resolve(document, given);
    if (isOpaque(item)) return undefined;
    if (schema.anyOf) return checkAny(schema.anyOf, item, place);
    if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(item, schema.type))) {
      return `${nameOf(place)} must be ${describeTypes([schema])}`;
    }
    if (schema.enum && !schema.enum.includes(item)) {
      return `${nameOf(place)} must be one of ${schema.enum.join(', ')}, not ${render(item)}`;
    }
    if (typeof item === 'string' && schema.pattern !== undefined) {
      if (!new RegExp(schema.pattern, 'u').test(item)) return impossible(place, item);
    }
    if (typeof item === 'number') {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      if (item < minimum || item > maximum) return impossible(place, item);
    }
    if (Array.isArray(item)) return checkList(schema, item, place);
    return isJsonObject(item) ? checkMembers(schema, item, place) : undefined;
  }

  function checkAny(alternatives: readonly Schema[], item: unknown, place: string): string | undefined {
    const resolved = alternatives.map((each) => resolve(document, each));
    const mismatches = resolved.map((each) => check(each, item, place));
    if (mismatches.includes(undefined)) return undefined;
    // What is wrong within the alternative that is meant says more than that it is none of them.
    const meant = resolved.findIndex(
      ({ type }) => type !== undefined && [type].flat().includes(typeOf(item, type)),
    );
    return mismatches[meant] ?? `${nameOf(place)} must be ${describeTypes(resolved)}`;
  }

  function checkList(
    { items, minItems = 0 }: Schema,
    list: readonly unknown[],
    place: string,
  ): string | undefined {
    if (list.length < minItems) return `${nameOf(place)} must not be empty`;
    for (const [index, item] of items ? list.entries() : []) {
      const mismatch = items && check(items, item, `${place}[${index}]`);
      if (mismatch !== undefined) return mismatch;
    }
    return undefined;
  }

  function checkMembers(schema: Schema, object: Record<string, unknown>, place: string): string | undefined {
    const { properties = {}, required = [], additionalProperties = {} } = schema;
    for (const [name, member] of Object.entries(object)) {
      // What a program leaves undefined is not there.
      if (member === undefined) continue;
      const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (known === undefined || known === false) return `${nameOf(place)} has an unknown member '${name}'`;
      const mismatch = check(known, member, join(place, name));
      if (mismatch !== undefined) return mismatch;
    }
    const missing = required.find((name) => !Object.hasOwn(object, name) || object[name] === undefined);
    return missing === undefined ? undefined : `${join(place, missing)} is missing`;
  }
}

function resolve(document: SchemaDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  // Another document, which is looked at where it is read.
  if (!schema.$ref.startsWith('#')) return { type: 'object' };
  const found = document.$defs?.[schema.$ref.slice('#/$defs/'.length)];
  if (!found) throw new Error(`The schema has no ${schema.$ref}`);
  return found;
}

/** The place of a member: `a.b`, or `a["b c"]` for what is no plain word. */
export function join(place: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${place}[${JSON.stringify(name)}]`;
  return place === '' ? name : `${place}.${name}`;
}

const nameOf = (place: string): string => (place === '' ? 'the document' : place);

function impossible(place: string, value: unknown): string {
  return `${nameOf(place)} has an impossible value: ${render(value)}`;
}

function typeOf(value: unknown, wanted: Schema['type']): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) && [wanted].flat().includes('integer') ? 'integer' : typeof value;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ string: 'a text', number: 'a number', integer: 'a whole number', boolean: 'true or false' },
  ...{ array: 'a list', object: 'an object', null: 'null' },
};

function describeTypes(schemas: readonly Schema[]): string {
  const types = schemas.flatMap(({ type }) => [type ?? []].flat());
  return [...new Set(types)].map((type) => TYPES[type] ?? type).join(' or ');
}

function render(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
