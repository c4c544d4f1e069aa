import * as client from '@aws-sdk/client-codeartifact';
import { loadProtocol } from '../../src/protocol/model';
import {
  loadServiceModel,
  nameOf,
  type Member,
  type Model,
  type Shape,
} from '../../src/protocol/service-model';

/** A structure member as both sides can tell it: the SDK knows no enums and no integer sizes. */
interface Description {
  readonly binding: string;
  readonly required: boolean;
  readonly type: unknown;
}

type Structure = Readonly<Record<string, Description>>;

// The SDK's schemas are tuples that its types do not describe: [kind, namespace, name, traits, …].
type SdkSchema = readonly [number, string, string, unknown, ...unknown[]];
const sdk = client as unknown as Readonly<Record<string, SdkSchema>>;

const PAYLOAD_BIT = 16;
const SDK_SIMPLE: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [4, 'timestamp'],
  [21, 'blob'],
  [42, 'streaming blob'],
  [64, { list: 'string' }],
  [128, { map: 'string' }],
]);
const MODEL_SIMPLE: Readonly<Record<string, string>> = {
  ...{ string: 'string', enum: 'string', boolean: 'boolean', timestamp: 'timestamp' },
  ...{ integer: 'number', long: 'number' },
};

// TAG-009 and DOM-115, in models/patches.json: the SDK insists on it, the service does not.
const PATCHED_TO_OPTIONAL = ['Tag.value'];

function fromSdk(schema: unknown): unknown {
  const simple = SDK_SIMPLE.get(schema);
  if (simple !== undefined) return simple;
  if (typeof schema === 'function') return fromSdk((schema as () => unknown)());
  const [kind, , name, , ...rest] = schema as SdkSchema; // what is not a number or a function is such a tuple
  if (kind === 0) return SDK_SIMPLE.get(rest[0]);
  if (kind === 1) return { list: fromSdk(rest[0]) };
  if (kind === 2) return { map: fromSdk(rest[1]) };
  return structureFromSdk(name, rest as [readonly string[], readonly unknown[], number?]);
}

function structureFromSdk(
  structure: string,
  [names, schemas, required = 0]: readonly [readonly string[], readonly unknown[], number?],
): Structure {
  return Object.fromEntries(
    names.map((name, index): [string, Description] => {
      // A member is a schema, or a pair of a schema and the member's own traits.
      const schema: unknown = schemas[index];
      const pair = Array.isArray(schema) && schema.length === 2;
      const [target, traits]: readonly [unknown, unknown] = pair ? [schema[0], schema[1]] : [schema, 0];
      const optional = index >= required || PATCHED_TO_OPTIONAL.includes(`${structure}.${name}`);
      return [name, { binding: bindingFromSdk(traits), required: !optional, type: fromSdk(target) }];
    }),
  );
}

function bindingFromSdk(traits: unknown): string {
  if (traits === PAYLOAD_BIT) return 'payload';
  const { httpQuery, httpHeader } = Object(traits) as { httpQuery?: string; httpHeader?: string };
  if (httpQuery !== undefined) return `query ${httpQuery}`;
  return httpHeader === undefined ? 'body' : `header ${httpHeader}`;
}

function fromModel(model: Model, shape: Shape): unknown {
  const simple = MODEL_SIMPLE[shape.type];
  if (simple !== undefined) return simple;
  if (shape.type === 'list' && shape.member)
    return { list: fromModel(model, model.shape(shape.member.target)) };
  if (shape.type === 'map' && shape.value) return { map: fromModel(model, model.shape(shape.value.target)) };
  if (shape.type === 'structure') return structureFromModel(model, shape);
  return shape.traits && 'smithy.api#streaming' in shape.traits ? `streaming ${shape.type}` : shape.type;
}

function structureFromModel(model: Model, shape: Shape): Structure {
  return Object.fromEntries(
    Object.entries(shape.members ?? {}).map(([name, member]) => [
      name,
      {
        binding: bindingFromModel(member),
        required: member.traits?.['smithy.api#required'] !== undefined,
        type: fromModel(model, model.shape(member.target)),
      },
    ]),
  );
}

function bindingFromModel({ traits }: Member): string {
  if (traits?.['smithy.api#httpPayload'] !== undefined) return 'payload';
  if (traits?.['smithy.api#httpQuery'] !== undefined) return `query ${traits['smithy.api#httpQuery']}`;
  const header = traits?.['smithy.api#httpHeader'];
  return header === undefined ? 'body' : `header ${header}`;
}

const model = loadServiceModel();
const protocol = loadProtocol();
const shapesOf = (matches: (shape: Shape) => boolean) =>
  [...model.shapes].filter(([, shape]) => matches(shape)).map(([id, shape]) => ({ name: nameOf(id), shape }));
const operations = shapesOf(({ type }) => type === 'operation');
const errors = shapesOf(({ traits }) => traits?.['smithy.api#httpError'] !== undefined);

test('the SDK has the operations that the model has', () => {
  const commands = Object.keys(client).filter((name) => name.endsWith('Command') && name !== '$Command');
  expect(operations.map(({ name }) => `${name}Command`).sort()).toEqual(commands.sort());
  expect([...protocol.operations.keys()].sort()).toEqual(operations.map(({ name }) => name).sort());
  expect(operations).toHaveLength(48);
});

test.each(operations)('$name is bound as in the SDK', ({ name, shape }) => {
  const [, , , traits, input, output] = sdk[`${name}$`] ?? [];
  const http = shape.traits?.['smithy.api#http'];
  expect([http?.method, http?.uri, http?.code]).toEqual((traits as { http: unknown }).http);
  expect(fromModel(model, model.shape(shape.input?.target ?? ''))).toEqual(fromSdk(input));
  expect(fromModel(model, model.shape(shape.output?.target ?? ''))).toEqual(fromSdk(output));
});

test.each(operations)('$name is routed to where the SDK sends it', ({ name }) => {
  const traits = sdk[`${name}$`]?.[3] as { http: [string, string, number] };
  expect(protocol.route(traits.http[0], traits.http[1])?.name).toBe(name);
});

test.each(errors)('AUTH-042 $name has the status and members that the SDK expects', ({ name, shape }) => {
  const schema = sdk[`${name}$`];
  expect((schema?.[3] as { httpError: number }).httpError).toBe(shape.traits?.['smithy.api#httpError']);
  expect(fromModel(model, shape)).toEqual(fromSdk(schema));
});
