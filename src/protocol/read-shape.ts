import type { Member, Model, Shape } from './service-model';
import { checkValue, compileConstraints, describeAll, type Constraint } from './validate';
import { addViolation, type Violations } from './violations';

/** Turns a JSON value that is there (never null) into a member's value, noting what is wrong with it. */
export type JsonReader = (value: unknown, path: string, violations: Violations) => unknown;

/** Turns a query parameter's or header's text into a member's value, noting what is wrong with it. */
export type TextReader = (text: string, path: string, violations: Violations) => unknown;

interface SimpleType {
  readonly article: string;
  /** Undefined for a value of another type. */
  fromJson(value: unknown): unknown;
  fromText(text: string): unknown;
}

const STRING: SimpleType = {
  article: 'a string',
  fromJson: (value) => (typeof value === 'string' ? value : undefined),
  fromText: (text) => text,
};
const BOOLEAN: SimpleType = {
  article: 'a boolean',
  fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
  fromText: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};
const SIMPLE_TYPES: ReadonlyMap<string, SimpleType> = new Map([
  ['string', STRING],
  ['enum', STRING],
  ['boolean', BOOLEAN],
  ['integer', integerUpTo('an integer', 2 ** 31 - 1)],
  ['long', integerUpTo('a long', Number.MAX_SAFE_INTEGER)],
]);

/** Compiles the reader of a body member; throws on a type that this service's inputs do not have. */
export function compileJsonReader(model: Model, member: Member): JsonReader {
  const shape = model.shape(member.target);
  if (shape.type === 'structure') return structureReader(model, shape);
  if (shape.type === 'list') return listReader(model, shape);
  if (shape.type === 'map') return mapReader(model, shape);
  const type = simpleTypeOf(shape);
  const constraints = compileConstraints(shape);
  return (value, path, violations) => {
    const read = type.fromJson(value);
    if (read === undefined) addViolation(violations, path, `Member must be ${type.article}`);
    else checkValue(constraints, read, path, violations);
    return read;
  };
}

/** Compiles the reader of a query or header member; throws on anything but a simple type. */
export function compileTextReader(model: Model, member: Member): TextReader {
  const shape = model.shape(member.target);
  const type = simpleTypeOf(shape);
  const constraints = compileConstraints(shape);
  const spellings = new Map(Object.entries(member.traits?.['codeartifactLocal#spellings'] ?? {}));
  return (text, path, violations) => {
    const read = spellings.get(text) ?? type.fromText(text);
    if (read === undefined) addViolation(violations, path, `Member must be ${type.article}`, text);
    else checkValue(constraints, read, path, violations);
    return read;
  };
}

/** The value of a member that the request leaves out: its default, or a violation where it is required. */
export function compileAbsent(member: Member): (path: string, violations: Violations) => unknown {
  const fallback = member.traits?.['smithy.api#default'];
  const required = member.traits?.['smithy.api#required'] !== undefined;
  return (path, violations) => {
    if (required) addViolation(violations, path, 'Member must not be null', null);
    return fallback;
  };
}

/** Whether a parsed JSON value is an object, not a list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member's value; undefined where it is missing or null, which mean the same (REPO-015). */
export function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

function integerUpTo(article: string, limit: number): SimpleType {
  const checked = (value: unknown) =>
    Number.isInteger(value) && Math.abs(Number(value)) <= limit ? value : undefined;
  return {
    article,
    fromJson: checked,
    fromText: (text) => (/^-?\d{1,17}$/u.test(text) ? checked(Number(text)) : undefined),
  };
}

function simpleTypeOf(shape: Shape): SimpleType {
  const type = SIMPLE_TYPES.get(shape.type);
  if (type === undefined) throw new Error(`Inputs with a ${shape.type} here are not supported`);
  return type;
}

function structureReader(model: Model, shape: Shape): JsonReader {
  const members = Object.entries(shape.members ?? {}).map(([name, member]) => ({
    name,
    read: compileJsonReader(model, member),
    absent: compileAbsent(member),
  }));
  return (value, path, violations) => {
    if (!isJsonObject(value)) return addViolation(violations, path, 'Member must be an object');
    const structure: Record<string, unknown> = {};
    for (const { name, read, absent } of members) {
      const given = ownMember(value, name);
      const at = `${path}.${name}`;
      const member = given === undefined ? absent(at, violations) : read(given, at, violations);
      if (member !== undefined) structure[name] = member;
    }
    return structure;
  };
}

function listReader(model: Model, shape: Shape): JsonReader {
  if (shape.member === undefined) throw new Error('A list without a member');
  const readElement = compileElement(model, shape.member, 'Member must satisfy constraint: ');
  const constraints = compileConstraints(shape);
  return (value, path, violations) => {
    if (!Array.isArray(value)) return addViolation(violations, path, 'Member must be a list');
    const list = value.map((element: unknown, index) =>
      readElement.read(element, `${path}.${index + 1}.member`, violations),
    );
    checkValue(constraints, list, path, violations);
    readElement.check(list, list, path, violations);
    return list;
  };
}

function mapReader(model: Model, shape: Shape): JsonReader {
  if (shape.key === undefined || shape.value === undefined) throw new Error('A map without key or value');
  const key = compileElement(model, shape.key, 'Map keys must satisfy constraint: ');
  const member = compileElement(model, shape.value, 'Map value must satisfy constraint: ');
  const constraints = compileConstraints(shape);
  return (value, path, violations) => {
    if (!isJsonObject(value)) return addViolation(violations, path, 'Member must be a map');
    // Without a prototype, so that the key `__proto__` is a key like any other.
    const map = Object.create(null) as Record<string, unknown>;
    for (const [name, given] of Object.entries(value)) {
      map[name] = member.read(given, `${path}.${name}.member`, violations);
    }
    checkValue(constraints, map, path, violations);
    key.check(Object.keys(map), map, path, violations);
    member.check(Object.values(map), map, path, violations);
    return map;
  };
}

interface ElementReader {
  /** Null stays null where `check` is going to report it, undefined where it has been reported. */
  read(element: unknown, path: string, violations: Violations): unknown;
  /** Reports once, quoting the whole collection, if any simple element breaks a constraint, as the service does. */
  check(elements: readonly unknown[], whole: unknown, path: string, violations: Violations): void;
}

function compileElement(model: Model, member: Member, prefix: string): ElementReader {
  const shape = model.shape(member.target);
  const type = SIMPLE_TYPES.get(shape.type);
  if (type !== undefined) return simpleElement(type, compileConstraints(shape), prefix);
  const read = compileJsonReader(model, member);
  return {
    read: (element, path, violations) =>
      element === null
        ? addViolation(violations, path, 'Member must not be null', null)
        : read(element, path, violations),
    check: () => undefined,
  };
}

function simpleElement(type: SimpleType, constraints: readonly Constraint[], prefix: string): ElementReader {
  const text = prefix + describeAll(constraints);
  const holds = (element: unknown) =>
    element === undefined ||
    (element !== null && constraints.every((constraint) => constraint.holds(element)));
  return {
    read(element, path, violations) {
      if (element === null) return null;
      const read = type.fromJson(element);
      if (read === undefined) addViolation(violations, path, `Member must be ${type.article}`);
      return read;
    },
    check(elements, whole, path, violations) {
      if (!elements.every(holds)) addViolation(violations, path, text, whole);
    },
  };
}
