/** `>= 1.0`, `< 3`: all of them have to hold; never empty. */
export type Requirement = readonly string[];

/** Every version there is. */
export const ANY_VERSION: Requirement = ['>= 0'];

export interface GemDependency {
  readonly name: string;
  readonly requirement: Requirement;
  readonly type: 'runtime' | 'development';
}

/** What a gem says of itself, as it stands in the store; absent members are not there. */
export interface GemSpec {
  readonly name: string;
  readonly number: string;
  /** `ruby` for every platform. */
  readonly platform: string;
  /** Of the tool that built it. */
  readonly rubygemsVersion?: string;
  /** The day it says it was built, milliseconds. */
  readonly date?: number;
  readonly summary?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly email: readonly string[];
  readonly authors: readonly string[];
  readonly licenses: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly requiredRuby: Requirement;
  readonly requiredRubygems: Requirement;
  readonly dependencies: readonly GemDependency[];
  /** SHA-256 of its file, where only a public registry has that. */
  readonly checksum?: string;
}

/** What installing it needs, by name (RUBY-025, RUBY-029). */
export function listRuntimeDependencies({ dependencies }: GemSpec): readonly GemDependency[] {
  return dependencies
    .filter(({ type }) => type === 'runtime')
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
