/**
 * Which commands of a shell read their words, or their standard input, as code. A value handed to one of them would
 * be run, however well it is quoted. The list is of well-known programs; it cannot be complete.
 */

/** One word of a command, quotes taken off; each value that is filled in stands in `text` as a NUL. */
export type Word = {
  readonly text: string;
  /** Nothing of it was quoted or escaped, so that it may be a reserved word. */
  readonly bare: boolean;
  readonly offset: number;
  /** The target of a redirection, not an argument. */
  readonly redirect: boolean;
};

export type CommandProblem = { readonly message: string; readonly offset: number };

/** Stands in a word for a value that is filled in. */
export const HOLE = '\0';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const PREFIXES = set('if then elif else while until do ! { } fi done esac time');
const NO_COMMAND = set('for select case function [[');
const SHELLS = set('sh bash dash zsh ksh mksh ash fish rbash su');
const INTERPRETERS = set('python python2 python3 perl node nodejs deno bun ruby php lua osascript tclsh Rscript');
const READERS = set(
  'eval trap alias let source . unset read getopts mapfile readarray ssh parallel watch expect pwsh powershell sed gsed',
);
const AWKS = set('awk gawk mawk nawk');
const DECLARERS = set('declare typeset local export readonly');
const WRAPPERS = set(
  'command builtin exec env nohup setsid time sudo doas nice ionice timeout stdbuf xargs find docker podman kubectl npx nix-shell flock chroot unshare strace script busybox',
);
const CHOOSERS = set('command builtin exec env nohup setsid time');
const ARITHMETIC_TESTS = set('-eq -ne -lt -le -gt -ge -v');
const INSTEAD = 'set it under `env:`, and let the script read that variable where it is not evaluated';

const hasHole = (word: Word): boolean => word.text.includes(HOLE);
const isOption = (word: Word): boolean => word.text.startsWith('-') && word.text.length > 1;
const programOf = (word: Word): string => word.text.slice(word.text.lastIndexOf('/') + 1);

/** Tells whether a word sets a variable whose name no value has a part in. */
export const isAssignment = (word: Word): boolean => /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.text);

/** What is left of a command without redirections, reserved words and assignments before it. */
const essence = (words: readonly Word[]): readonly Word[] => {
  const plain = words.filter((word) => !word.redirect);
  let from = 0;
  for (let word = plain[from]; word?.bare === true && PREFIXES.has(word.text); word = plain[from]) from += 1;
  if (plain[from]?.text === 'function' && plain[from]?.bare === true) return essence(plain.slice(from + 2));
  return plain.slice(from);
};

const withoutAssignments = (words: readonly Word[]): readonly Word[] => {
  const from = words.findIndex((word) => !isAssignment(word));
  return from === -1 ? [] : words.slice(from);
};

/** Tells whether the next word would be the name of a command. */
export const isAtCommand = (words: readonly Word[]): boolean => {
  const rest = essence(words);
  return rest.length === 0 || (rest.length === 1 && rest[0]?.text === 'for');
};

/** Tells whether `case … in` has just been read. */
export const isCaseHead = (words: readonly Word[]): boolean => {
  const rest = essence(words);
  const [head, , tail] = rest;
  return rest.length === 3 && head?.bare === true && head.text === 'case' && tail?.bare === true && tail.text === 'in';
};

/** Tells whether an open `[[` is being read, in which operators separate nothing. */
export const isInTest = (words: readonly Word[]): boolean => {
  const rest = essence(words);
  return rest[0]?.text === '[[' && rest[0].bare && !rest.some((word) => word.bare && word.text === ']]');
};

/** Why a value must not stand where one does in a command; null where all of them may. */
export const commandProblem = (words: readonly Word[]): CommandProblem | null => {
  if (!words.some(hasHole)) return null;
  const whole = essence(words);
  const head = whole[0];
  if (head?.bare === true && NO_COMMAND.has(head.text)) return head.text === '[[' ? testProblem(whole) : null;
  const command = withoutAssignments(whole);
  const [name, ...rest] = command;
  if (name === undefined) return null;
  if (hasHole(name)) {
    return {
      message:
        'a value may not choose the program that is run; name the program here, or branch on the value with case',
      offset: name.offset,
    };
  }
  return argumentProblem(programOf(name), rest);
};

