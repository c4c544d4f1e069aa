/** The commands of src/cli/commands with what each does, apart from them so that a start need not load them. */
export const SUMMARIES = {
  login: 'write the configuration of a package manager into a project',
  doctor: 'say why a client cannot reach or trust the emulator',
  seed: 'take a seed file into a running emulator',
  reset: 'forget all resources of a running emulator',
  snapshot: 'keep the present state under a name',
  restore: 'return to a state kept under a name',
  dump: 'write the whole state into a file',
  load: 'replace the whole state by that of a file',
  explain: 'say step by step why a version is, or is not, to be had',
  completion: 'print a completion script for bash, zsh or fish',
  help: 'explain a command',
} as const;

export type SubcommandName = keyof typeof SUMMARIES;

/** Whether the command line names a command of this folder. */
export function isSubcommand([name = '']: readonly string[]): boolean {
  return Object.hasOwn(SUMMARIES, name);
}

/** The part of `--help` that names them. */
export function renderCommandList(): string {
  const lines = Object.entries(SUMMARIES).map(([name, summary]) => `  ${name.padEnd(18)} ${summary}`);
  return ['Further commands (codeartifact-local help COMMAND):', '', ...lines, ''].join('\n');
}
