/** `ws completion`: scripts that complete commands, options, runs and files in a shell. */
import type { Command as Program } from 'commander';
import { unreachable } from '../../../core/result.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';

export type Shell = 'bash' | 'zsh' | 'fish';
export type CompletionArgs = { readonly shell: Shell; readonly program: Program };

/** One command as a shell sees it. */
type Word = {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly string[];
  readonly subcommands: readonly string[];
  /** What its first argument is. */
  readonly takes: 'run' | 'file' | 'nothing';
};

const flagsOf = (program: Program): readonly string[] =>
  program.options
    .flatMap((option) => [option.short, option.long])
    .filter((flag) => flag !== null && flag !== undefined);

const wordsOf = (program: Program): readonly Word[] => {
  const global = flagsOf(program);
  return program.commands.map((command) => {
    const nested = command.commands.map((subcommand) => subcommand.name());
    const [argument] = [...command.registeredArguments, ...command.commands.flatMap((one) => one.registeredArguments)];
    const name = argument?.name() ?? '';
    const takes = name === 'run' ? 'run' : name.startsWith('file') ? 'file' : 'nothing';
    const subcommands = [...nested, ...(command.registeredArguments[0]?.argChoices ?? [])];
    return {
      name: command.name(),
      about: command.description(),
      flags: [...flagsOf(command), ...global],
      subcommands,
      takes,
    };
  });
};

const bash = (words: readonly Word[]): string => {
  const cases = words.map(({ name, flags, subcommands, takes }) => {
    const offer =
      subcommands.length > 0 ? `"${subcommands.join(' ')}"` : takes === 'run' ? '"$(ws list --quiet 2>/dev/null)"' : '';
    const reply =
      offer === '' ? (takes === 'file' ? 'compgen -f -- "$word"' : 'true') : `compgen -W ${offer} -- "$word"`;
    return `    ${name}) if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "${flags.join(' ')}" -- "$word")); else COMPREPLY=($(${reply})); fi ;;`;
  });
  return `# bash completion of ws
_ws() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      -C) ((at++)) ;;
      -*) ;;
      *) command="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$command" in
    "") COMPREPLY=($(compgen -W "${words.map((word) => word.name).join(' ')} help --help --version" -- "$word")) ;;
${cases.join('\n')}
  esac
}
complete -o filenames -F _ws ws`;
};

const zshText = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:');

const zsh = (words: readonly Word[]): string => {
  const cases = words.map(({ name, flags, subcommands, takes }) => {
    const offer =
      subcommands.length > 0
        ? `compadd -- ${subcommands.join(' ')}`
        : takes === 'run'
          ? 'compadd -- $(ws list --quiet 2>/dev/null)'
          : takes === 'file'
            ? '_files'
            : 'true';
    return `    ${name}) if [[ $PREFIX == -* ]]; then compadd -- ${flags.join(' ')}; else ${offer}; fi ;;`;
  });
  return `#compdef ws
# zsh completion of ws
_ws() {
  local -a commands
  commands=(
${words.map((word) => `    '${word.name}:${zshText(word.about)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_ws" ]; then _ws "$@"; else compdef _ws ws; fi`;
};

const fishText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");

const fish = (words: readonly Word[]): string => {
  const lines = ['# fish completion of ws', 'complete -c ws -f'];
  for (const { name, about, flags, subcommands, takes } of words) {
    const inside = `__fish_seen_subcommand_from ${name}`;
    lines.push(`complete -c ws -n __fish_use_subcommand -a ${name} -d '${fishText(about)}'`);
    for (const flag of flags) {
      if (flag.startsWith('--')) lines.push(`complete -c ws -n '${inside}' -l ${flag.slice(2)}`);
    }
    if (subcommands.length > 0) lines.push(`complete -c ws -n '${inside}' -a '${subcommands.join(' ')}'`);
    else if (takes === 'run') lines.push(`complete -c ws -n '${inside}' -a '(ws list --quiet 2>/dev/null)'`);
    else if (takes === 'file') lines.push(`complete -c ws -n '${inside}' -F`);
  }
  return lines.join('\n');
};

/** The script for one shell. */
export const completionScript = (shell: Shell, program: Program): string => {
  const words = wordsOf(program);
  switch (shell) {
    case 'bash':
      return bash(words);
    case 'zsh':
      return zsh(words);
    case 'fish':
      return fish(words);
    default:
      return unreachable(shell);
  }
};

/** Prints the script. */
export const completion: Command<CompletionArgs> = async (session, args) => {
  session.screen.line(completionScript(args.shell, args.program));
  return exitCode.ok;
};
