import type { Random } from './random';

/** Texts that have broken parsers before. */
const NASTY = [
  ...[
    '\0',
    '\\u0000',
    '\\ud800',
    '\\x',
    '\u2028',
    '\ufeff',
    '%',
    '%0',
    '%zz',
    '%00',
    '%c0%ae',
    '%2e%2e%2f',
    '../',
  ],
  ...[
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\',
    '//',
    '/*',
    ';',
    '|',
    '&',
    '=',
    '+',
    '<!--',
    '${7*7}',
    '`id`',
  ],
  ...[
    'null',
    'true',
    'NaN',
    '-0',
    '1e999',
    '-1e-999',
    '9'.repeat(400),
    '0x10',
    '1_000',
    '1.0.0.0',
    '\r\n',
    '\t',
  ],
  ...['"__proto__":{"polluted":true},', '"constructor":{"prototype":{"polluted":1}},', '[['.repeat(200)],
] as const;

/** Damages a text in a few places, perhaps so that it is no text any more. */
export function mutateText(random: Random, text: string): Buffer {
  let bytes: Buffer = Buffer.from(text);
  for (let times = 1 + random.int(3); times > 0; times--) bytes = mutateOnce(random, bytes);
  return bytes;
}

function mutateOnce(random: Random, bytes: Buffer): Buffer {
  const from = random.int(bytes.length + 1);
  const to = Math.min(bytes.length, from + random.int(random.chance(0.2) ? 400 : 12));
  const [before, cut, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (random.int(7)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, cut, cut, after]);
    case 2:
      return before;
    case 3:
      return Buffer.concat([before, random.bytes(1 + random.int(8)), after]);
    case 4:
      return Buffer.concat([before, Buffer.from(cut.toString('latin1').toUpperCase(), 'latin1'), after]);
    default:
      return Buffer.concat([before, Buffer.from(random.pick(NASTY)), after]);
  }
}

/** A value of any JSON type, nested deeply now and then. */
export function inventValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.chance(0.5),
    () => random.pick([0, -1, 1.5, 1e308, -0, 2 ** 53, 4294967296]),
    () => '',
    () => random.pick(NASTY),
    () => 'x'.repeat(1 + random.int(3000)),
    () => [],
    () => ({}),
    () => [null, [], {}, 1, 'a'],
    () => ({ __proto__: null, constructor: 1, toString: 'x', hasOwnProperty: [] }),
    () => JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":[]}}') as unknown,
    () => nest(random.pick([5, 60, 3000])),
  ])();
}

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
  return value;
}

/** Replaces, drops, renames or adds something in a JSON value, and shuffles the members it meets on the way. */
export function mutateValue(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return inventValue(random);
  if (Array.isArray(value)) {
    return random.chance(0.5)
      ? [...(value as unknown[]), inventValue(random)]
      : value.map((each) => mutateValue(random, each));
  }
  const entries = Object.entries(value);
  if (random.chance(0.5)) entries.reverse();
  const at = random.int(entries.length + 1);
  const [name, old] = entries[at] ?? ['extra', {}];
  const changed: [string, unknown] = random.pick<() => [string, unknown]>([
    () => [name, mutateValue(random, old)],
    () => [name, mutateValue(random, old)],
    () => [name, inventValue(random)],
    () => [name + random.pick(NASTY), old],
    () => [random.pick(['__proto__', 'constructor', 'toString', '', ' ', '-1']), old],
  ])();
  entries.splice(at, 1, ...(random.chance(0.1) ? [] : [changed]));
  // An own member called __proto__ survives only this way.
  return Object.fromEntries(entries);
}

/** The JSON text of a damaged value, itself damaged at times; duplicates members, which no value can express. */
export function mutateJson(random: Random, value: unknown): Buffer {
  const text = JSON.stringify(random.chance(0.8) ? mutateValue(random, value) : value);
  if (random.chance(0.15)) return Buffer.from(text.replace(/^\{/, `${text.slice(0, -1)},`));
  return random.chance(0.3) ? mutateText(random, text) : Buffer.from(text);
}
