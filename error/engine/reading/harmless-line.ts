/** Lines that tell of what went well or what somebody said, whatever words stand in them. */

/** A test that passed may be named for an error. */
const PASSED =
  /^\s{0,24}(?:[✔✓√✅☑☒☐]|\(pass\)|ok \d|PASS(?:ED)?\b|--- PASS\b|std(?:out|err) \| |\S{1,300} XFAIL\b|test .{1,300} \.\.\. ok$)|\bPASSED\b.{0,20}$/;
/** What coding agents print of a conversation, as JSON: their own failures are of other types. */
const SAID =
  /^\{"type": ?"(?:assistant|user|text|message|tool_use|tool_result|tool|item|step)(?:[._]\w{1,40})?"|"is_error": ?false/;

/** Whether a line tells of nothing that failed. */
export const isHarmless = (line: string): boolean => PASSED.test(line) || SAID.test(line);

/** The last words of tests, of builds and of those who tell what they mended. */
const WELL =
  /^ok {1,4}\t?\S+\s{1,4}(?:\(cached\)|[\d.]{1,12}s)|^ok\t|^\s{0,8}Tests:?\s{1,12}(?:\d{1,6} (?:skipped|todo|pending)[,|] {0,2})?\d{1,6} passed\b(?!.*failed)|^\s{0,8}\d{1,6} passing\b|\bBUILD SUCCESS|^test result: ok\b|^=+ .{0,40}\b\d{1,6} passed\b(?!.*(?:failed|error)).*=+$|^OK(?: \(|, but |$)|^ {2}\d{1,6} passed \([\d.]{1,9}m?s\)$|\b(?<run>\d{1,6}) tests run: \k<run> passed\b|\bEXECUTION SUCCESS\b|\b(?:is|are) (?:all )?(?:now )?green\b|\b[Aa]ll (?:(?:the )?\d{1,6} |of the )?(?:tests|checks|specs)(?: now)? pass(?:ed)?\b|^\s{0,8}(?:Executed )?\d{1,6} (?:tests?|examples?|specs?|scenarios?)\b.{0,40}\b0 (?:failures|failed|errors)\b|^\s{0,4}0 fail$|\b(?:finished|completed|ended|saved|deployed) successfully\b|\b(?<all>\d{1,6}) (?:tests?|specs?|checks?),? \k<all> (?:passed|ok)\b|^100% tests passed\b|^Apply complete!|\bsuccessfully rolled out$|^Successfully (?:installed|built|tagged|pushed|created|deployed)\b|^0 (?:errors?|problems?)\b(?:, 0 warnings?)?|\b[Nn]o (?:\w{1,20} )?errors?[.!]?$|\b[Nn]o (?:\w{1,20} )?errors? (?:are |is )?(?:left|remain)|^(?:ok|done|success)[.!]?$/i;
/** What speaks against it. */
const BADLY =
  /\b(?:FAIL(?:ED|URE)?|fail(?:ed|ing|ure|ures)?|errors?|fatal|denied|refused|killed|exit code [1-9])\b|✖|×|✘/i;
/** Counts of nothing, which are no bad news. */
const NONE = /\b(?:0|no) (?:fail(?:ed|ing|ures?)?|errors?)\b|\b(?:fail(?:ed|ures?)?|errors?):? 0\b/gi;
/** A path may be named for what is tested. */
const isPathLike = (word: string): boolean => /[/\\]|\.\w{1,8}:\d/.test(word);
const isBad = (line: string): boolean =>
  BADLY.test(
    line
      .replace(NONE, '')
      .split(/\s/)
      .filter((word) => !isPathLike(word))
      .join(' '),
  );
/** How many of the last lines are looked at. */
const LAST = 8;

/** Whether the last lines tell that it went well, and of no trouble from there on, nor right before. */
export const endsWell = (lines: readonly string[]): boolean => {
  const last: string[] = [];
  for (let at = lines.length - 1; at >= 0 && last.length < LAST; at -= 1) {
    const line = (lines[at] ?? '').slice(0, 300);
    if (line.trim() !== '') last.push(line);
  }
  // The last line stands first here.
  const well = last.findIndex((line) => WELL.test(line));
  const [said] = last.slice(well, well + 1);
  if (said === undefined) return false;
  // What the sentence begins with may tell of what was mended.
  const rest = said.slice(WELL.exec(said)?.index ?? 0);
  const around = [...last.slice(0, well), rest, ...last.slice(well + 1, well + 3)];
  return !around.some((line) => !isHarmless(line) && isBad(line));
};