const refuse = (program: string, word: Word | undefined): CommandProblem | null =>
  word === undefined
    ? null
    : { message: `"${program}" would read the value as code, not as text; ${INSTEAD}`, offset: word.offset };

const testProblem = (words: readonly Word[]): CommandProblem | null =>
  words.some((word) => ARITHMETIC_TESTS.has(word.text)) ? refuse('[[ … ]]', words.find(hasHole)) : null;

const argumentProblem = (program: string, rest: readonly Word[]): CommandProblem | null => {
  if (READERS.has(program)) return refuse(program, rest.find(hasHole));
  if (SHELLS.has(program) || INTERPRETERS.has(program)) {
    return refuse(program, rest.slice(0, codeEnd(program, rest)).find(hasHole));
  }
  if (AWKS.has(program))
    return refuse(
      program,
      rest.find((word, i) => hasHole(word) && !isAwkValue(word, rest[i - 1])),
    );
  if (program === 'printf' || program === 'test' || program === '[') {
    return refuse(program, rest.some((word) => word.text === '-v') ? rest.find(hasHole) : undefined);
  }
  if (DECLARERS.has(program)) {
    const evaluates = rest.some((word) => /^[-+][A-Za-z]*[in]/.test(word.text));
    return refuse(
      program,
      rest.find((word) => hasHole(word) && (evaluates || !isAssignment(word))),
    );
  }
  return WRAPPERS.has(program) ? wrappedProblem(program, rest) : null;
};

// `awk -v name="$value"` hands a value over as text; anywhere else it may be program text.
const isAwkValue = (word: Word, before: Word | undefined): boolean => before?.text === '-v' && isAssignment(word);

const wrappedProblem = (program: string, rest: readonly Word[]): CommandProblem | null => {
  if (CHOOSERS.has(program)) {
    const chosen = withoutAssignments(rest.filter((word) => !isOption(word)))[0];
    if (chosen !== undefined && hasHole(chosen)) return refuse(program, chosen);
  }
  for (const [place, word] of rest.entries()) {
    const inner = programOf(word);
    if (inner === 'printf' || inner === 'test' || inner === '[' || WRAPPERS.has(inner)) continue;
    const found = argumentProblem(inner, rest.slice(place + 1));
    if (found !== null) return found;
  }
  return null;
};

/** How many words after a shell's or an interpreter's name are options, code, or the script to run. */
const codeEnd = (program: string, rest: readonly Word[]): number => {
  const code = SHELLS.has(program) ? /^-[A-Za-z]*c/ : /^(-[A-Za-z]*[cepPErR]|--eval|--print)/;
  let codeFollows = false;
  let end = 0;
  for (const [place, word] of rest.entries()) {
    end = place + 1;
    if (isOption(word)) {
      codeFollows ||= code.test(word.text);
      continue;
    }
    const before = rest[place - 1];
    const mayBelongToOption = before !== undefined && isOption(before) && !code.test(before.text);
    if (word.text === 'eval' && !codeFollows) codeFollows = true;
    else if (!mayBelongToOption) break;
  }
  return end;
};

/** Why values must not flow through a pipeline: a later command of it would run what it reads. Null where none does. */
export const pipelineProblem = (commands: readonly (readonly Word[])[]): CommandProblem | null => {
  const reader = commands.findLastIndex(runsItsInput);
  if (reader === -1) return null;
  const upstream = commands.slice(0, reader).flat();
  const word = [...upstream, ...(commands[reader] ?? []).filter((own) => own.redirect)].find(hasHole);
  return refuse(programOf(withoutAssignments(essence(commands[reader] ?? []))[0] ?? { ...NOTHING }), word);
};

const NOTHING: Word = { text: '', bare: true, offset: 0, redirect: false };

/** Tells whether a command runs what it reads from its standard input. */
export const runsItsInput = (words: readonly Word[]): boolean => {
  const command = withoutAssignments(essence(words));
  for (const [place, word] of command.entries()) {
    const program = programOf(word);
    const rest = command.slice(place + 1);
    if (program === 'ssh' || program === 'parallel' || program === 'source' || program === '.') return true;
    if (SHELLS.has(program) || INTERPRETERS.has(program)) {
      const isFed = command.some((own) => own.text === 'xargs');
      return isFed || rest.every(isOption) || rest.some((own) => /^(-|-[a-z]*s|\/dev\/stdin)$/.test(own.text));
    }
    if (!WRAPPERS.has(program) && place === 0) return false;
  }
  return false;
};
