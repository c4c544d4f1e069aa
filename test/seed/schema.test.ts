import { parseArguments, renderHelp } from '../../src/cli/arguments';
import { parseSeed } from '../../src/seed/read-seed';
import { realLimits } from '../../src/registry/quotas';
import { findMismatch, type Schema, type SchemaDocument } from '../../src/util/check-schema';
import { loadSchema } from '../../src/util/load-schema';

/** What editors are given is what the emulator itself reads by; these hold it to what `findMismatch` understands. */
const KNOWN = [
  ...[
    '$schema',
    '$defs',
    '$ref',
    'title',
    'description',
    'type',
    'properties',
    'required',
    'additionalProperties',
  ],
  ...['items', 'minItems', 'enum', 'pattern', 'minimum', 'maximum', 'anyOf'],
];

function* schemasOf(schema: Schema & Partial<SchemaDocument>): Generator<Schema> {
  yield schema;
  const { properties = {}, $defs = {}, additionalProperties, items, anyOf = [] } = schema;
  const below = [...Object.values(properties), ...Object.values($defs), ...anyOf];
  if (additionalProperties) below.push(additionalProperties);
  if (items) below.push(items);
  for (const each of below) yield* schemasOf(each);
}

test.each(['seed', 'config'] as const)('the schema %s uses nothing that is not checked', (name) => {
  const document = loadSchema(name);
  for (const schema of schemasOf(document)) {
    expect(KNOWN).toEqual(expect.arrayContaining(Object.keys(schema)));
    if (schema.$ref?.startsWith('#')) expect(document.$defs).toHaveProperty([schema.$ref.slice(8)]);
    else expect(schema.$ref ?? 'seed.json').toBe('seed.json');
    for (const member of schema.required ?? []) expect(schema.properties).toHaveProperty([member]);
  }
});

test('the schema of the configuration knows every limit', () => {
  const { properties = {} } = loadSchema('config').$defs?.['limits'] ?? {};
  expect(Object.keys(properties).sort()).toEqual(Object.keys(realLimits).sort());
});

test('the schema of the configuration knows every option of the command line', () => {
  const { properties = {} } = loadSchema('config');
  const flags = [...renderHelp().matchAll(/^ +--([a-z-]+)/gm)].map(([, name = '']) => name);
  const members: Record<string, string> = {
    ...{ 'clock-skew': 'clockSkewSeconds', 'external-ttl': 'externalTtlSeconds', fault: 'faults' },
    ...{ 'retention-delay': 'retentionDelaySeconds', 'tls-port': 'tls', 'tls-host': 'tls', 'tls-dir': 'tls' },
    ...{ cert: 'tls', key: 'tls' },
  };
  const own = ['config', 'help', 'json', 'ready-hooks', 'url', 'version'];
  const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const wanted = flags.filter((name) => !own.includes(name)).map((name) => members[name] ?? camel(name));
  expect(wanted.length).toBeGreaterThan(20);
  expect([...new Set(wanted)].filter((name) => !Object.hasOwn(properties, name))).toEqual([]);
});

test('what the schema of the configuration lets through the options take', () => {
  const config = {
    port: 1,
    host: 'localhost',
    region: 'eu-west-1',
    endpointStyle: 'host',
    audit: ['memory'],
    clock: '2026-03-04T05:06:07Z',
    faults: [{ latencyMs: 1 }],
  } as const;
  expect(findMismatch(loadSchema('config'), config)).toBeUndefined();
  expect(parseArguments([], {}, config).options).toMatchObject(config);
});

test('a seed may name its schema', () => {
  const seed = { $schema: './node_modules/codeartifact-local/schema/seed.json', domains: [] };
  expect(parseSeed(seed)).toBe(seed);
});
