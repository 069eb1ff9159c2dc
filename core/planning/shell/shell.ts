/**
 * Reads a shell script just far enough to know what surrounds each place of it: a lexer for what dash and bash agree
 * on. Where they differ, or where a value would be read as code, it gives a problem instead of a guess.
 *
 *   command ⇄ "…" ⇄ $( … ) ⇄ ( … ) ⇄ case … esac ⇄ heredoc        values may stand in these
 *      └──── ${ … }, $(( … )), ` … `                                closed: nor in anything inside them
 *
 * L1  A frame is on the stack from its opening to its closing mark; words belong to the innermost command frame.
 * L2  Whatever cannot be read for certain is refused, so that a surrounding, once given, is right in both shells.
 */
import { err, ok, type Result } from '../../result.ts';
import { isAtCommand, isCaseHead, isInTest, judgeCommand, pipelineProblem, runsItsInput } from './shell-commands.ts';
import { bodyOf, COMMAND_KINDS, FrameStack, REFUSED, redirectionAt, type Kind } from './shell-frames.ts';
import { HOLE, isAssignment, type ShellProblem, type Surrounding, type Surroundings } from './shell-words.ts';

// A place in a script that a value goes to. Holes come in order and never overlap.
type ShellHole = { readonly offset: number; readonly end: number };

/** Gives what surrounds each hole, in order, or the reasons why values must not stand where they do: at least one. */
export const surroundings = (
  text: string,
  holes: readonly ShellHole[],
): Result<Surroundings, readonly ShellProblem[]> => new Reading(text, holes).run();

class Reading {
  readonly #text: string;
  readonly #holes: readonly ShellHole[];
  readonly #found: Surrounding[] = [];
  readonly #guarded = new Set<number>();
  readonly #stack = new FrameStack();
  #at = 0;
  /** What cannot be read for certain: reading ends there. */
  #problem: ShellProblem | null = null;
  /** Values that must not stand where they do; what follows can be read all the same. */
  readonly #objections: ShellProblem[] = [];

