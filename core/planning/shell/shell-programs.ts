/**
 * Which words of a program are read as code. A value handed to it there would be run, however well it is quoted. The list
 * is of well-known programs; it cannot be complete.
 */
import { hasHole, isAssignment, isOption, optionName, wordSet, type Word } from './shell-words.ts';

/** How a program reads its words. An option is matched with what follows its "=" taken off. */
type Grammar = {
  /** After these code follows: in the next word, or attached. */
  readonly code: RegExp;
  /** After these a text follows in the next word. */
  readonly valued: RegExp;
  /** With these the words that are no options are texts. */
  readonly data: RegExp;
  /** After its first word that is no option none is one. */
  readonly stops: boolean;
};

const NEVER = /^(?!)/;
const grammar = (parts: Partial<Grammar>): Grammar => ({
  code: NEVER,
  valued: NEVER,
  data: NEVER,
  stops: true,
  ...parts,
});

const PYTHON = grammar({ valued: /^-[A-Za-z]*[WXQ]$|^--check-hash-based-pycs$/ });
const PERL = grammar({ code: /^-(?![IMmix])[A-Za-z0-9]*[eE]|^-i\S*[eE]$|^-[MmI]/, data: /^-c$/ });
const JAVASCRIPT = grammar({
  code: /^-[a-z]*[epr]|^--(?:eval|print|require|import|loader|experimental-loader)$/,
  valued:
    /^-C$|^--(?:conditions|env-file|input-type|test-[a-z-]+|watch-path|title|stack-trace-limit|max-old-space-size)$/,
  data: /^--(?:test|check)$|^-c$/,
});
const OTHER = grammar({
  code: /^-[A-Za-z]*[eErRBl]|^--(?:eval|run|require)$/,
  valued: /^-[dSt]$/,
  data: /^-l$|^--syntax-check$/,
});
const SED = grammar({
  code: /^-[nErsuz]*[ef]|^--(?:expression|file)$/,
  valued: /^-[lL]$|^--line-length$/,
  stops: false,
});
const AWK = grammar({
  code: /^-[feEil]|^--(?:file|source|include|load|exec)$/,
  valued: /^-[vF]$|^--(?:assign|field-separator)$/,
});

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map(
  (
    [
      ['perl ruby', PERL],
      ['node nodejs tsx', JAVASCRIPT],
      ['php lua osascript tclsh Rscript', OTHER],
      ['sed gsed', SED],
    ] as const
  ).flatMap(([names, of]) => names.split(' ').map((name): [string, Grammar] => [name, of])),
);

const SHELLS = wordSet('sh bash dash zsh ksh mksh ash fish rbash');
const PYTHONS = wordSet('python python2 python3');
const AWKS = wordSet('awk gawk mawk nawk');
const EVERYTHING = wordSet('eval alias let unset watch expect pwsh powershell');
/** Modules of python whose operands are code, or scripts to run. */
const CODE_MODULES = wordSet('timeit pdb cProfile profile trace runpy code');
const RUNTIMES = wordSet('deno bun');
const TEXT_COMMANDS = wordSet(
  'test fmt lint check info doc install add remove outdated pm update link publish build cache',
);
const SSH_VALUED = /^-[iplbcmLRDWJB]$/;
const READ_VALUED = /^-[A-Za-z]*[ptdnNuicsO]$/;

/**
 * What of a command is to be refused, and which values must not begin with "-": an option would make code of them.
 * `input`: the program runs what it reads from its standard input.
 */
export type Reading = { readonly refused: Word | null; readonly guarded: readonly Word[]; readonly input: boolean };

const refusing = (word: Word | undefined): Reading => ({ refused: word ?? null, guarded: [], input: false });

