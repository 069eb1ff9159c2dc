/** Programs that run another one, which follows their own options and operands, and where that one begins. */
import { hasHole, isAssignment, isOption, optionName, programOf, wordSet, type Word } from './shell-words.ts';

type Wrapper = {
  /** Options whose value is the next word. */
  readonly valued: ReadonlySet<string>;
  /** How many words that are no options come before the program. */
  readonly operands: number;
  /** Whether `NAME=value` may come before the program. */
  readonly assigns: boolean;
};

const wrapper = (valued = '', operands = 0, assigns = false): Wrapper => ({
  ...{ valued: wordSet(valued), operands, assigns },
});

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries({
    builtin: wrapper(),
    busybox: wrapper(),
    chroot: wrapper('', 1),
    command: wrapper(),
    doas: wrapper('-u -C'),
    env: wrapper('-u -C --unset --chdir', 0, true),
    exec: wrapper('-a'),
    flock: wrapper('-w -E --timeout --conflict-exit-code', 1),
    ionice: wrapper('-c -n --class --classdata'),
    nice: wrapper('-n --adjustment'),
    nohup: wrapper(),
    npx: wrapper('-p --package'),
    setsid: wrapper(),
    stdbuf: wrapper('-i -o -e --input --output --error'),
    strace: wrapper('-e -o -s -u -P -E -a'),
    sudo: wrapper('-u -g -h -p -C -D -R -T -U -r -t --user --group --host --prompt --chdir', 0, true),
    time: wrapper('-f -o --format --output'),
    timeout: wrapper('-k -s --kill-after --signal', 1),
    unshare: wrapper('-S -G -R -w --root --wd'),
    xargs: wrapper(
      '-I -n -P -L -d -E -s -a --max-args --max-procs --max-lines --delimiter --eof --max-chars --arg-file',
    ),
  }),
);

/** Options of these after which code stands. */
const CODE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['env', wordSet('-S --split-string')],
  ['flock', wordSet('-c --command')],
  ['npx', wordSet('-c --call')],
]);

const CONTAINERS = wordSet('docker podman kubectl nerdctl');
const RUNNING = wordSet('run exec');
const FINDS = wordSet('-exec -execdir -ok -okdir');

/**
 * The commands that a command runs: the words of each, its program first; the word of a value that would choose one, or
 * be read as code on the way there; null where the program runs no other.
 */
export type Inner = { readonly commands: readonly (readonly Word[])[]; readonly refused: Word | null };

export const innerOf = (program: string, rest: readonly Word[]): Inner | null => {
  if (program === 'find') return ofFind(rest);
  if (program === 'nix-shell') return { commands: [], refused: after(rest, wordSet('--run --command')) };
  if (CONTAINERS.has(program)) return ofContainer(rest);
  const known = WRAPPERS.get(program);
  return known === undefined ? null : ofWrapper(program, rest, known);
};

const NONE: Inner = { commands: [], refused: null };

/** The word with a value that follows one of some options, or is attached to it. */
const after = (rest: readonly Word[], options: ReadonlySet<string>): Word | null =>
  rest.find((word, at) => hasHole(word) && (options.has(optionName(word)) || options.has(rest[at - 1]?.text ?? ''))) ??
  null;

const ofWrapper = (program: string, rest: readonly Word[], { valued, operands, assigns }: Wrapper): Inner => {
  const code = CODE.get(program);
  const coded = code === undefined ? null : after(rest, code);
  if (coded !== null) return { commands: [], refused: coded };
  let left = operands;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === undefined || word.text === '--' || (assigns && isAssignment(word))) continue;
    if (isOption(word)) {
      // `command -v name` runs nothing.
      if (program === 'command' && /^-[pvV]*[vV]/.test(word.text)) return NONE;
      if (valued.has(word.text)) at += 1;
    } else if (left > 0) left -= 1;
    else return hasHole(word) ? { commands: [], refused: word } : { commands: [rest.slice(at)], refused: null };
  }
  return NONE;
};

/** Between `-exec` and its `;` or `+` stands a command; all else of `find` is text. */
const ofFind = (rest: readonly Word[]): Inner => {
  const commands: (readonly Word[])[] = [];
  for (const [at, { text }] of rest.entries()) {
    if (!FINDS.has(text)) continue;
    const end = rest.findIndex((word, place) => place > at && (word.text === ';' || word.text === '+'));
    const command = rest.slice(at + 1, end === -1 ? undefined : end);
    const [first] = command;
    if (first !== undefined && hasHole(first)) return { commands, refused: first };
    if (command.length > 0) commands.push(command);
  }
  return { commands, refused: null };
};

/** Of `docker run` and the like the options are legion: each word may be the program that is run inside. */
const ofContainer = (rest: readonly Word[]): Inner => {
  const from = rest.findIndex(({ text }) => RUNNING.has(text));
  if (from === -1) return NONE;
  const inside = rest.slice(from + 1);
  return {
    commands: inside.map((_, at) => inside.slice(at)).filter(([word]) => word !== undefined && !hasHole(word)),
    refused: null,
  };
};

/** Tells whether a program is known to the shell alone: no other program can run it. */
export const isBuiltin = (word: Word): boolean => BUILTINS.has(programOf(word));
const BUILTINS = wordSet(
  'eval trap alias let source . unset read getopts mapfile readarray declare typeset local export readonly',
);
