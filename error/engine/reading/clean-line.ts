/** A line of a log as a person at a terminal would have read it, without what CI runners put in front. */

/** What a line is cut to. */
export const LINE_LIMIT = 2000;

const isFinalByte = (code: number): boolean => code >= 0x40 && code <= 0x7e;

/** Where the escape sequence that begins at `at` is over. */
const escapeEnd = (text: string, at: number): number => {
  const kind = text[at + 1];
  if (kind === '[') {
    let end = at + 2;
    while (end < text.length && !isFinalByte(text.charCodeAt(end))) end += 1;
    return end + 1;
  }
  if (kind === ']' || kind === '_') {
    const bell = text.indexOf('\u0007', at);
    const stop = text.indexOf('\u001b\\', at + 1);
    if (stop !== -1 && (bell === -1 || stop < bell)) return stop + 2;
    return bell === -1 ? text.length : bell + 1;
  }
  // A character set is named by one more character.
  return kind === '(' || kind === ')' ? at + 3 : at + 2;
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

/** Job and step, as a downloaded log of GitHub has them before the time. */
const JOB = /^[^\t]{1,200}\t[^\t]{1,200}\t\uFEFF?(?=\d{4}-\d\d-\d\dT)/;
/** Date and time, in brackets or not; GitLab adds which stream it was. */
const TIME_STAMP =
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?Z| ?[+-]\d\d:?\d\d)?\]?(?:[ \t]\d\d[OE][ +]|[ \t]|$)/;
/** As PHP and others write it into their own logs: `[11-Apr-2017 16:04:49 UTC] `. */
const LOG_STAMP = /^\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z][\w/+-]{2,30})?\] /;
/** The time of day alone, as plugins of Jenkins and TeamCity put it in front; TeamCity adds how grave the line is. */
const CLOCK = /^(?:\[\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\][WEFi]?:?(?: {1,2}|(?=\[))|\d\d:\d\d:\d\d(?:[.,]\d{1,6})? {1,2})/;
/** Date, host and program, as in the journal of a system. */
const JOURNAL = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,80} [\w./@-]{1,80}\[\d{1,8}\]: ?/;
/** What Bamboo writes: which stream it was, and the date. */
const BAMBOO = /^(?:build|error|simple|command)\t\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\t/;
/** The step of a build of an image, and the seconds since its start. */
const IMAGE_STEP = /^#\d{1,4} {1,2}\d{1,6}\.\d{1,3} /;
const MARK = /^##\[(?:error|warning|notice|debug|section|command|group|endgroup)\]/;

/** How many characters in front of the line are a CI runner's. */
export const ciPrefixLength = (text: string): number => {
  let from = 0;
  const skip = (pattern: RegExp): void => {
    from += pattern.exec(text.slice(from, from + 500))?.[0].length ?? 0;
  };
  const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
  if (text.charCodeAt(0) === 0xfeff) from = 1;
  if (text.includes('\t2')) skip(JOB);
  const first = text.charCodeAt(from);
  if (isDigit(first) || first === 0x5b) {
    skip(TIME_STAMP);
    if (from === 0) skip(CLOCK);
    if (from === 0) skip(LOG_STAMP);
  } else if (text.includes(':')) {
    skip(JOURNAL);
    if (from === 0) skip(BAMBOO);
  }
  if (text.charCodeAt(from) === 0xfeff) from += 1;
  if (text.charCodeAt(from) === 0x23) skip(text.startsWith('##', from) ? MARK : IMAGE_STEP);
  return from;
};

/** Colours go, and what was drawn over, and the CI runner's prefix; what is left is cut to {@link LINE_LIMIT}. */
export const cleanLine = (raw: string): string => {
  let text = raw.length > LINE_LIMIT * 2 ? raw.slice(0, LINE_LIMIT * 2) : raw;
  text = stripAnsi(text);
  if (text.endsWith('\r')) text = text.slice(0, -1);
  // A progress bar redraws its line: only what it showed last is left on the screen.
  const redrawn = text.lastIndexOf('\r');
  if (redrawn !== -1) text = text.slice(redrawn + 1);
  const from = ciPrefixLength(text);
  return from > 0 || text.length > LINE_LIMIT ? text.slice(from, from + LINE_LIMIT) : text;
};
