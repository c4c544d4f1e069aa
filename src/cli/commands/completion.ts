import { COMMANDS, listOptions } from '../arguments';
import { renderBash, renderFish, renderZsh } from '../render-completion';
import type { Command } from './command';
import { SUMMARIES } from './subcommands';

const SHELLS = { bash: renderBash, zsh: renderZsh, fish: renderFish };

/** What can be typed behind a command. */
export interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** Words that may stand as its first argument. */
  readonly words: readonly string[];
}

export interface CompletedOption {
  readonly name: string;
  readonly help: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const STARTING: Readonly<Record<string, string>> = {
  start: 'start the emulator',
  exec: 'run a command with an emulator of its own',
  env: 'print the exports by which clients find it',
};

/** `completion SHELL`: a script made from the tables that parsing reads. */
export function createCompletion(list: () => readonly Command[]): Command {
  return {
    name: 'completion',
    positionals: [{ name: 'SHELL', choices: Object.keys(SHELLS) }],
    options: {},
    notes: [
      'bash:  source <(codeartifact-local completion bash)',
      'zsh:   codeartifact-local completion zsh > "${fpath[1]}/_codeartifact-local"',
      'fish:  codeartifact-local completion fish > ~/.config/fish/completions/codeartifact-local.fish',
    ],
    run(given) {
      const shell = given.need('SHELL');
      const render = Object.entries(SHELLS).find(([name]) => name === shell)?.[1];
      process.stdout.write(render?.(toCompleted(list())) ?? '');
      return Promise.resolve(0);
    },
  };
}

function toCompleted(list: readonly Command[]): readonly Completed[] {
  const shared = listOptions().map(({ name, help, isFlag }) => ({
    ...{ name, help, takesValue: !isFlag },
    choices: findChoices(help),
  }));
  const old = COMMANDS.map((name) => ({ name, summary: STARTING[name] ?? name, options: shared, words: [] }));
  const names = [...COMMANDS, ...list.map(({ name }) => name)];
  const further = list.map(({ name, options, positionals: [first] }) => ({
    name,
    summary: SUMMARIES[name],
    words: name === 'help' ? names : (first?.choices ?? []),
    options: Object.entries(options).map(([option, { help, value, choices = [] }]) => ({
      ...{ name: option, help, takesValue: value !== undefined, choices },
    })),
  }));
  return [...old, ...further];
}

/** The help of an option that has few values begins with them: `path | host (path)`. */
function findChoices(help: string): readonly string[] {
  const [, list] = /^([a-z]+(?: \| [a-z]+)+)(?::| \(|$)/.exec(help) ?? [];
  return list?.split(' | ') ?? [];
}
