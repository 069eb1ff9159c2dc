/** A log as it was printed, of one that somebody copied: what terminals, web pages and mails did to its lines is undone. */
import { ciPrefixLength } from './clean-line.ts';
import { isAsking, isDone, logInReport } from './report.ts';

/** Colours and moves of the cursor whose escape character is written out, or shown as a sign. */
const COLOUR = /(?:\u241b|\^\[|\\(?:x1[bB]|u001[bB]|u\{1[bB]\}|033|e)|\u2190|\ufffd)\[[\d;?]{0,20}[A-Za-z]/g;
/** A colour of which only what stands behind the escape character is left. */
const BARE_COLOUR = /\[(?:\d{1,3}(?:;\d{1,3}){0,6}m(?!\])|m(?![\]\w]))/g;
/** What ends a colour: without one of those `[5m` is a span of time. */
const BARE_END = /\[(?:(?:0|22|39|49)m(?!\])|m(?![\]\w]))/;
const SPACE = /[\u00a0\u2007\u202f\u3000]/g;
const UNSEEN = /[\u200b\u200c\u2060\ufeff]/g;
const ODD = /[\u00a0\u2007\u202f\u3000\u200b\u200c\u2060\ufeff]/;
const ENTITY = /&(?:lt|gt|quot|amp|nbsp|#39|#x27|#34|#x2F);/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
  '&nbsp;': ' ',
  '&#39;': "'",
  '&#x27;': "'",
  '&#34;': '"',
  '&#x2F;': '/',
};

/** Changes the lines in which something stands; the same array where none has it. */
const changed = (
  lines: readonly string[],
  has: (line: string) => boolean,
  change: (line: string) => string,
): readonly string[] => (lines.some(has) ? lines.map((line) => (has(line) ? change(line) : line)) : lines);

const withoutColours = (lines: readonly string[]): readonly string[] => {
  const plain = changed(
    lines,
    (line) => line.includes('[') && line.search(COLOUR) !== -1,
    (line) => line.replace(COLOUR, ''),
  );
  if (!plain.some((line) => line.includes('m') && BARE_END.test(line))) return plain;
  return plain.map((line) => line.replace(BARE_COLOUR, ''));
};

const withoutOddSpace = (lines: readonly string[]): readonly string[] =>
  changed(
    lines,
    (line) => ODD.test(line),
    (line) => line.replace(SPACE, ' ').replace(UNSEEN, ''),
  );

