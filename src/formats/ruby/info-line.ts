import { isFullVersion, isGemName, splitFullVersion, toFullVersion } from './coordinate';
import {
  ANY_VERSION,
  listRuntimeDependencies,
  type GemDependency,
  type GemSpec,
  type Requirement,
} from './gem-spec';

/** A line of a compact index's document (RUBY-024, RUBY-025). */
export function renderInfoLine(spec: GemSpec, checksum: string | undefined): string {
  const dependencies = listRuntimeDependencies(spec).map(
    ({ name, requirement }) => `${name}:${render(requirement)}`,
  );
  const about = [
    ...(checksum === undefined ? [] : [`checksum:${checksum}`]),
    ...renderRequired('ruby', spec.requiredRuby),
    ...renderRequired('rubygems', spec.requiredRubygems),
  ];
  return `${toFullVersion(spec.number, spec.platform)} ${dependencies.join(',')}|${about.join(',')}`;
}

/** Reads such a line, also one that says more; undefined for what is none (RUBY-101). */
export function parseInfoLine(name: string, line: string): GemSpec | undefined {
  const [, version = '', needs = '', about = ''] = /^(\S+) ([^|]*)\|(.*)$/.exec(line) ?? [];
  if (!isFullVersion(version)) return undefined;
  const facts = new Map(splitList(about).map(splitPair));
  const dependencies: GemDependency[] = [];
  for (const [dependency, requirement] of splitList(needs).map(splitPair)) {
    if (!isGemName(dependency)) return undefined;
    dependencies.push({ name: dependency, requirement: parse(requirement), type: 'runtime' });
  }
  const checksum = facts.get('checksum')?.toLowerCase();
  const date = Date.parse(facts.get('created_at') ?? '');
  return {
    ...{ name, ...splitFullVersion(version) },
    ...{ email: [], authors: [], licenses: [], metadata: {}, dependencies },
    requiredRuby: parse(facts.get('ruby') ?? ''),
    requiredRubygems: parse(facts.get('rubygems') ?? ''),
    ...(checksum !== undefined && /^[\da-f]{64}$/.test(checksum) && { checksum }),
    ...(Number.isFinite(date) && { date }),
  };
}

function renderRequired(name: string, requirement: Requirement): string[] {
  const rendered = render(requirement);
  return rendered === ANY_VERSION[0] ? [] : [`${name}:${rendered}`];
}

function render(requirement: Requirement): string {
  return [...requirement].sort().join('&');
}

function parse(text: string): Requirement {
  const parts = text.split('&').filter((part) => /^\S+ [^\s,|:]+$/.test(part));
  return parts.length === 0 ? ANY_VERSION : parts;
}

function splitList(text: string): string[] {
  return text.split(',').filter(Boolean);
}

function splitPair(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
