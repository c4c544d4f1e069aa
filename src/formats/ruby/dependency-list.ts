import { listRuntimeDependencies, type GemSpec } from './gem-spec';
import { dumpMarshal, symbol, type RubyValue } from './marshal';

/** What the Dependencies API says of a version (RUBY-029, RUBY-031). */
export interface ListedVersion {
  readonly name: string;
  readonly number: string;
  readonly platform: string;
  /** Runtime only: name and requirements, joined with commas. */
  readonly dependencies: readonly (readonly [name: string, requirement: string])[];
}

export function toListedVersion(spec: GemSpec): ListedVersion {
  const { name, number, platform } = spec;
  return {
    ...{ name, number, platform },
    dependencies: listRuntimeDependencies(spec).map((one) => [one.name, one.requirement.join(', ')]),
  };
}

/** RUBY-029. */
export function dumpDependencyList(versions: readonly ListedVersion[]): Buffer {
  const toHash = ({ name, number, platform, dependencies }: ListedVersion): RubyValue => ({
    kind: 'hash',
    entries: [
      [symbol('name'), name],
      [symbol('number'), number],
      [symbol('platform'), platform],
      [symbol('dependencies'), dependencies],
    ],
  });
  return dumpMarshal(versions.map(toHash));
}
