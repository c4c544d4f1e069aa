import type { Command } from './command';
import { createCompletion } from './completion';
import { doctor } from './doctor';
import { dump } from './dump';
import { explain } from './explain';
import { createHelp } from './help';
import { load } from './load';
import { login } from './login';
import { reset } from './reset';
import { restore } from './restore';
import { seed } from './seed';
import { snapshot } from './snapshot';

const all: readonly Command[] = [
  login,
  doctor,
  seed,
  reset,
  snapshot,
  restore,
  dump,
  load,
  explain,
  createCompletion(() => all),
  createHelp(() => all),
];

/** The commands of the command line besides `start`, `exec` and `env`, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(all.map((command) => [command.name, command]));

export function findCommand(name: string): Command | undefined {
  return commands.get(name);
}
