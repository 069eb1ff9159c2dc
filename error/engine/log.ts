/** What a tool wrote, read once in a stream and kept within bounds: its cleaned lines and the JSON among them. */
import { isJsonObject, type Json } from '../../core/json.ts';

/** The output of a command as a plugin sees it. Plain data, so that it can cross into a worker thread. */
export type Log = {
  /** stdout, then stderr; without colours, carriage returns and CI time stamps; each at most {@link LINE_LIMIT} long. */
  readonly lines: readonly string[];
  /** The JSON objects and arrays that stand on lines of their own, in order. */
  readonly documents: readonly Json[];
  /** The JUnit reports in it, each as XML text. */
  readonly reports: readonly string[];
  /** How many lines there were before the middle of a long log was thinned out. */
  readonly lineCount: number;
  readonly exitCode: number | null;
};

/** A text, or its chunks as they come from a file or a pipe. */
export type LogSource = string | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export const LINE_LIMIT = 2000;
const DOCUMENT_LIMIT = 4_000_000;
/** Characters kept for sure from the beginning and from the end of each stream. */
const HEAD_LIMIT = 200_000;
const TAIL_LIMIT = 800_000;
/** Characters kept of lines between them that look like trouble, with what stands around them. */
const MIDDLE_LIMIT = 500_000;
const LINES_AFTER_TROUBLE = 30;
const LINES_BEFORE_TROUBLE = 3;

const TROUBLE = /error|fail|fatal|panic|exception|conflict|warning|denied|killed|not ok|[^\d]:\d+:\d|[✗✖×●]/i;

const TIME_STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z /;

const isFinalByte = (code: number): boolean => code >= 0x40 && code <= 0x7e;

/** Where the escape sequence that begins at `at` is over. */
const escapeEnd = (text: string, at: number): number => {
  const kind = text[at + 1];
  if (kind === '[') {
    let end = at + 2;
    while (end < text.length && !isFinalByte(text.charCodeAt(end))) end += 1;
    return end + 1;
  }
  if (kind === ']') {
    const bell = text.indexOf('\u0007', at);
    const stop = text.indexOf('\u001b\\', at + 1);
    if (stop !== -1 && (bell === -1 || stop < bell)) return stop + 2;
    return bell === -1 ? text.length : bell + 1;
  }
  return at + 2;
};

/** Takes out terminal escape sequences: colours, cursor moves, links. Linear for lines of bounded length. */
export const stripAnsi = (text: string): string => {
  let at = text.indexOf('\u001b');
  if (at === -1) return text;
  let plain = '';
  let from = 0;
  while (at !== -1) {
    plain += text.slice(from, at);
    from = escapeEnd(text, at);
    at = text.indexOf('\u001b', from);
  }
  return plain + text.slice(from);
};

const cleanLine = (raw: string): string => {
  let text = raw.length > LINE_LIMIT * 2 ? raw.slice(0, LINE_LIMIT * 2) : raw;
  text = stripAnsi(text);
  if (text.endsWith('\r')) text = text.slice(0, -1);
  // A progress bar redraws its line: only what it showed last is left on the screen.
  const redrawn = text.lastIndexOf('\r');
  if (redrawn !== -1) text = text.slice(redrawn + 1);
  // What CI runners put in front of a line.
  if (text.charCodeAt(0) === 50 && TIME_STAMP.test(text)) text = text.slice(text.indexOf(' ') + 1);
  if (text.startsWith('##[error]')) text = text.slice('##[error]'.length);
  return text.length > LINE_LIMIT ? text.slice(0, LINE_LIMIT) : text;
};