/** Reads the words after a program; null where nothing is known of it, so that all of them are texts. */
export const readProgram = (program: string, rest: readonly Word[]): Reading | null => {
  if (EVERYTHING.has(program)) return refusing(rest.find(hasHole));
  if (program === 'source' || program === '.' || program === 'trap') {
    const from = rest.findIndex(({ text }) => text !== '--');
    const [first] = from === -1 ? [] : rest.slice(from);
    const reading = refusing(first !== undefined && hasHole(first) ? first : undefined);
    return { ...reading, input: program !== 'trap' && first?.text === '/dev/stdin' };
  }
  if (program === 'parallel') {
    const end = rest.findIndex(({ text }) => text.startsWith(':::'));
    return { ...refusing(rest.slice(0, end === -1 ? undefined : end).find(hasHole)), input: true };
  }
  if (program === 'su')
    return {
      ...refusing(rest.find(isCodeOfSu)),
      input: !rest.some(({ text }) => /^-[A-Za-z]*c|^--command/.test(text)),
    };
  if (program === 'ssh') return ofSsh(rest);
  if (program === 'read' || program === 'mapfile' || program === 'readarray')
    return refusing(rest.find((word, at) => hasHole(word) && !READ_VALUED.test(rest[at - 1]?.text ?? '')));
  if (program === 'getopts') return refusing(rest.slice(0, 2).find(hasHole));
  if (RUNTIMES.has(program)) return ofRuntime(rest);
  if (SHELLS.has(program)) return ofShell(rest);
  if (PYTHONS.has(program)) return ofPython(rest);
  if (AWKS.has(program)) return ofAwk(rest);
  const known = GRAMMARS.get(program);
  return known === undefined ? null : walk(rest, known);
};

const isCodeOfSu = (word: Word, at: number, rest: readonly Word[]): boolean =>
  hasHole(word) &&
  /^-[A-Za-z]*[cs]$|^--(?:command|shell)/.test(isOption(word) ? optionName(word) : (rest[at - 1]?.text ?? ''));

/** Words after the host are read by a shell over there; without any it reads its standard input. */
const ofSsh = (rest: readonly Word[]): Reading => {
  let host = rest.findIndex(
    (word, at) =>
      !isOption(word) && !SSH_VALUED.test(rest[at - 1]?.text ?? '') && !/^-[oFE]$/.test(rest[at - 1]?.text ?? ''),
  );
  if (rest[host]?.text === '--') host += 1;
  const command = host === -1 ? [] : rest.slice(host + 1);
  const text = command.map((word) => word.text).join(' ');
  const isCode = (word: Word, at: number): boolean =>
    hasHole(word) && !SSH_VALUED.test(rest[at - 1]?.text ?? '') && rest[at - 1]?.text !== '--';
  return {
    ...refusing(rest.find(isCode) ?? command.find(hasHole)),
    input: text.trim() === '' || /\b(?:sh|bash|zsh|ksh|dash|python\d?|perl|node|ruby|sudo)\b/.test(text),
  };
};

/** `deno` and `bun` have commands of their own. */
const ofRuntime = (rest: readonly Word[]): Reading => {
  const [command, ...others] = rest;
  if (command === undefined) return { ...refusing(undefined), input: true };
  if (TEXT_COMMANDS.has(command.text)) return refusing(undefined);
  if (command.text === 'eval' || command.text === 'repl') return refusing(others.find(hasHole));
  return walk(command.text === 'run' || command.text === 'x' ? others : rest, JAVASCRIPT);
};

/** What is known of a word that is an option. */
type Option = 'code' | 'data' | 'valued' | 'flag';

const optionOf = (name: string, { code, data, valued }: Grammar): Option => {
  if (code.test(name)) return 'code';
  if (data.test(name)) return 'data';
  return valued.test(name) ? 'valued' : 'flag';
};

/** An option such as `--name=…` whose value alone holds a value that is filled in. */
const isNamed = (word: Word): boolean => /^--[^\0=]+=/.test(word.text);

const walk = (rest: readonly Word[], known: Grammar): Reading => {
  const guarded: Word[] = [];
  let isText = false;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === undefined) break;
    if (word.text === '--') return { ...refusing(isText ? undefined : holed(rest[at + 1])), guarded };
    if (!isOption(word)) {
      if (!isText && hasHole(word)) return refusing(word);
      if (known.stops) return { ...ended(isText, word), guarded: word.leads === null ? [] : [word] };
      if (isText && word.leads !== null) guarded.push(word);
      isText = true;
      continue;
    }
    const option = optionOf(optionName(word), known);
    const takesNext = (option === 'code' && isBareCode(word.text)) || (option === 'valued' && !word.text.includes('='));
    const holder = takesNext ? rest[at + 1] : word;
    if (option === 'code' && holed(holder) !== undefined) return refusing(holder);
    if (option === 'flag' && hasHole(word) && !isNamed(word)) return refusing(word);
    if (takesNext) at += 1;
    isText ||= option === 'code' || option === 'data';
  }
  return { refused: null, guarded, input: !isText && known.stops };
};

