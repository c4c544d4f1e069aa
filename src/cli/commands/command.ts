import { UsageError } from '../arguments';
import type { SubcommandName } from './subcommands';

export interface CommandOption {
  readonly help: string;
  /** What its value is called; absent: it takes none. */
  readonly value?: string;
  /** The values there are. */
  readonly choices?: readonly string[];
  readonly isRequired?: boolean;
}

export interface Positional {
  readonly name: string;
  readonly isOptional?: boolean;
  readonly choices?: readonly string[];
}

/** One command of the command line: what it takes, in the table that parsing, help and completion read. */
export interface Command {
  readonly name: SubcommandName;
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Further lines of its help. */
  readonly notes: readonly string[];
  /** Resolves to the exit status. */
  run(given: Given): Promise<number>;
}

/** What was given to a command. */
export interface Given {
  readonly positionals: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** The value of an option; undefined where it was not given. */
  text(name: string): string | undefined;
  /** The value of a required option or argument. */
  need(name: string): string;
  flag(name: string): boolean;
}

/** How every command that acts on a running emulator is told which. */
export const URL_OPTION = {
  url: {
    value: 'URL',
    help: 'the running emulator (AWS_ENDPOINT_URL_CODEARTIFACT, else http://127.0.0.1:4680)',
  },
} as const;

/** The address of the running emulator (DESIGN D10). */
export function findAddress(given: Given): URL {
  const text =
    given.text('url') || given.environment['AWS_ENDPOINT_URL_CODEARTIFACT'] || 'http://127.0.0.1:4680';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError(`'${text}' is no http or https URL`);
  return url;
}
