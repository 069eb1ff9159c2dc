/** What a tool wrote, read once in a stream and kept within bounds: its cleaned lines and the JSON among them. */
import { TextDecoder } from 'node:util';
import type { Json } from '../../../core/json.ts';
import { asPrinted } from './as-printed.ts';
import { ciPrefixLength, cleanLine, LINE_LIMIT, stripAnsi } from './clean-line.ts';
import { LogDocuments } from './log-documents.ts';
import { encodingOf } from './log-encoding.ts';
import { withoutSharedPrefix } from './shared-prefix.ts';
import { byTask } from './task-lines.ts';

/** The output of a command as a plugin sees it. Plain data, so that it can cross into a worker thread. */
export type Log = {
  /** stdout, then stderr; without colours, carriage returns, time stamps and names of tasks in front; each at most {@link LINE_LIMIT} long. */
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

const DOCUMENT_LIMIT = 4_000_000;
/** Characters kept for sure from the beginning and from the end of each stream. */
const HEAD_LIMIT = 200_000;
const TAIL_LIMIT = 800_000;
/** Characters kept of lines between them that look like trouble, with what stands around them. */
const MIDDLE_LIMIT = 500_000;
/** How much of that may be for hints alone: warnings by the thousand must not crowd out one error. */
const HINT_LIMIT = 100_000;
const LINES_AFTER_TROUBLE = 30;
const LINES_AFTER_HINT = 3;
const LINES_BEFORE_TROUBLE = 3;

const TROUBLE = /error|fail|fatal|panic|exception|conflict|denied|killed|not ok|[✗✖×●]/i;
/** Less telling: most logs are full of it. */
const TROUBLE_HINT = /warning|[^\d]:\d{1,9}:\d/i;

/** A line that may be a whole document is not cut short: it begins with a brace, a bracket or an XML tag. */
const isDocumentStart = (text: string): boolean => {
  const first = text.charCodeAt(ciPrefixLength(text.slice(0, 600)));
  return first === 0x7b || first === 0x5b || first === 0x3c;
};

/** What {@link cleanLine} gives, but not cut. */
const wholeLine = (raw: string): string => {
  const text = stripAnsi(raw).trimEnd();
  return text.slice(ciPrefixLength(text.slice(0, 600)));
};

/** Reads one stream: chunks in, bounded lines out. */
class StreamReader {
  readonly #documents = new LogDocuments(DOCUMENT_LIMIT);
  /** Known from the first bytes on. */
  #decoder: TextDecoder | null = null;
  #rest = '';
  #isSkipping = false;
  readonly #head: string[] = [];
  #headSize = 0;
  readonly #middle: string[] = [];
  #middleSize = 0;
  #hintSize = 0;
  #afterTrouble = 0;
  #isHint = false;
  #before: string[] = [];
  readonly #tail: string[] = [];
  #tailStart = 0;
  #tailSize = 0;
  #count = 0;

  add(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoded(chunk);
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
    const kept = [...this.#head, ...this.#middle, ...tail];
    const lines = withoutSharedPrefix(byTask(asPrinted(kept)));
    const { found, reports } = lines === kept ? this.#documents : this.#documentsIn(lines);
    return { lines, documents: found, reports, lineCount: this.#count };
  }

  /** Documents that could not be seen while the names of tasks stood before each line; those seen, where these are fewer. */
  #documentsIn(lines: readonly string[]): LogDocuments {
    const again = new LogDocuments(DOCUMENT_LIMIT);
    for (const line of lines) again.add(line);
    const size = ({ found, reports }: LogDocuments): number => found.length + reports.length;
    return size(again) > size(this.#documents) ? again : this.#documents;
  }

  #decoded(bytes: Uint8Array): string {
    this.#decoder ??= new TextDecoder(encodingOf(bytes));
    return this.#decoder.decode(bytes, { stream: true });
  }

  #mayBeDocument(line: string): boolean {
    return this.#documents.isOpen || isDocumentStart(line);
  }

  #line(raw: string): void {
    this.#count += 1;
    const line = cleanLine(raw);
    this.#documents.add(raw.length > LINE_LIMIT && this.#mayBeDocument(raw) ? wholeLine(raw) : line);
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
    if (TROUBLE.test(line)) [this.#afterTrouble, this.#isHint] = [LINES_AFTER_TROUBLE, false];
    else if (this.#hintSize < HINT_LIMIT && TROUBLE_HINT.test(line)) {
      if (this.#afterTrouble === 0) [this.#afterTrouble, this.#isHint] = [LINES_AFTER_HINT, true];
    } else if (this.#afterTrouble > 0) this.#afterTrouble -= 1;
    else {
      this.#before.push(line);
      if (this.#before.length > LINES_BEFORE_TROUBLE) this.#before.shift();
      return;
    }
    for (const kept of [...this.#before, line]) {
      // A slice keeps alive the whole chunk it was cut from; the middle may hold lines of very many chunks.
      this.#middle.push(` ${kept}`.slice(1));
      this.#middleSize += kept.length + 1;
      if (this.#isHint) this.#hintSize += kept.length + 1;
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
