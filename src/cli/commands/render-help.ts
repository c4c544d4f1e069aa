import type { Command, Positional } from './command';
import { SUMMARIES } from './subcommands';

/** The text of `help COMMAND`, from the command's table. */
export function renderCommandHelp({ name, positionals, options, notes }: Command): string {
  const flags = Object.entries(options).map(([option, { value, help, choices, isRequired }]) => {
    const spelled = `--${option}${value === undefined ? '' : ` ${value}`}`;
    const text = `${help}${choices ? `: ${choices.join(' | ')}` : ''}${isRequired ? ' (required)' : ''}`;
    return `  ${spelled.padEnd(24)} ${text}`;
  });
  const required = Object.entries(options).flatMap(([option, { value, isRequired }]) =>
    isRequired ? [`--${option} ${value ?? ''}`] : [],
  );
  const usage = ['codeartifact-local', name, ...positionals.map(spell), ...required, '[options]'].join(' ');
  const summary = `${SUMMARIES[name].charAt(0).toUpperCase()}${SUMMARIES[name].slice(1)}.`;
  return [
    `Usage: ${usage}`,
    '',
    summary,
    '',
    ...flags,
    `  ${'-h, --help'.padEnd(24)} this text`,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}

function spell({ name, isOptional, choices }: Positional): string {
  const text = choices ? choices.join('|') : name;
  return isOptional ? `[${text}]` : text;
}
