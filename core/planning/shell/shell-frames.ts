/** What a shell script has open at one place: quotations, substitutions, commands being read, heredocs to come. */
import { HOLE, type Word } from './shell-words.ts';

type CommandKind = 'script' | 'subshell' | 'substitution' | 'array' | 'case';
export type Kind = CommandKind | 'double' | 'heredoc' | 'parameter' | 'arithmetic' | 'backquote';
type Heredoc = { readonly indented: boolean; delimiter: string; quoted: boolean; feedsCode: boolean | null };
export type Frame = {
  readonly kind: Kind;
  readonly offset: number;
  words: Word[];
  word: Word | null;
  pipeline: Word[][];
  heredocs: Heredoc[];
  /** What the next word is. */
  expects: 'argument' | 'redirect' | 'heredoc';
  /** Of a `case`: a pattern comes next. */
  pattern: boolean;
  /** Of arithmetic: open parentheses. */
  depth: number;
  /** Of a heredoc: where its body ends, and where reading goes on. */
  readonly end: number;
  readonly resume: number;
};

const DEEPEST = 100;
const LONGEST_WORD = 4096;
/** Frames in which commands, or words of one, are read. */
export const COMMAND_KINDS: ReadonlySet<Kind> = new Set(['script', 'subshell', 'substitution', 'array', 'case']);
const INSTEAD = 'set it under `env:` and use that variable';
const CLOSED: ReadonlyMap<Kind, string> = new Map([
  ['parameter', `inside \${…} a value would become part of the expansion; ${INSTEAD}`],
  ['arithmetic', `arithmetic would evaluate the value; ${INSTEAD}, once it is known to be a number`],
  ['backquote', 'inside backquotes text is read twice; write $( … ) instead'],
]);

type Refusal =
  | 'open'
  | 'noBody'
  | 'endsEarly'
  | 'tooDeep'
  | 'fixedMark'
  | 'escaped'
  | 'named'
  | 'oldArithmetic'
  | 'dollarQuote'
  | 'quoteInside'
  | 'doubleParenthesis'
  | 'openQuote'
  | 'oddParenthesis'
  | 'strayParenthesis'
  | 'bodyBeforeParenthesis'
  | 'plainMark'
  | 'bodyBeforeEsac'
  | 'bodyElsewhere'
  | 'quotedBody'
  | 'codeBody';

/** Why a script cannot be read for certain, or why no value may stand where one does. */
export const REFUSED: Readonly<Record<Refusal, string>> = {
  open: 'what is opened here is never closed',
  noBody: 'the heredoc has no body',
  endsEarly: 'the heredoc ends before what is opened here',
  tooDeep: `the script is nested more than ${DEEPEST} deep`,
  fixedMark: 'the end mark of a heredoc must be a fixed word',
  escaped: "a backslash before an expression would break its quotes; for the characters themselves write ${{ '${{' }}",
  named: `after "$" a value would become the name of a variable; ${INSTEAD}`,
  oldArithmetic: '"$[" is arithmetic in some shells and text in others; write $(( … ))',
  dollarQuote: "$'…' is read differently by different shells; use '…', \"…\" or printf",
  quoteInside: 'a single quote inside ${…} is read differently by different shells; keep it outside',
  doubleParenthesis: '"((" is read as arithmetic; put a space between the two to open subshells',
  openQuote: 'this quotation is never closed',
  oddParenthesis: 'this "(" is read differently by different shells; put the value into a variable first',
  strayParenthesis: 'this ")" closes nothing',
  bodyBeforeParenthesis: 'the body of a heredoc must come before this ")"',
  plainMark: 'the end mark of a heredoc must be a plain word',
  bodyBeforeEsac: 'the body of a heredoc must come before "esac"',
  bodyElsewhere: 'the body of a heredoc must follow the line that it is named on',
  quotedBody: `nothing is filled into a heredoc whose end mark is quoted; ${INSTEAD}, or take the quotes off the mark`,
  codeBody: `what reads this heredoc would run the value; ${INSTEAD}`,
};

const frameOf = (kind: Kind, offset: number, end = Infinity, resume = 0): Frame => ({
  kind,
  offset,
  end,
  resume,
  words: [],
  word: null,
  pipeline: [],
  heredocs: [],
  expects: 'argument',
  pattern: kind === 'case',
  depth: 0,
});

/** The open frames, innermost last; the first is the script itself and stays. */
export class FrameStack {
  readonly frames: Frame[] = [frameOf('script', 0)];
  top: Frame = this.frames[0] ?? frameOf('script', 0);

  /** Gives false, and opens nothing, where too many are open. */
  open(kind: Kind, at: number, end?: number, resume?: number): boolean {
    if (this.frames.length >= DEEPEST) return false;
    if (kind !== 'case' && kind !== 'heredoc' && kind !== 'subshell') this.note('', true, at);
    this.top = frameOf(kind, at, end, resume);
    this.frames.push(this.top);
    return true;
  }

  pop(): void {
    this.frames.pop();
    this.top = this.frames.at(-1) ?? this.top;
  }

  /** The command frame whose word is being read; null where no word is. */
  owner(): Frame | null {
    const owner = this.frames.findLast((frame) => frame.kind !== 'double');
    return owner !== undefined && COMMAND_KINDS.has(owner.kind) ? owner : null;
  }

  /** Adds to the word that is being read, and begins one where none is; `value`: which one is filled in here. */
  note(text: string, quoted: boolean, at: number, value: number | null = null): void {
    const owner = this.owner();
    if (owner === null) return;
    const word = owner.word ?? {
      text: '',
      bare: true,
      offset: at,
      redirect: owner.expects !== 'argument',
      leads: null,
    };
    const leads = word.text === '' ? value : word.leads;
    const longer = word.text.length < LONGEST_WORD || text === HOLE ? word.text + text : word.text;
    owner.word = { ...word, text: longer, bare: word.bare && !quoted, leads };
  }

  /** Why no value may stand here, however deep inside; null where one may. */
  closedBy(): string | null {
    for (const frame of this.frames) {
      const why = CLOSED.get(frame.kind);
      if (why !== undefined) return why;
    }
    return null;
  }
}

/** Where a heredoc's body ends, and where the line after its end mark begins; null where no such line is certain. */
export const bodyOf = (
  text: string,
  start: number,
  heredoc: Heredoc,
): { readonly end: number; readonly resume: number } | null => {
  for (let from = start, joined = false; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(from, end);
    const mark = heredoc.indented ? line.replace(/^\t+/, '') : line;
    if (mark === heredoc.delimiter) return joined ? null : { end: from, resume: Math.min(end + 1, text.length) };
    joined = !heredoc.quoted && line.endsWith('\\');
    from = end + 1;
  }
  return null;
};

const REDIRECTIONS = ['<<<', '<<-', '&>>', '<<', '<>', '<&', '<(', '&>', '>>', '>&', '>|', '>(', '<', '>'];

/** The operator of a redirection, or of a process substitution, that stands at a place; the longest that fits. */
export const redirectionAt = (text: string, at: number): string =>
  REDIRECTIONS.find((operator) => text.startsWith(operator, at)) ?? '';
