import { COMMANDS, renderHelp, UsageError } from '../arguments';
import type { Command } from './command';
import { renderCommandHelp } from './render-help';
import { renderCommandList } from './subcommands';

/** `help [COMMAND]`. */
export function createHelp(list: () => readonly Command[]): Command {
  return {
    name: 'help',
    positionals: [{ name: 'COMMAND', isOptional: true }],
    options: {},
    notes: [],
    run({ positionals: [name] }) {
      const command = list().find((each) => each.name === name);
      if (command) process.stdout.write(renderCommandHelp(command));
      else if (name === undefined) process.stdout.write(`${renderHelp()}\n${renderCommandList()}`);
      else if (COMMANDS.some((each) => each === name)) process.stdout.write(renderHelp());
      else return Promise.reject(new UsageError(`unknown command '${name}'`));
      return Promise.resolve(0);
    },
  };
}
