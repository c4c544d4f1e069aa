import { parseArgs } from 'node:util';
import { UsageError } from '../arguments';
import type { Command, Given } from './command';
import { commands, findCommand } from './index';
import { renderCommandHelp } from './render-help';

/**
 * Runs a command of the table; resolves to its exit status.
 * @throws UsageError saying in one line what is wrong with the call
 */
export async function runCommand(
  [name = '', ...argv]: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const command = findCommand(name);
  if (!command)
    throw new UsageError(`unknown command '${name}'; there are ${[...commands.keys()].join(', ')}`);
  const given = readGiven(command, argv, environment);
  if (given === undefined) {
    process.stdout.write(renderCommandHelp(command));
    return 0;
  }
  return command.run(given);
}

/** Undefined: help is asked for. */
function readGiven(
  command: Command,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Given | undefined {
  const { values, positionals } = parseStrictly(command, argv);
  if (values['help'] === true) return undefined;
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  for (const [name, option] of Object.entries(command.options)) {
    const value = text(name);
    if (value === undefined && option.isRequired) throw new UsageError(`${command.name} wants --${name}`);
    if (value === '') throw new UsageError(`--${name} is empty`);
    assertChoice(`--${name}`, value, option.choices);
  }
  command.positionals.forEach(({ name, isOptional, choices }, index) => {
    const value = positionals[index];
    if (!value && !isOptional) throw new UsageError(`${command.name} wants ${name}`);
    assertChoice(name, value, choices);
  });
  const unexpected = positionals[command.positionals.length];
  if (unexpected !== undefined) throw new UsageError(`unexpected argument '${unexpected}'`);
  return {
    positionals,
    environment,
    text,
    flag: (name) => values[name] === true,
    need(name) {
      const value = text(name) ?? positionals[command.positionals.findIndex((each) => each.name === name)];
      if (value === undefined) throw new UsageError(`${command.name} wants ${name}`);
      return value;
    },
  };
}

function parseStrictly(
  { options }: Command,
  argv: readonly string[],
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  const table = new Map(
    Object.entries(options).map(
      ([name, { value }]) =>
        [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }] as const,
    ),
  );
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: true,
      options: { ...Object.fromEntries(table), help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    // parseArgs throws nothing else; its further sentences explain how a file name could begin with a dash.
    throw new UsageError((error as Error).message.split(/\.? To specify|\n/, 1).join(''));
  }
}

function assertChoice(name: string, value: string | undefined, choices: readonly string[] | undefined): void {
  if (value === undefined || !choices || choices.includes(value)) return;
  throw new UsageError(`${name} must be one of ${choices.join(', ')}, not '${value}'`);
}
