/** Which commands of a shell read their words, or their standard input, as code: those that a command runs, too. */
import { readProgram } from './shell-programs.ts';
import {
  essence,
  hasHole,
  isAssignment,
  programOf,
  withoutAssignments,
  wordSet,
  type ShellProblem,
  type Word,
} from './shell-words.ts';
import { innerOf, isBuiltin } from './shell-wrappers.ts';

const NO_COMMAND = wordSet('for select case function [[');
const DECLARERS = wordSet('declare typeset local export readonly');
const ARITHMETIC_TESTS = wordSet('-eq -ne -lt -le -gt -ge -v');
/** Builtins that run a builtin. */
const RUN_BUILTINS = wordSet('command builtin');
const DEEPEST = 8;
const INSTEAD = 'set it under `env:`, and let the script read that variable where it is not evaluated';

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

/** Why a value must not stand where one does, and which values must not begin with "-". */
export type Judgement = { readonly problem: ShellProblem | null; readonly guarded: readonly Word[] };

const FINE: Judgement = { problem: null, guarded: [] };

/** Judges the values in a command; none of them where it has none. */
export const judgeCommand = (words: readonly Word[]): Judgement => {
  if (!words.some(hasHole)) return FINE;
  const whole = essence(words);
  const head = whole[0];
  if (head?.bare === true && NO_COMMAND.has(head.text))
    return head.text === '[[' ? { problem: testProblem(whole), guarded: [] } : FINE;
  return judge(withoutAssignments(whole), true, 0);
};

const refuse = (program: string, word: Word | null | undefined): ShellProblem | null =>
  word === null || word === undefined
    ? null
    : { message: `"${program}" would read the value as code, not as text; ${INSTEAD}`, offset: word.offset };

const testProblem = (words: readonly Word[]): ShellProblem | null =>
  words.some((word) => ARITHMETIC_TESTS.has(word.text)) ? refuse('[[ … ]]', words.find(hasHole)) : null;

/** Judges a program and its words, and what it runs in turn. `isShell`: the shell itself runs it, and knows its builtins. */
const judge = (command: readonly Word[], isShell: boolean, depth: number): Judgement => {
  const [name, ...rest] = command;
  if (name === undefined) return FINE;
  if (hasHole(name)) {
    const message =
      'a value may not choose the program that is run; name the program here, or branch on the value with case';
    return { problem: { message, offset: name.offset }, guarded: [] };
  }
  const program = programOf(name);
  if (!isShell && isBuiltin(name)) return FINE;
  if (program === 'printf' || program === 'test' || program === '[')
    return {
      problem: rest.some((word) => word.text === '-v') ? refuse(program, rest.find(hasHole)) : null,
      guarded: [],
    };
  if (DECLARERS.has(program)) return { problem: declarationProblem(program, rest), guarded: [] };
  const reading = readProgram(program, rest);
  if (reading !== null) return { problem: refuse(program, reading.refused), guarded: reading.guarded };
  const inner = innerOf(program, rest);
  if (inner === null || depth > DEEPEST) return FINE;
  if (inner.refused !== null) return { problem: refuse(program, inner.refused), guarded: [] };
  const judged = inner.commands.map((each) => judge(each, isShell && RUN_BUILTINS.has(program), depth + 1));
  return {
    problem: judged.find(({ problem }) => problem !== null)?.problem ?? null,
    guarded: judged.flatMap(({ guarded }) => guarded),
  };
};

const declarationProblem = (program: string, rest: readonly Word[]): ShellProblem | null => {
  const evaluates = rest.some((word) => /^[-+][A-Za-z]*[in]/.test(word.text));
  return refuse(
    program,
    rest.find((word) => hasHole(word) && (evaluates || !isAssignment(word))),
  );
};

/** Why values must not flow through a pipeline: a later command of it would run what it reads. Null where none does. */
export const pipelineProblem = (commands: readonly (readonly Word[])[]): ShellProblem | null => {
  const reader = commands.findLastIndex(runsItsInput);
  if (reader === -1) return null;
  const upstream = commands.slice(0, reader).flat();
  const word = [...upstream, ...(commands[reader] ?? []).filter((own) => own.redirect)].find(hasHole);
  const [name] = withoutAssignments(essence(commands[reader] ?? []));
  return refuse(name === undefined ? '' : programOf(name), word);
};

/** Tells whether a command runs what it reads from its standard input. */
export const runsItsInput = (words: readonly Word[]): boolean => runs(withoutAssignments(essence(words)), 0);

const runs = ([name, ...rest]: readonly Word[], depth: number): boolean => {
  if (name === undefined || depth > DEEPEST) return false;
  const program = programOf(name);
  const reading = readProgram(program, rest);
  if (reading !== null) return reading.input;
  const commands = innerOf(program, rest)?.commands ?? [];
  if (program === 'xargs') return commands.some((command) => isFed(command, rest));
  return commands.some((command) => runs(command, depth + 1));
};

/** Whether `xargs` hands what it reads to a program as code: as its script, or in place of a mark in its code. */
const isFed = ([name, ...rest]: readonly Word[], options: readonly Word[]): boolean => {
  if (name === undefined) return false;
  const reading = readProgram(programOf(name), rest);
  if (reading === null) return false;
  return (
    reading.input ||
    options.some(({ text }) => /^-[iIJ]|^--replace/.test(text)) ||
    /^(?:eval|ssh|watch)$/.test(programOf(name))
  );
};
