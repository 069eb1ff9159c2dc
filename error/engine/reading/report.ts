/** The log that a report of trouble holds: what a person copied into it, without what they wrote around it. */

/** Two back-ticks alone on a line are a fence that somebody meant. */
const FENCE = /^`{2}\s{0,4}$|^\s{0,6}(?:>\s?)?(?:`{3,}\s{0,4}([\w+#.-]{0,20})[^`]{0,60}|~~~\s{0,4})$/;
const TAG =
  /^\s{0,8}<\/?(?:details|summary|pre|code|p|br|samp|blockquote)\b[^<>]{0,80}>(?:[^<>]{0,120}<\/summary>)?(?:<\/?(?:p|pre|code|br)\/?>)?\s*$/i;
/** How those who have trouble head what they say of it. */
const HEADED =
  /^(?:#{1,6} {1,4}|\*\*)(?:[^\w\n]{0,6})(?:describe the (?:bug|problem|issue)|(?:steps )?to reproduce|steps|reproduc\w{1,8}|(?:expected|actual|current) (?:behaviou?r|results?|output)|what (?:happened|did you|version|is the)|(?:relevant )?(?:error )?(?:log|logs|output|stack ?trace|error message)|environment|system info|(?:bug|issue) (?:description|report|summary)|version)/i;
/** The same as a label: `Logs:`, `Platform: Ubuntu`. */
const LABELLED =
  /^(?:\w{1,20} ){0,2}(?:logs?|errors?|error (?:message|log)s?|(?:error )?output|stack ?trace|traceback|steps(?: to reproduce)?|environment|platform|os|versions?)(?: \w{1,12})?:/i;
/** How they say it where nothing is headed. */
const TROUBLED =
  /\b(?:I (?:get|got|see|saw|receive\w{0,1}|ran|run|tried|try|am (?:getting|trying|seeing|unable)|have (?:an?|the|this|been|tried)|cannot|can(?:'|’)t)|I(?:'|’)m (?:getting|trying|seeing|unable|not)|we(?:'|’)?(?:re| are)? (?:getting|seeing|get|see)|(?:get|getting|gives?|giving|gave|throws?|with|shows?|see|following|this|below) (?:me )?(?:the |this |an? )?(?:following )?(?:errors?|output|exception|message|log|failure)\b|(?:any|some) (?:help|ideas?|clue|suggestions?)|does(?:n(?:'|’)t| not) work|not working|fails? (?:with|when|on|since|after|for)|(?:stopped|started) (?:working|failing)|how (?:can|do|to) (?:I|we|fix|solve)|fails? due to|don'?t know what|same (?:error|issue|problem)|(?:found|hit|met) (?:an?|the|this) (?:error|failure)|an? (?:error|failure) (?:occurs?|during|when|while))\b/i;
/** What those say who are done. */
const DONE =
  /\b(?:I(?:'|’)ve|I have|I) (?:now )?(?:fixed|resolved|updated|added|changed|repaired|corrected|implemented|removed|replaced|renamed|moved|rewritten|rewrote|refactored|made)\b|\b(?:now|all) (?:tests |checks )?pass(?:es|ed)?\b|^(?:Done|Summary|Fixed|All set)\b/im;
/** Languages of blocks that hold no log. */
const SOURCES =
  /^(?:[jt]sx?|javascript|typescript|py|python|rb|ruby|go|golang|rs|rust|java|kotlin|kt|swift|cs|csharp|c|cpp|php|html|css|scss|vue|svelte|ya?ml|toml|ini|xml|dockerfile|makefile|sql|graphql|nix|lua|hcl|tf|proto|md|markdown|diff|patch|groovy|gradle|cmake|json5?|jsonc)$/i;
const TROUBLE = /error|fail|fatal|panic|exception|denied|refused|not found|cannot|✖|×|✕|traceback|unable|abort|killed/i;

/** What those who ask for help say around what they ask about. */
const ASKING =
  /\b(?:I|we)(?!['’]ll)(?:['’]?(?:m|re|ve))?\b.{0,40}\b(?:get|got|getting|see|seeing|tried|trying|run|ran|running|facing|receiv\w{1,5}|unable|stuck|encounter\w{0,5}|having|new to|learning)\b|\bI(?:['’]?m)\b|\b(?:any|some|please|pls) (?:help|ideas?|clues?|suggestions?|solution)\b|\bhelp me\b|\bthanks\b|\b(?:any|some)(?:one|body)\b.{0,20}\b(?:help|know|seen)\b|\bhow (?:can|do|could|should|to) (?:I|we|fix|solve)\b|\bwhat is (?:this|the) (?:error|problem)\b|\b(?:fails?|failing|encountered) (?:due to|because of|with)?\s?`|\bfollowing (?:error|message|output)s?\b.{0,20}:\s*$/i;

/** Whether a line is of somebody who has mended what was wrong. */
export const isDone = (line: string): boolean => line.length <= 1000 && DONE.test(line);

/** Whether a line asks for help, or tells how it came to that; what tools say is not `I`. */
export const isAsking = (line: string): boolean => line.length <= 500 && ASKING.test(line);

type Block = { readonly from: number; readonly until: number; readonly language: string };

/** What stands in fences; one that was never closed goes on to the end. */
const blocksIn = (lines: readonly string[]): readonly Block[] => {
  const blocks: Block[] = [];
  let open: { readonly at: number; readonly language: string } | null = null;
  for (const [at, line] of lines.entries()) {
    const fence = FENCE.exec(line);
    if (fence === null) continue;
    const language = fence[1] ?? '';
    if (open === null) open = { at, language };
    else {
      blocks.push({ from: open.at + 1, until: at, language: open.language });
      open = null;
    }
  }
  if (open !== null) blocks.push({ from: open.at + 1, until: lines.length, language: open.language });
  return blocks;
};

/** Whether what stands around the blocks is somebody who has trouble, and not somebody who is done with it. */
const isReport = (lines: readonly string[], blocks: readonly Block[]): boolean => {
  const isWithin = (at: number): boolean => blocks.some(({ from, until }) => at >= from - 1 && at <= until);
  const around = lines.filter((line, at) => line.trim() !== '' && !isWithin(at));
  if (around.some((line) => DONE.test(line))) return false;
  // A fence and nothing around it was copied with the log.
  return (
    around.length === 0 ||
    around.some((line) => [HEADED, LABELLED, TROUBLED, TAG].some((pattern) => pattern.test(line)) || isAsking(line))
  );
};

const withoutTags = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => TAG.test(line)) ? lines.map((line) => (TAG.test(line) ? '' : line)) : lines;

/** Parts of a form that tell what should be, or with what. */
const ASIDE =
  /^(?:#{1,6} {1,4}|\*\*)[^\w\n]{0,6}(?:expected|what (?:did you|do you|should)|(?:steps )?to reproduce|steps|environment|(?:client|system|device|your) (?:info\w{0,8}|environment)|versions?\b|additional|proposed|possible solution)/i;
const HEADING = /^(?:#{1,6} {1,4}|\*\*)\S/;

const withoutAsides = (lines: readonly string[]): readonly string[] => {
  if (!lines.some((line) => HEADED.test(line)) || !lines.some((line) => ASIDE.test(line))) return lines;
  let isAside = false;
  return lines.map((line) => {
    if (HEADING.test(line)) isAside = ASIDE.test(line);
    return isAside ? '' : line;
  });
};

const QUOTE = /^> ?(?=\S)/;
const QUOTED_LINE = /^> ?/;
/** Runners of scripts begin so many lines with the mark at most. */
const SCRIPT_LINES = 5;

/** What is quoted in the midst of words, and tells of trouble, without the mark before it. */
const withoutQuotes = (lines: readonly string[]): readonly string[] => {
  const isQuoted = (line: string): boolean => QUOTE.test(line) && TROUBLE.test(line);
  if (!lines.some(isQuoted) || !lines.some((line) => TROUBLED.test(line) || isAsking(line))) return lines;
  // Where all of a log is quoted, what tells of no trouble is a part of it, too; a script may begin a line so as well.
  const isWhole = lines.filter((line) => line.startsWith('>')).length > SCRIPT_LINES;
  return lines.map((line) => (isWhole || isQuoted(line) ? line.replace(QUOTED_LINE, '') : line));
};

const TICKED_OPEN = /^`{1,2}(?!`)/;
const TICKED_CLOSE = /(?<!`)`{1,2}\s{0,4}$/;
/** How many lines such a span may have. */
const TICKED_LINES = 80;

/** Lines that are a code span as a whole, alone or together: what forums have where there is no block of code. */
const tickedIn = (lines: readonly string[]): readonly Block[] => {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!TICKED_OPEN.test(lines[at] ?? '')) continue;
    const length = lines
      .slice(at, at + TICKED_LINES)
      .findIndex((line, away) => TICKED_CLOSE.test(line) && (away > 0 || line.length > 2));
    if (length === -1) continue;
    blocks.push({ from: at, until: at + length + 1, language: '' });
    at += length;
  }
  return blocks.filter(({ from, until }) => lines.slice(from, until).some((line) => TROUBLE.test(line)));
};

/** The log of a report without fences, where it stands in code spans; the same array where it does not. */
const logInSpans = (lines: readonly string[]): readonly string[] => {
  const blocks = tickedIn(lines);
  const isWithin = (at: number): boolean => blocks.some(({ from, until }) => at >= from && at < until);
  const around = lines.filter((line, at) => line.trim() !== '' && !isWithin(at));
  if (blocks.length === 0 || !around.some((line) => HEADED.test(line) || TROUBLED.test(line) || isAsking(line)))
    return lines;
  if (around.some((line) => DONE.test(line)) || around.length > 60) return lines;
  return lines.map((line, at) => (isWithin(at) ? line.replace(TICKED_OPEN, '').replace(TICKED_CLOSE, '') : ''));
};

/** A block of code that is set in as Markdown has it, behind an empty line. */
const SET_IN = /^(?:\t| {4})/;
/** Words that a block is announced by. */
const ANNOUNCING = /[:.,]\s{0,4}$/;

/** Where such a block begins below words of somebody who has trouble, and where it is over; null where there is none. */
const setInBlock = (lines: readonly string[]): Block | null => {
  const from = lines.findIndex((line, at) => {
    const above = lines.slice(Math.max(0, at - 3), at).findLast((each) => each.trim() !== '') ?? '';
    const isAnnounced = ANNOUNCING.test(above) && (TROUBLED.test(above) || isAsking(above));
    return SET_IN.test(line) && (lines[at - 1] ?? '').trim() === '' && !SET_IN.test(above) && isAnnounced;
  });
  if (from === -1) return null;
  const away = lines.slice(from).findIndex((line) => line.trim() !== '' && !SET_IN.test(line));
  return { from, until: away === -1 ? lines.length : from + away, language: '' };
};

const withoutSetIn = (lines: readonly string[]): readonly string[] => {
  const block = setInBlock(lines);
  if (block === null || !lines.slice(block.from, block.until).some((line) => TROUBLE.test(line))) return lines;
  return lines.map((line, at) => (at >= block.from && at < block.until ? line.replace(SET_IN, '') : line));
};

/** The first line of what a tool said, which stayed above the fence. */
const BEFORE_FENCE = /^(?:Error: )?\S{1,300}\.\w{1,8}(?::\d{1,7}:\d{1,7}|\(\d{1,7},\d{1,7}\))\S{0,4} .{0,20}\berror\b/i;

/** The lines of the log that a report holds, the others empty; the same array where it is no report. */
export const logInReport = (lines: readonly string[]): readonly string[] => {
  const blocks = blocksIn(lines);
  if (blocks.length === 0) return withoutTags(withoutAsides(withoutQuotes(logInSpans(withoutSetIn(lines)))));
  if (blocks.length > 12 || !isReport(lines, blocks)) return withoutTags(lines);
  const logs = blocks.filter(({ language }) => !SOURCES.test(language));
  const troubled = logs.filter(({ from, until }) => lines.slice(from, until).some((line) => TROUBLE.test(line)));
  const kept = troubled.length > 0 ? troubled : logs;
  if (kept.length === 0) return lines.map((line) => (FENCE.test(line) || TAG.test(line) ? '' : line));
  const isKept = (at: number): boolean => kept.some(({ from, until }) => at >= from && at < until);
  return lines.map((line, at) => (isKept(at) || (isKept(at + 2) && BEFORE_FENCE.test(line)) ? line : ''));
};
