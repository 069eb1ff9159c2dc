/** The lines of a log without what only speaks of trouble: what was tried again, quoted, shown or passed over. */

/** Somebody failed, says so, and tries again by itself. */
const RETRYING =
  /(?<!(?:before|after|without|not|when|out|stopped|failed) )\bretrying\b|\bwill (?:be )?retr(?:y|ied)|\bwill try (?:again|connecting)|(?<!(?:before|after|without) )\btrying again\b|\bre-?attempting|\b(?:attempt|retry|try) #?\d{1,3} ?(?:\/|of) ?\d{1,3}|\bReconnecting\b|\bretry in \d|\bbacking off|\b\d{1,3} (?:retries|attempts?|tries) (?:left|remaining)|\bre-?connect(?:ing)?\b.{0,40}\d|\battempt \d{1,3} failed|the database system is (?:starting up|shutting down)|automatic recovery in progress/i;
/** Whoever has given up says so, and tries no more. */
const GAVE_UP =
  /\bno more retries|giving up|gave up|retries (?:exhausted|exceeded)|max(?:imum)? (?:retries|attempts)|after \d{1,3} (?:attempts|retries|tries)|retried \d{1,3} times|all (?:retries|attempts)|not retrying|\b(\d{1,3}) ?(?:\/|of) ?\1\b/i;
/** Last words that tell of an end but not of its cause. */
const ENDING =
  /abort|cancel|give|gave|giving|exit|error|fail|fatal|interrupt|killed|stopp|denied|refused|timed out|timeout|unavailable|overloaded|unable|could not|cannot|rejected/i;