/** A web page escapes every bracket; who only speaks of one such sequence has others that are none. */
const withoutEntities = (lines: readonly string[]): readonly string[] => {
  if (!lines.some((line) => /&(?:lt|gt|quot|#39|#x27);/.test(line))) return lines;
  const isEscaped = !lines.some((line) => line.includes('<') || / "\w/.test(line));
  return isEscaped ? lines.map((line) => line.replace(ENTITY, (whole) => ENTITIES[whole] ?? whole)) : lines;
};

/** Word processors and forums draw quotation marks; a tool that draws them itself draws no others beside. */
const withStraightQuotes = (lines: readonly string[]): readonly string[] => {
  if (!lines.some((line) => line.includes('“')) || lines.some((line) => line.includes('"'))) return lines;
  return lines.map((line) => line.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'"));
};

const isSaid = (line: string): boolean => line.trim() !== '';

/** How many lines there must be for what they share to be no chance. */
const LEAST = 3;

/** What an answer to a mail puts before each line, and a package manager before what another tool said. */
const QUOTE_MARK = /^> ?/;
const HASH_MARK = /^#{1,3}(?: |$|(?==))/;

const withoutMark =
  (mark: RegExp) =>
  (lines: readonly string[]): readonly string[] => {
    let said = lines.filter(isSaid);
    let plain = lines;
    while (said.length >= LEAST && said.every((line) => mark.test(line))) {
      plain = plain.map((line) => line.replace(mark, ''));
      said = plain.filter(isSaid);
    }
    return plain;
  };

/** A list of one line each, as some set a log; an option of a command begins so as well, but not most of a log. */
const BULLET = /^-(?=[\w/])/;

const withoutBullets = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => BULLET.test(line)).length >= LEAST && lines.some((line) => /^-make(?:\[\d\])?: /.test(line))
    ? lines.map((line) => line.replace(BULLET, ''))
    : lines;

/** Each line in back-ticks, as forums without blocks of code have it. */
const withoutTicks = (lines: readonly string[]): readonly string[] => {
  const said = lines.filter(isSaid);
  const isTicked = (line: string): boolean => /^`[^`].*`\s{0,4}$/.test(line);
  if (said.length === 0 || said.filter(isTicked).length * 10 < said.length * 8) return lines;
  return lines.map((line) => (isTicked(line) ? line.trimEnd().slice(1, -1) : line));
};

const NUMBER = /^ {0,6}(\d{1,6})(?:[:|│.)]|\t)?(?: |\t|$)/;
const NUMBERED_LEAST = 6;

/** The numbers that a viewer of logs puts before the lines, each one more than the one before. */
const withoutNumbers = (lines: readonly string[]): readonly string[] => {
  // Who marks lines to copy them may begin behind the number of the first.
  const said = lines.filter(isSaid).filter((line, at) => at > 0 || NUMBER.test(line));
  if (said.length < NUMBERED_LEAST || !NUMBER.test(said[0] ?? '')) return lines;
  const numbers = said.map((line) => Number(NUMBER.exec(line)?.[1] ?? Number.NaN));
  const following = numbers.filter((each, at) => at === 0 || each === (numbers[at - 1] ?? 0) + 1).length;
  if (following * 10 < said.length * 9) return lines;
  return setOutBy(
    lines.map((line) => line.slice(NUMBER.exec(line)?.[0].length ?? 0)),
    1,
  );
};

/** Frames of a stack, and what a tool says below a head that was cut off, stand within by themselves. */
const WITHIN = /^(?:at |\^|~|\d{1,6}[:|]|[-+|>│✕×✗✖●] )/;

/** A block of code in Markdown; less, and a tool may set in all it says by itself. */
const MARGIN = 4;

/** The lines set out by what all of them are set in, where that is as much as `least`. */
const setOutBy = (lines: readonly string[], least: number): readonly string[] => {
  const said = lines.filter(isSaid);
  const margin = said.reduce((most, line) => Math.min(most, line.length - line.trimStart().length), 80);
  if (said.length < 2 || margin < least) return lines;
  return lines.map((line) => line.slice(Math.min(margin, line.length - line.trimStart().length)));
};

const withoutMargin = (lines: readonly string[]): readonly string[] => {
  const said = lines.filter(isSaid);
  if (said.every((line) => WITHIN.test(line.trimStart()))) return lines;
  return setOutBy(lines, said.every((line) => line.startsWith('\t')) ? 1 : MARGIN);
};

/** A frame that lost the line it stood on: `java.lang.NullPointerExceptionat org.acme.A.b(A.java:3)`. */
const GLUED = /((?:Exception|Error))(at [\w$.]{3,300}\(\w{1,100}\.(?:java|kt|scala|groovy):\d{1,7}\))/;

const withoutGlue = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => GLUED.test(line.slice(0, 1000)))
    ? lines.flatMap((line) => line.slice(0, 1000).replace(GLUED, '$1\n\t$2').split('\n'))
    : lines;

/** Words, and behind them a document that begins: `I see this: "[{`. */
const OPENED = /^(.{0,300}[\s"'`:(])(\[\{|\{|\[)$/;
/** How long such a document may be. */
const DOCUMENT_LINES = 200;

/** A document that stands within a sentence, on lines of its own; the same array where there is none. */
const withoutSentence = (lines: readonly string[]): readonly string[] => {
  const from = lines.findIndex((line) => OPENED.test(line) && isAsking(line));
  const [, words = '', opener = ''] = OPENED.exec(lines[from] ?? '') ?? [];
  if (opener === '') return lines;
  const closer = [...opener].reverse().join('').replace('[', ']').replace('{', '}');
  const until = lines.slice(from, from + DOCUMENT_LINES).findIndex((line, away) => away > 0 && line.startsWith(closer));
  if (until === -1) return lines;
  const last = lines[from + until] ?? '';
  return [
    ...lines.slice(0, from),
    ...[words, opener],
    ...lines.slice(from + 1, from + until),
    ...[closer, last.slice(closer.length)],
    ...lines.slice(from + until + 1),
  ];
};

/** A page puts an empty line after each; a log of its own has some, and not one after each. */
const withoutGaps = (lines: readonly string[]): readonly string[] => {
  const isGapped = lines.length >= 8 && lines.every((line, at) => at % 2 === 0 || line.trim() === '');
  const said = lines.filter((_, at) => at % 2 === 0);
  return isGapped && said.filter(isSaid).length * 10 >= said.length * 6 ? said : lines;
};

/** Words in bold type at the beginning of a line. */
const BOLD = /^\*\*(?=\S)(.{1,500}?)\*\*/;

const withoutBold = (lines: readonly string[]): readonly string[] =>
  changed(
    lines,
    (line) => BOLD.test(line),
    (line) => line.replace(BOLD, '$1'),
  );

/** A sentence that quotes an error, or names a place, in a code span: somebody tells of it. */
const SENTENCE = /^(?:[-*•✦●⏺☒☑✔] |\d{1,2}\. )?(?:\*\*)?[A-Z“"`].{3,}/;
const QUOTED_SPAN =
  /`[^`\n]{0,300}(?:\b(?:error|Error|ERROR|failed|Exception)\b|\w:\d{1,7}|\(\d{1,7},\d{1,7}\)|Error:)[^`\n]{0,300}`/g;
const WORDS = 3;

const withoutTold = (lines: readonly string[]): readonly string[] =>
  changed(
    lines,
    (line) =>
      line.includes('`') &&
      SENTENCE.test(line) &&
      (isDone(line) || !isAsking(line)) &&
      line.search(QUOTED_SPAN) !== -1 &&
      line
        .replace(/`[^`]*`/g, '')
        .trim()
        .split(/\s+/).length >= WORDS,
    (line) => line.replace(QUOTED_SPAN, '``'),
  );

/** What a sentence quotes of a compiler: its error, and maybe the place that it drew below. */
const SPOKEN = /^(.{0,300}?)`((?:error|Error|PHP Fatal error)\b[^`]{10,500})`(.{0,200})$/;
const ARROWED = /\s{2,8}(?=--> \S{1,300}:\d)/;

/** An error that somebody asks about within a sentence, on lines of its own. */
const withErrorsApart = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => SPOKEN.test(line) && isAsking(line))
    ? lines.flatMap((line) => {
        const [, before, said, after] = isAsking(line) ? (SPOKEN.exec(line) ?? []) : [];
        return said === undefined ? [line] : [before ?? '', ...said.split(ARROWED), after ?? ''];
      })
    : lines;

/** A terminal broke the line within a place; who wrote a report broke it behind a word. */
const BROKEN = /^(?=:\d{1,5} - (?:error|warning)\b)/;
const GOES_ON = /\b(?:in|on) \\$/;

const withoutBreaks = (lines: readonly string[]): readonly string[] => {
  if (!lines.some((line) => BROKEN.test(line) || GOES_ON.test(line))) return lines;
  const whole: string[] = [];
  for (const line of lines) {
    const last = whole.at(-1) ?? '';
    if (GOES_ON.test(last)) whole[whole.length - 1] = `${last.slice(0, -1)}${line}`;
    else if (BROKEN.test(line) && /:\d{1,7}$/.test(last)) whole[whole.length - 1] = `${last}${line}`;
    else whole.push(line);
  }
  return whole;
};

/** The log that a report holds; where there is none, the lines without what is told in them. */
const logOrWords = (lines: readonly string[]): readonly string[] => {
  const log = logInReport(lines);
  return log === lines ? withoutTold(withErrorsApart(withoutSentence(lines))) : withoutSentence(log);
};

/** The rule below the head of a table in Markdown, and what its last column may say of what became of a fault. */
const TABLE_RULE = /^\|(?: ?:?-{3,}:? ?\|){2,}$/;
const SETTLED =
  /\|\s{0,4}(?:fixed|done|resolved|mended|removed|closed|works|not a bug|could not reproduce)\b[^|]{0,40}\|$/i;

/** A table in which somebody tells what became of faults is not what a tool printed. */
const withoutSettled = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => TABLE_RULE.test(line)) && lines.some((line) => SETTLED.test(line))
    ? lines.map((line) => (line.startsWith('|') ? '' : line))
    : lines;

const REPAIRS = [
  withoutOddSpace,
  withoutGaps,
  withoutColours,
  withoutEntities,
  withStraightQuotes,
  withoutMark(QUOTE_MARK),
  withoutBullets,
  withoutTicks,
  withoutNumbers,
  logOrWords,
  withoutMark(HASH_MARK),
  withoutSettled,
  withoutBreaks,
  withoutBold,
  withoutGlue,
  withoutMargin,
] as const;

/** The lines without what they gathered on their way; the same array where they are as they were printed. */
export const asPrinted = (lines: readonly string[]): readonly string[] => {
  const plain = REPAIRS.reduce((repaired, repair) => repair(repaired), lines);
  // What a CI runner had put in front stands in front only now.
  return plain === lines ? lines : plain.map((line) => line.slice(ciPrefixLength(line)));
};