  constructor(text: string, holes: readonly ShellHole[]) {
    [this.#text, this.#holes] = [text, holes];
  }

  run(): Result<Surroundings, readonly ShellProblem[]> {
    while (this.#at < this.#text.length && this.#problem === null) this.#step();
    if (this.#stack.top.kind === 'heredoc' && this.#at >= this.#stack.top.end) this.#closeHeredoc();
    this.#endPipeline();
    if (this.#stack.frames.length > 1) this.#refuse(REFUSED.open, this.#stack.top.offset);
    if (this.#stack.top.heredocs.length > 0) this.#refuse(REFUSED.noBody, this.#text.length);
    const problems = this.#problem === null ? this.#objections : [...this.#objections, this.#problem];
    return problems.length === 0 ? ok({ around: this.#found, guarded: this.#guarded }) : err(problems);
  }

  #step(): void {
    const { kind } = this.#stack.top;
    if (this.#stack.frames.some((frame) => this.#at >= frame.end)) {
      return kind === 'heredoc' ? this.#closeHeredoc() : this.#refuse(REFUSED.endsEarly, this.#stack.top.offset);
    }
    const char = this.#text[this.#at] ?? '';
    if (kind === 'backquote' && char !== '\\' && !this.#isHole(this.#at))
      return char === '`' ? this.#pop(1) : this.#skip(1);
    if (this.#isHole(this.#at)) return this.#hole(kind === 'double' || kind === 'heredoc' ? kind : 'bare');
    if (char === '\\') return this.#escape();
    if (char === '$') return this.#dollar();
    if (char === '`') return this.#open('backquote', 1);
    if (kind === 'double') return char === '"' ? this.#pop(1) : this.#take(char, true);
    if (kind === 'parameter') return this.#inParameter(char);
    if (kind === 'arithmetic') return this.#inArithmetic(char);
    return kind === 'heredoc' ? this.#skip(1) : this.#inCommand(char);
  }

  #refuse(message: string, offset: number = this.#at): void {
    this.#problem ??= { message, offset };
  }

  #isHole(at: number): boolean {
    return this.#holes[this.#found.length]?.offset === at;
  }

  #skip(length: number): void {
    this.#at += length;
  }

  #open(kind: Kind, length: number, end?: number, resume?: number): void {
    if (!this.#stack.open(kind, this.#at, end, resume)) return this.#refuse(REFUSED.tooDeep);
    this.#at += length;
  }

  #pop(length: number): void {
    this.#at += length;
    this.#stack.pop();
  }

  #take(text: string, quoted: boolean): void {
    this.#stack.note(text, quoted, this.#at);
    this.#at += text.length;
  }

  #hole(surrounding: Surrounding): void {
    const closed = this.#stack.closedBy();
    if (closed !== null) this.#objections.push({ message: closed, offset: this.#at });
    if (this.#stack.owner()?.expects === 'heredoc') return this.#refuse(REFUSED.fixedMark);
    if (surrounding !== 'comment') this.#stack.note(HOLE, true, this.#at, this.#found.length);
    this.#at = this.#holes[this.#found.length]?.end ?? this.#text.length;
    this.#found.push(surrounding);
  }

  #escape(): void {
    if (this.#isHole(this.#at + 1)) return this.#refuse(REFUSED.escaped);
    const next = this.#text[this.#at + 1] ?? '';
    if (next !== '\n') this.#stack.note(next, true, this.#at);
    this.#at += 2;
  }

  #dollar(): void {
    const rest = this.#text.slice(this.#at + 1, this.#at + 3);
    if (this.#isHole(this.#at + 1)) return this.#refuse(REFUSED.named);
    if (rest === '((') return this.#open('arithmetic', 3);
    if (rest.startsWith('(')) return this.#open('substitution', 2);
    if (rest.startsWith('{')) return this.#open('parameter', 2);
    if (rest.startsWith('[')) return this.#refuse(REFUSED.oldArithmetic);
    if (rest.startsWith("'") && COMMAND_KINDS.has(this.#stack.top.kind)) return this.#refuse(REFUSED.dollarQuote);
    this.#take(rest.startsWith('$') && !this.#isHole(this.#at + 2) ? '$$' : '$', true);
  }

  #inParameter(char: string): void {
    if (char === '}') return this.#pop(1);
    if (char === '"') return this.#open('double', 1);
    if (char === "'") return this.#refuse(REFUSED.quoteInside);
    this.#at += 1;
  }

  #inArithmetic(char: string): void {
    if (char === '(') this.#stack.top.depth += 1;
    if (char === ')' && this.#stack.top.depth === 0) {
      if (this.#text[this.#at + 1] === ')') return this.#pop(2);
      return this.#refuse(REFUSED.doubleParenthesis, this.#stack.top.offset);
    }
    if (char === ')') this.#stack.top.depth -= 1;
    this.#at += 1;
  }

  #single(): void {
    const opened = this.#at;
    this.#stack.note('', true, this.#at);
    this.#at += 1;
    while (this.#problem === null) {
      if (this.#isHole(this.#at)) this.#hole('single');
      else if (this.#at >= this.#text.length) this.#refuse(REFUSED.openQuote, opened);
      else if (this.#text[this.#at] === "'") return this.#skip(1);
      else this.#take(this.#text[this.#at] ?? '', true);
    }
  }

  #comment(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n' && this.#problem === null) {
      if (this.#isHole(this.#at)) this.#hole('comment');
      else this.#at += 1;
    }
  }

  #inCommand(char: string): void {
    const frame = this.#stack.top;
    if (char === "'") return this.#single();
    if (char === '"') return this.#open('double', 1);
    if (char === ' ' || char === '\t' || (char === '\n' && isInTest(frame.words)))
      return this.#endWord(), this.#skip(1);
    if (char === '#' && frame.word === null) return this.#comment();
    if (char === '\n') return this.#newline();
    if ('&|<>()'.includes(char) && isInTest(frame.words)) return this.#take(char, false);
    const next = this.#text[this.#at + 1] ?? '';
    if (char === '<' || char === '>' || (char === '&' && next === '>')) return this.#redirection();
    if (char === '(') return this.#parenthesis(next);
    if (char === ')') return this.#closeParenthesis();
    if (char === '|' && next !== '|') return this.#endCommand(), this.#skip(next === '&' ? 2 : 1);
    if (char !== ';' && char !== '&' && char !== '|') return this.#take(char, false);
    this.#endPipeline();
    const ending = /^(;;&|;;|;&)/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0];
    if (ending !== undefined && this.#stack.top.kind === 'case') this.#stack.top.pattern = true;
    this.#skip(ending?.length ?? (next === char ? 2 : 1));
  }

  #redirection(): void {
    const frame = this.#stack.top;
    if (frame.word !== null && /^\d+$/.test(frame.word.text)) frame.word = null;
    this.#endWord();
    const operator = redirectionAt(this.#text, this.#at);
    if (operator.endsWith('(')) return this.#stack.note('', true, this.#at), this.#open('subshell', 2);
    this.#at += operator.length;
    const isHeredoc = operator === '<<' || operator === '<<-';
    frame.expects = isHeredoc ? 'heredoc' : 'redirect';
    if (isHeredoc) frame.heredocs.push({ indented: operator === '<<-', delimiter: '', quoted: false, feedsCode: null });
  }

  #parenthesis(next: string): void {
    const frame = this.#stack.top;
    if (frame.kind === 'case' && frame.pattern && frame.word === null && frame.words.length === 0) return this.#skip(1);
    if (frame.word !== null && isAssignment(frame.word) && frame.word.text.endsWith('=')) return this.#open('array', 1);
    const definition = /^\([ \t]*\)/.exec(this.#text.slice(this.#at, this.#at + 80))?.[0];
    if (definition !== undefined) {
      frame.word = null;
      frame.words = [];
      return this.#skip(definition.length);
    }
    if (frame.word === null && isAtCommand(frame.words))
      return next === '(' ? this.#open('arithmetic', 2) : this.#open('subshell', 1);
    this.#refuse(REFUSED.oddParenthesis);
  }

  #closeParenthesis(): void {
    this.#endWord();
    if (this.#stack.top.kind === 'case' && this.#stack.top.pattern) {
      this.#stack.top.words = [];
      this.#stack.top.pattern = false;
      return this.#skip(1);
    }
    this.#endPipeline();
    const frame = this.#stack.top;
    if (frame.kind === 'script' || frame.kind === 'case') return this.#refuse(REFUSED.strayParenthesis);
    if (frame.heredocs.length > 0) return this.#refuse(REFUSED.bodyBeforeParenthesis);
    this.#pop(1);
  }

  #endWord(): void {
    const frame = this.#stack.top;
    const { word } = frame;
    if (word === null) return;
    frame.word = null;
    const heredoc = frame.expects === 'heredoc' ? frame.heredocs.at(-1) : undefined;
    frame.expects = 'argument';
    if (heredoc !== undefined) {
      if (!/^[\w.-]+$/.test(word.text)) return this.#refuse(REFUSED.plainMark, word.offset);
      heredoc.delimiter = word.text;
      heredoc.quoted = !word.bare;
    }
    frame.words.push(word);
    if (frame.kind === 'case' && frame.words.length === 1 && word.bare && word.text === 'esac') {
      if (frame.heredocs.length > 0) return this.#refuse(REFUSED.bodyBeforeEsac, word.offset);
      return this.#pop(0);
    }
    const isPattern = frame.kind === 'case' && frame.pattern;
    if (!isPattern && !word.redirect && isCaseHead(frame.words)) this.#open('case', 0);
  }

  #endCommand(): void {
    this.#endWord();
    const frame = this.#stack.top;
    if (frame.kind === 'array' || (frame.kind === 'case' && frame.pattern)) {
      frame.words = [];
      return;
    }
    const { problem, guarded } = judgeCommand(frame.words);
    if (problem !== null) this.#objections.push(problem);
    for (const { leads } of guarded) if (leads !== null) this.#guarded.add(leads);
    frame.pipeline.push(frame.words);
    frame.words = [];
  }

  #endPipeline(): void {
    this.#endCommand();
    const frame = this.#stack.top;
    const found = pipelineProblem(frame.pipeline);
    if (found !== null) this.#objections.push(found);
    const feedsCode = frame.pipeline.some(runsItsInput);
    for (const heredoc of frame.heredocs) heredoc.feedsCode ??= feedsCode;
    frame.pipeline = [];
  }

  #newline(): void {
    this.#endPipeline();
    this.#skip(1);
    const isElsewhere = this.#stack.frames.some((frame) => frame !== this.#stack.top && frame.heredocs.length > 0);
    if (isElsewhere) return this.#refuse(REFUSED.bodyElsewhere);
    this.#readHeredocs();
  }

  #closeHeredoc(): void {
    this.#at = this.#stack.top.resume;
    this.#pop(0);
    this.#readHeredocs();
  }

  #readHeredocs(): void {
    for (;;) {
      const heredoc = this.#stack.top.heredocs.shift();
      if (heredoc === undefined) return;
      const start = this.#at;
      const body = bodyOf(this.#text, start, heredoc);
      if (body === null) return this.#refuse(`the heredoc is never closed by a line "${heredoc.delimiter}"`, start);
      const hole = this.#holes[this.#found.length];
      if (hole === undefined || hole.offset >= body.end) {
        this.#at = body.resume;
        continue;
      }
      if (heredoc.quoted) return this.#refuse(REFUSED.quotedBody, hole.offset);
      if (heredoc.feedsCode === true) return this.#refuse(REFUSED.codeBody, hole.offset);
      return this.#open('heredoc', 0, body.end, body.resume);
    }
  }
}