const holed = (word: Word | undefined): Word | undefined => (word !== undefined && hasHole(word) ? word : undefined);

/** After the first word that is no option: the script, unless code or texts were announced. */
const ended = (isText: boolean, word: Word): Reading => ({
  ...refusing(undefined),
  input: !isText && isStandardInput(word),
});

const isStandardInput = ({ text }: Word): boolean => text === '-' || text === '/dev/stdin';

/** Whether the code of an option is the next word: nothing of it stands in the option, as in `-Mstrict` or `-e'print 1'`. */
const isBareCode = (text: string): boolean => /^--[^=]+$|^-[A-Za-z0-9]*[A-Za-z]$/.test(text) && !/^-[MmI]./.test(text);

/** A shell: what comes first after `-c` and the options is code, all after that are texts. */
const ofShell = (rest: readonly Word[]): Reading => {
  let takes: 'script' | 'code' | 'text' = 'script';
  let isInput = false;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === undefined) break;
    if (word.text === '--') continue;
    if (!isOption(word)) {
      if (takes !== 'text' && hasHole(word)) return refusing(word);
      return {
        ...refusing(undefined),
        input: isInput || (takes === 'script' && isStandardInput(word)),
        guarded: guardOf(takes, word),
      };
    }
    if (hasHole(word) || (/^--(?:rc|init-)file$/.test(word.text) && holed(rest[at + 1]) !== undefined))
      return refusing(word);
    if (/^-[A-Za-z]*c/.test(word.text)) takes = 'code';
    else if (/^-[A-Za-z]*n/.test(word.text) && takes === 'script') takes = 'text';
    else if (/^-[A-Za-z]*s/.test(word.text)) [takes, isInput] = ['text', true];
    if (/^(?:[-+][A-Za-z]*[oO]|--(?:rc|init-)file)$/.test(word.text)) at += 1;
  }
  return { ...refusing(undefined), input: takes !== 'text' || isInput };
};

const guardOf = (takes: string, word: Word): readonly Word[] => (takes === 'text' && word.leads !== null ? [word] : []);

/** `python -c code`, `python -m module`: all that follows is for them. */
const ofPython = (rest: readonly Word[]): Reading => {
  const at = rest.findIndex((word) => /^-[A-Za-z]*[cm]/.test(word.text) && isOption(word));
  const option = at === -1 ? undefined : rest[at];
  const before = walk(at === -1 ? rest : rest.slice(0, at), PYTHON);
  const hasScript = rest
    .slice(0, Math.max(0, at))
    .some((word, place) => !isOption(word) && !PYTHON.valued.test(rest[place - 1]?.text ?? ''));
  if (option === undefined || hasScript || before.refused !== null) return before;
  if (hasHole(option)) return refusing(option);
  const isModule = /^-[A-Za-z]*m/.test(option.text);
  const isAttached = !/[cm]$/.test(option.text);
  const named = isAttached ? option.text.replace(/^-[A-Za-z]*?[cm]/, '') : (rest[at + 1]?.text ?? '');
  if (!isAttached && holed(rest[at + 1]) !== undefined) return refusing(rest[at + 1]);
  return refusing(isModule && CODE_MODULES.has(named) ? rest.slice(at + 1).find(hasHole) : undefined);
};

/** awk: a value is text after `-v name=`, and as an operand after the program. */
const ofAwk = (rest: readonly Word[]): Reading => {
  const wrong = rest.find((word, at) => hasHole(word) && rest[at - 1]?.text === '-v' && !isAssignment(word));
  if (wrong !== undefined) return refusing(wrong);
  return { ...walk(rest, AWK), guarded: [], input: false };
};