const parseJson = (text: string): Json | undefined => {
  try {
    // JSON.parse gives JSON and nothing else.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** A line that may be a whole document is not cut short: it begins with a brace, a bracket or an XML tag. */
const isDocumentStart = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b || first === 0x3c;
};

/** Gathers the documents of one stream: JSON in whole lines or in blocks from column one, and JUnit reports. */
class Documents {
  readonly found: Json[] = [];
  readonly reports: string[] = [];
  #block: string[] | null = null;
  #closer = '';
  #report: string[] | null = null;
  #reportCloser = '';
  #budget: number;

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Whether a document has begun that is not over yet. */
  get isOpen(): boolean {
    return this.#block !== null || this.#report !== null;
  }

  add(line: string): void {
    if (this.#report !== null || line.includes('<testsuite')) this.#addToReport(line);
    else this.#addJson(line);
  }

  #addToReport(line: string): void {
    if (this.#budget < line.length) return;
    this.#budget -= line.length;
    if (this.#report === null) this.#reportCloser = line.includes('<testsuites') ? '</testsuites>' : '</testsuite>';
    (this.#report ??= []).push(line);
    if (!line.includes(this.#reportCloser)) return;
    this.reports.push(this.#report.join('\n'));
    this.#report = null;
  }

  #addJson(line: string): void {
    if (this.#block !== null) {
      this.#block.push(line);
      this.#budget -= line.length;
      if (line === this.#closer || this.#budget < 0) this.#close();
      return;
    }
    if (this.#budget < line.length) return;
    const first = line.charCodeAt(0);
    if (first !== 0x7b && first !== 0x5b) return;
    if (line === '{' || line === '[') {
      this.#block = [line];
      this.#closer = line === '{' ? '}' : ']';
      return;
    }
    const last = line.charCodeAt(line.length - 1);
    if (last !== 0x7d && last !== 0x5d) return;
    this.#budget -= line.length;
    this.#keep(line);
  }

  #close(): void {
    const text = (this.#block ?? []).join('\n');
    this.#block = null;
    this.#keep(text);
  }

  #keep(text: string): void {
    const value = parseJson(text);
    if (isJsonObject(value) || Array.isArray(value)) this.found.push(value);
  }
}

/** Reads one stream: chunks in, bounded lines out. */
class StreamReader {
  readonly #documents = new Documents(DOCUMENT_LIMIT);
  readonly #decoder = new TextDecoder();
  #rest = '';
  #isSkipping = false;
  readonly #head: string[] = [];
  #headSize = 0;
  readonly #middle: string[] = [];
  #middleSize = 0;
  #afterTrouble = 0;
  #before: string[] = [];
  readonly #tail: string[] = [];
  #tailStart = 0;
  #tailSize = 0;
  #count = 0;

  add(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true });
    let from = 0;
    let end = text.indexOf('\n');
    while (end !== -1) {
      if (this.#isSkipping) this.#isSkipping = false;
      else this.#line(this.#rest === '' ? text.slice(from, end) : this.#rest + text.slice(from, end));
      this.#rest = '';
      from = end + 1;
      end = text.indexOf('\n', from);
    }
    if (this.#isSkipping) return;
    this.#rest += text.slice(from);
    const limit = this.#mayBeDocument(this.#rest) ? DOCUMENT_LIMIT : LINE_LIMIT * 2;
    if (this.#rest.length <= limit) return;
    // The line is longer than anything we would read: keep its beginning, drop the rest as it comes.
    this.#line(this.#rest);
    this.#rest = '';
    this.#isSkipping = true;
  }

  end(): Omit<Log, 'exitCode'> {
    if (this.#rest !== '') this.#line(this.#rest);
    const tail = this.#tail.slice(this.#tailStart);
    const lines = [...this.#head, ...this.#middle, ...tail];
    const { found, reports } = this.#documents;
    return { lines, documents: found, reports, lineCount: this.#count };
  }

  #mayBeDocument(line: string): boolean {
    return this.#documents.isOpen || isDocumentStart(line);
  }

  #line(raw: string): void {
    this.#count += 1;
    const line = cleanLine(raw);
    this.#documents.add(raw.length > LINE_LIMIT && this.#mayBeDocument(raw) ? stripAnsi(raw).trimEnd() : line);
    const size = line.length + 1;
    if (this.#headSize + size <= HEAD_LIMIT && this.#tail.length === 0) {
      this.#head.push(line);
      this.#headSize += size;
      return;
    }
    this.#tail.push(line);
    this.#tailSize += size;
    while (this.#tailSize > TAIL_LIMIT) this.#evict();
  }

  #evict(): void {
    const line = this.#tail[this.#tailStart] ?? '';
    this.#tail[this.#tailStart] = '';
    this.#tailStart += 1;
    this.#tailSize -= line.length + 1;
    if (this.#tailStart > 10_000 && this.#tailStart > this.#tail.length / 2) {
      this.#tail.splice(0, this.#tailStart);
      this.#tailStart = 0;
    }
    this.#sift(line);
  }

  #sift(line: string): void {
    if (this.#middleSize > MIDDLE_LIMIT) return;
    if (TROUBLE.test(line)) this.#afterTrouble = LINES_AFTER_TROUBLE;
    else if (this.#afterTrouble > 0) this.#afterTrouble -= 1;
    else {
      this.#before.push(line);
      if (this.#before.length > LINES_BEFORE_TROUBLE) this.#before.shift();
      return;
    }
    for (const kept of [...this.#before, line]) {
      // A slice keeps alive the whole chunk it was cut from; the middle may hold lines of very many chunks.
      this.#middle.push(` ${kept}`.slice(1));
      this.#middleSize += kept.length + 1;
    }
    this.#before = [];
  }
}

const readStream = async (source: LogSource): Promise<Omit<Log, 'exitCode'>> => {
  const reader = new StreamReader();
  if (typeof source === 'string') reader.add(source);
  else for await (const chunk of source) reader.add(chunk);
  return reader.end();
};

/** Reads both streams of a command, line by line, in bounded memory however long they are. Rejects as they reject. */
export const readLog = async (streams: {
  readonly stdout: LogSource;
  readonly stderr: LogSource;
  readonly exitCode: number | null;
}): Promise<Log> => {
  const out = await readStream(streams.stdout);
  const error = await readStream(streams.stderr);
  return {
    lines: out.lines.length === 0 ? error.lines : [...out.lines, ...error.lines],
    documents: [...out.documents, ...error.documents],
    reports: [...out.reports, ...error.reports],
    lineCount: out.lineCount + error.lineCount,
    exitCode: streams.exitCode,
  };
};
