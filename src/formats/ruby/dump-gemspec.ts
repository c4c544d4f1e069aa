import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { ANY_PLATFORM } from './coordinate';
import type { GemDependency, GemSpec, Requirement } from './gem-spec';
import { dumpMarshal, symbol, type RubyValue } from './marshal';

const SPECIFICATION_VERSION = 4;
const compress = promisify(deflate);

/** The `.gemspec.rz` of a gem: its Gem::Specification, marshalled and deflated (RUBY-032, RUBY-041). */
export function dumpGemspec(spec: GemSpec): Promise<Buffer> {
  return compress(
    dumpMarshal({
      kind: 'bytes',
      className: 'Gem::Specification',
      bytes: dumpMarshal(toFields(spec)),
      variables: [],
    }),
  );
}

/** In the order in which Gem::Specification reads them; only the classes and symbols that it permits (RUBY-043). */
function toFields(spec: GemSpec): RubyValue[] {
  const { name, number, platform } = spec;
  return [
    spec.rubygemsVersion ?? '0',
    SPECIFICATION_VERSION,
    name,
    toVersion(number),
    toTime(spec.date ?? 0),
    spec.summary ?? null,
    toRequirement(spec.requiredRuby),
    toRequirement(spec.requiredRubygems),
    platform,
    spec.dependencies.map(toDependency),
    '', // rubyforge_project, which is no more
    spec.email.length > 1 ? spec.email : (spec.email[0] ?? null),
    spec.authors,
    spec.description ?? null,
    spec.homepage ?? null,
    true, // has_rdoc
    platform === '' ? ANY_PLATFORM : platform, // RUBY-044
    spec.licenses,
    { kind: 'hash', entries: Object.entries(spec.metadata) },
  ];
}

function toVersion(number: string): RubyValue {
  return { kind: 'custom', className: 'Gem::Version', value: [number] };
}

/** RUBY-042. */
function toRequirement(requirement: Requirement): RubyValue {
  const pairs = requirement.map((part) => {
    const space = part.indexOf(' ');
    return [part.slice(0, space), toVersion(part.slice(space + 1))];
  });
  return { kind: 'custom', className: 'Gem::Requirement', value: [pairs] };
}

function toDependency({ name, requirement, type }: GemDependency): RubyValue {
  return {
    kind: 'object',
    className: 'Gem::Dependency',
    variables: [
      ['@name', name],
      ['@requirement', toRequirement(requirement)],
      ['@type', symbol(type)],
      ['@prerelease', false],
      ['@version_requirements', toRequirement(requirement)],
    ],
  };
}

/** Two packed words, as Ruby's own Time has it; UTC, and nothing finer than a second. */
function toTime(milliseconds: number): RubyValue {
  const time = new Date(Math.max(0, milliseconds));
  const isMarked = 2 ** 31;
  const isUtc = 2 ** 30;
  const years = time.getUTCFullYear() - 1900;
  const day = (time.getUTCMonth() << 10) | (time.getUTCDate() << 5) | time.getUTCHours();
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(isMarked + isUtc + years * 2 ** 14 + day, 0);
  bytes.writeUInt32LE(time.getUTCMinutes() * 2 ** 26 + time.getUTCSeconds() * 2 ** 20, 4);
  return { kind: 'bytes', className: 'Time', bytes, variables: [['zone', 'UTC']] };
}
