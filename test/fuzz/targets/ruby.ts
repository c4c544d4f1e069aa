import { isDeepStrictEqual } from 'node:util';
import { dumpGemspec } from '../../../src/formats/ruby/dump-gemspec';
import { GemError } from '../../../src/formats/ruby/gem-error';
import { renderInfoLine } from '../../../src/formats/ruby/info-line';
import { dumpMarshal, symbol, type RubyValue } from '../../../src/formats/ruby/marshal';
import { toGemSpec } from '../../../src/formats/ruby/metadata';
import { parseGemspec } from '../../../src/formats/ruby/parse-gemspec';
import { parsePublicInfo } from '../../../src/formats/ruby/public-info';
import type { PublicVersion } from '../../../src/registry/ports';
import { createGemspec } from '../../support/gem-package';
import { loadMarshal, type Loaded } from '../../support/marshal-reader';
import { loadGemspec } from '../../support/ruby-world';
import { expecting, type FuzzTarget } from '../target';

/** Ruby's readers. */
export const rubyTargets: readonly FuzzTarget[] = [
  {
    name: 'ruby-gemspec',
    seeds: [
      createGemspec('a', '1.0', { runtime: { b: ['>= 1', '< 2'] }, metadata: { c: 'd' } }),
      'name: &a b\nversion: !ruby/object:Gem::Version {version: 1.0}\nauthors: [*a, !binary "QQ=="]\n',
    ],
    run: (input) =>
      expecting([GemError], async () => {
        const spec = parseGemspec(input.toString());
        const [, , name, version] = loadGemspec(await dumpGemspec(spec));
        assertSame([name, version], [spec.name, { class: 'Gem::Version', content: [spec.number] }]);
        // A line that others can read, and that says the same.
        const line = renderInfoLine(spec, 'a'.repeat(64));
        const read = parsePublicInfo(spec.name, Buffer.from(`---\n${line}\n`))
          ?.versions.values()
          .next().value;
        if (!read) throw new Error(`not read: ${line}`);
        assertSame(renderInfoLine(toGemSpec(read.metadata), 'a'.repeat(64)), line);
      }),
  },
  {
    name: 'ruby-marshal',
    seeds: [
      '[1,-200,70000,null,true,{"a":"\u00e9","b":[{"a":false}]}]',
      '["a","b","a",{"c":[]}]',
      '-1073741824',
    ],
    run: (input) =>
      expecting([SyntaxError, RangeError], () => {
        const given: unknown = JSON.parse(input.toString());
        assertSame(loadMarshal(dumpMarshal(toRuby(given))), toLoaded(given));
      }),
  },
  {
    name: 'ruby-info',
    seeds: [
      `---\n1.0 b:>= 1&< 2,c:~> 1|checksum:${'a'.repeat(64)},ruby:>= 2,created_at:2026-01-01T00:00:00Z\n`,
      '---\n1.0-java |checksum:x\n1.0 |\n',
    ],
    async run(input) {
      const lines: string[] = [];
      await expecting([Error], () => {
        const { versions = new Map<string, PublicVersion>() } = parsePublicInfo('a', input) ?? {};
        for (const { metadata } of versions.values())
          lines.push(renderInfoLine(toGemSpec(metadata), undefined));
      });
      if (lines.some((line) => /[\r\n]/.test(line))) throw new Error(`more than a line: ${lines.join('|')}`);
    },
  },
];

function assertSame(found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new TypeError(`${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

/** A JSON value in Ruby: keys become symbols, so that symbols repeat. */
function toRuby(value: unknown): RubyValue {
  if (Array.isArray(value)) return value.map(toRuby);
  if (typeof value !== 'object' || value === null) return value as RubyValue; // all that JSON has besides
  const entries = Object.entries(value);
  return { kind: 'hash', entries: entries.map(([key, item]) => [symbol(key), toRuby(item)] as const) };
}

/** What the independent reader has to make of it. */
function toLoaded(value: unknown): Loaded {
  if (typeof value === 'string') return Buffer.from(value).toString(); // what is no text is not in UTF-8 either
  if (value === 0) return 0; // nor has Ruby a negative one
  if (Array.isArray(value)) return value.map(toLoaded);
  if (typeof value !== 'object' || value === null) return value as Loaded; // as above
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [`:${Buffer.from(key).toString()}`, toLoaded(item)]),
  );
}
