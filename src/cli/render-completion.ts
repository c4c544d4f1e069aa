import type { Completed, CompletedOption } from './commands/completion';

const PROGRAM = 'codeartifact-local';

const flagsOf = ({ options }: Completed): string[] => [...options.map(({ name }) => `--${name}`), '--help'];
const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A completion script for bash. */
export function renderBash(commands: readonly Completed[]): string {
  const values = commands.flatMap((command) =>
    command.options.flatMap(({ name, takesValue, choices }) => {
      if (!takesValue) return [];
      const reply =
        choices.length > 0
          ? `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word"))`
          : 'COMPREPLY=($(compgen -f -- "$word"))';
      return [`    ${command.name}:--${name}) ${reply}; return ;;`];
    }),
  );
  const words = commands.map(
    (command) => `    ${command.name}) words="${[...command.words, ...flagsOf(command)].join(' ')}" ;;`,
  );
  return `# ${PROGRAM} completion for bash
_codeartifact_local() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$word"))
    return
  fi
  case "$command:$before" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -F _codeartifact_local ${PROGRAM}
`;
}

/** A completion script for zsh. */
export function renderZsh(commands: readonly Completed[]): string {
  const escape = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');
  const spec = ({ name, help, takesValue, choices }: CompletedOption): string => {
    const action = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
    return single(`--${name}[${escape(help)}]${takesValue ? `:${name}:${action}` : ''}`);
  };
  const cases = commands.map(({ name, options, words }) => {
    const rest = words.length > 0 ? `1:argument:(${words.join(' ')})` : '*:argument:_files';
    const specs = [...options.map(spec), single('--help[explain the command]'), single(rest)];
    return `    ${name}) _arguments ${specs.join(' ')} ;;`;
  });
  return `#compdef ${PROGRAM}
_codeartifact_local() {
  local -a commands
  commands=(${commands.map(({ name, summary }) => single(`${name}:${escape(summary)}`)).join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_codeartifact_local" ]; then _codeartifact_local "$@"; else compdef _codeartifact_local ${PROGRAM}; fi
`;
}

/** A completion script for fish. */
export function renderFish(commands: readonly Completed[]): string {
  const escape = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ name, summary, options, words }) => {
    const inside = `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ${PROGRAM} -n __fish_use_subcommand -f -a ${name} -d ${escape(summary)}`,
      ...(words.length > 0 ? [`${inside} -f -a ${escape(words.join(' '))}`] : []),
      ...options.map((option) => {
        const value = option.choices.length > 0 ? ` -x -a ${escape(option.choices.join(' '))}` : ' -r';
        return `${inside} -l ${option.name}${option.takesValue ? value : ''} -d ${escape(option.help)}`;
      }),
    ];
  });
  return [`# ${PROGRAM} completion for fish`, ...lines, ''].join('\n');
}