/** What was passed over: Ansible, make, and tools that say so themselves. */
const PASSED_OVER = /^\.\.\.ignoring$|\(ignored\)\s*$|\bcontinue-on-error\b|\bignoring (?:this )?(?:error|failure)/i;
/** `path:19:    throw new Error()`: a line of a source that a search found; a compiler writes one space. */
const SEARCHED = /^(?:\.{0,2}\/)?[\w@./+-]{1,300}\.\w{1,8}[:-]\d{1,7}[:-](?: {2,}|\t|(?=\S))(?!\d)(.*)$/;
const CODE =
  /[;{}]\s*$|^\s*(?:\/\/|\*|#|\/\*)|=>|\b(?:const|let|var|function|return|throw new|import|export|def|class|if|for|func|fn|pub|raise|private|public)\b.*[(){};:=]/;
/** The head of a part of a difference. */
const HUNK = /^@@ -\d{1,7}(?:,\d{1,7})? \+\d{1,7}(?:,\d{1,7})? @@/;
/** A `code span`. */
const SPAN = /`[^`\n]{1,200}`/g;

const DOCUMENT = /^#{1,4} \S|^\s{0,6}[-*] \S|^\|.*\|$|^```|^\s{0,6}\d{1,2}\. \S|^> \S/;
const HEADING = /^#{1,4} \S|^```/;
const PROSE = /^[A-Z"`*[(].{40,}$|^[a-z`].{60,}$|[.:,]$/;
const SOURCE =
  /[;{},]\s*$|^\s*(?:\/\/|\/?\*|#(?!!)|import |export |from |const |let |var |def |class |return |if |for |else|elif |package |func |use |pub |fn |\}|\)|\]|<\/?\w|@\w|case |default:|try:|except|raise |with |finally|self\.|log\.|logger\.|print\(|[\w.\[\]]{1,60} [+-]?= \S|"{3}|'{3})|^\s+\S.*(?:=>|[({[:=])\s*$|^\s+[\w'"]+:? .*[,{]$/;
/** What no document and no source has a line of. */
const COMMANDED =
  /^(?:(?:error|fatal|ERROR|FATAL|Error|Traceback|npm (?:error|ERR!))\b|\W{0,6}\[?API Error|[{[]|\s+at \S|(?:Uncaught )?[\w.]{0,80}(?:Error|Exception)\b)/;

const count = (lines: readonly string[], pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;

/** The message of a commit, as `git log` shows it, whole or in one line. */
const COMMIT = /^commit [\da-f]{7,40}\b/;
const ONE_LINE = /^[\da-f]{7,12} (?:\([^)]{1,100}\) )?\S/;
const OPTION = /^\s{1,12}-{1,2}[\w-]{1,40}[ ,=]/;
const FOUND =
  /^(?:\.{0,2}\/)?[\w@./+-]{1,300}\.\w{1,8}[:-]\d{1,7}[:-](?!\d{1,7}:)(?! ?(?:fatal |syntax )?(?:error|warning|note|info)\b)/i;

/** Whether all of it is what a search found: places without columns, and sources behind them. */
const isSearch = (said: readonly string[]): boolean =>
  said.length >= 2 && count(said, FOUND) * 10 >= said.length * 8 && said.some(isSearched);

/** Whether it is a list of commits, or what a command says of how it is called. */
const isListing = (said: readonly string[]): boolean => {
  const isHelp = said.slice(0, 3).some((line) => /^usage:/i.test(line)) && count(said, OPTION) >= 2;
  return isHelp || (said.length >= 3 && count(said, ONE_LINE) * 10 >= said.length * 9);
};

/** Whether a whole log is a document or a source that was shown: nothing in it happened. */
const isShown = (said: readonly string[]): boolean => {
  if (said.length < 4 || count(said, COMMANDED) > 0) return false;
  if (isListing(said)) return true;
  const part = said.slice(0, 400);
  const isDocument =
    count(part, HEADING) > 0 &&
    count(part, DOCUMENT) >= 2 &&
    (count(part, DOCUMENT) + count(part, PROSE)) * 10 >= part.length * 7;
  return isDocument || (part.length >= 6 && count(part, SOURCE) * 10 >= part.length * 7);
};

/** Whether what follows a line that says that it tries again is no success: nothing, or a few words of an end. */
const isLast = (lines: readonly string[], at: number): boolean => {
  const after = lines.slice(at + 1, at + 60).filter((line) => line.trim() !== '' && !RETRYING.test(line));
  return after.length === 0 || (after.length <= 4 && after.some((line) => ENDING.test(line)));
};

/** What was not there yet, and is there now: `Connection refused`, and below it `succeeded!`. */
const REFUSED =
  /\b(?:connection (?:refused|timed out|reset)|ECONNREFUSED|could ?n(?:o|')t connect|cannot connect|failed to connect|not (?:yet )?(?:ready|available|reachable)|(?:readiness|startup|liveness) probe failed|timed out waiting)\b/i;
const REACHED =
  /\b(?:succeeded|successfully|(?:re)?connected\b(?! to)|connected to|200 OK|saved|is (?:up|ready|healthy|running|available)|listening on|started|recovered)\b|"status": ?"(?:ok|up|healthy)"/i;
const REFUSED_REACH = 40;

const isReached = (lines: readonly string[], at: number): boolean => {
  if (!REFUSED.test(lines[at] ?? '')) return false;
  const after = lines.slice(at + 1, at + REFUSED_REACH);
  const reached = after.findLastIndex((line) => REACHED.test(line) && !REFUSED.test(line));
  return (
    reached !== -1 &&
    !after.slice(reached).some((line) => ENDING.test(line) && !/errors?["']? ?[:=] ?(?:\[\]|0\b|null)/.test(line))
  );
};

const isOvercome = (lines: readonly string[], at: number): boolean => {
  const line = lines[at] ?? '';
  return (RETRYING.test(line) && !GAVE_UP.test(line) && !isLast(lines, at)) || isReached(lines, at);
};

const STRICT =
  /strict mode|warnings? (?:are |being )?treated as errors?|warnings?-as-errors|too many warnings|max-warnings|-Werror|Aborted with \d+ warnings?/i;

/** All that was found are warnings; where that failed, they are why. */
const ONLY_WARNED = /\b(?:0|no) errors?\b(?: and|,)? {1,3}[1-9]\d{0,6} warnings?\b/i;

/** A line that calls itself less than an error, in one of its first words. */
const MILD =
  /^\s{0,16}(?:\S{1,40} {1,12}){0,3}\[?(?:npm )?(?:WARN(?:ING)?|[Ww]arn(?:ing)?|INFO|[Ii]nfo|DEBUG|[Dd]ebug|TRACE|NOTICE|Normal)\b[\]:]?/;

/** Whether something is told after a mild line that is not: then the mild one was not the end. */
const isMild = (lines: readonly string[], at: number): boolean =>
  MILD.test(lines[at] ?? '') &&
  lines.slice(at + 1).some((line) => line.trim() !== '' && (!INDENTED.test(line) || MILD.test(line)));
const INDENTED = /^\s/;
/** Where that is of which a mild line above speaks. */
const MILD_PLACE = /^\s{1,24}(?:at |--> |└─ )?\S{1,300}:\d{1,7}(?::|$)/;

const isPassedOver = (lines: readonly string[], at: number): boolean =>
  PASSED_OVER.test(lines[at] ?? '') || PASSED_OVER.test(lines[at + 1] ?? '');

const isSearched = (line: string): boolean => {
  const text = SEARCHED.exec(line)?.[1];
  return text !== undefined && CODE.test(text);
};

/** The lines as they may tell of a cause: the same number of them, those that only speak of trouble empty. */
export const tellingLines = (lines: readonly string[]): readonly string[] => {
  const said = lines.filter((line) => line.trim() !== '');
  if (isShown(said) || isSearch(said)) return lines.map(() => '');
  // Where warnings count as errors they are what went wrong.
  const isStrict = lines.some((line) => line.length <= 400 && (STRICT.test(line) || ONLY_WARNED.test(line)));
  const hasCommits = lines.some((line) => COMMIT.test(line));
  let isDifference = false;
  let isMildPart = false;
  return lines.map((line, at) => {
    if (line.length > 2000) return line;
    if (HUNK.test(line)) isDifference = true;
    else if (isDifference && !/^(?:[ +-]|\\ No newline)/.test(line) && line !== '') isDifference = false;
    if (hasCommits && line.startsWith('    ')) return '';
    isMildPart = !isStrict && (isMild(lines, at) || (isMildPart && MILD_PLACE.test(line)));
    if (isDifference || isMildPart || isOvercome(lines, at) || isPassedOver(lines, at) || isSearched(line)) return '';
    return line;
  });
};

/** A line without what it only quotes. */
export const withoutSpans = (line: string): string => (line.includes('`') ? line.replace(SPAN, '``') : line);
