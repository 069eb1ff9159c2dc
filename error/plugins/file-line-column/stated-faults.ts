/** Reads faults that are stated in words without a place: the very last resort. */
import { isHarmless } from '../../engine/reading/harmless-line.ts';
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import type { Log } from '../../engine/reading/log.ts';

/** What a resolver of dependencies says when no versions fit. */
const UNSOLVED =
  /version solving failed|could not be resolved to an installable set|ResolutionImpossible|UnsatisfiableError|nothing provides requested|failed to select a version for|No solution found when resolving|unable to resolve dependency|Dependencies could not be resolved|compatible versions for pod|in any of the sources|in locally installed gems|unable to find a specification for|Failed to solve for (?:the )?environment|conflicting (?:requirements|dependencies)|requested an impossible package combination/i;

/** `error: text`, `ERROR [main] text`, `tool: error: text`, `Error in total(c()) : text`, `fatal: text`, `Error! text`. */
const STATED =
  /^\s{0,8}(?:[\w./@+-]{1,60}(?:\[\d{1,8}\])?: (?:line \d{1,7}: )?){0,2}\[?(?:[Ee]rror|ERROR|[Ff]atal|FATAL|CRITICAL|[Pp]anic|[A-Z]\w{0,60}(?:Error|Exception)|(?:[Ss]yntax|[Pp]arse|[Rr]untime|[Ff]atal|[Cc]ompil\w{1,8}|[Bb]uild|[Vv]alidation|[Cc]onfig\w{0,10}|[Ii]nternal) [Ee]rror)\]?!?(?: \[[\w.:/ -]{1,60}\]| \([\w.:/ -]{1,60}\)| \w{1,8}\d{2,8})?(?: in (?:[^:]{1,200}))?(?: near (?:line )?\d{1,7})?(?: {0,2}[:!=] ?| - | {1,4}(?=[A-Z][a-z]))(\S.*)$/;
/** `awk: line 2: missing } near end of file`, `jq: 1 compile error`, `sh: 3: Syntax error`. */
const AT_LINE = /^[\w./+-]{1,60}: (?:<?[\w.-]{1,40}>?: )?(?:at )?line (\d{1,7})(?:,? col(?:umn)? \d{1,7})?: (\S.*)$/;
/** `1.  AssertionError  has goods`: an entry of a list of what failed. */
const ENTRY = /^\s{0,8}\d{1,5}[.)]\s{1,8}(\w{0,60}(?:Error|Failure|Exception)\b\s{0,40}\S.*)$/;
/** What was checked does not hold, or how many faults there are: `Type "int" not defined`, `FAILED (failures=2)`. */
const VERDICT =
  /^\W{0,8}(?:FAILED(?= \(|!|$)|FAILURES?!|ASSERT:|Aborted (?:due to|with)\b|(?:Found )?[1-9]\d{0,6} (?:\w{1,20} ){0,2}(?:errors?|failures?|problems?|issues?|violations?|vulnerabilities|failed|failing|mismatch(?:es)?)\b|(?:Tests?|Checks?|Validation|Verification|Compilation|Build|Assertion|Lint(?:ing)?|Type ?check(?:ing)?|Migration|Deployment|Parsing|Rendering|Generation)\b.{0,80}\b(?:failed|FAILED)\b)|\b(?:is|are|was|were|has|have) (?:not (?:permitted|allowed|valid|defined|declared|found|formatted|supported|up[ -]to[ -]date|covered)|invalid|exceeded|out of date|outdated|malformed|incompatible|undefined|unused|missing)\b|\bnot (?:defined|declared)$|\b(?:does|do|did) not (?:match|exist|meet|satisfy|comply|parse|compile|equal)\b|^\S{1,300} invalid$|\bexceed(?:s|ed)\b.{0,40}\b(?:limit|budget|threshold|maximum)\b/;
const ROW = /\b(?:near )?line (\d{1,7})\b/i;

/** `error TS2345: `, `Error CS0246: `: a rule of a compiler. */
const CODED = /^\s{0,8}[Ee]rror ([A-Z]{1,6}\d{3,6}): /;

/** Whoever was called wrongly has found no fault in the work. */
const MISCALLED =
  /pathspec|(?:unknown|unrecognized|unrecognised|invalid|unexpected|missing|ambiguous|illegal|too many|the following) (?:\w{1,20} )?(?:option|argument|flag|choice|command|subcommand|switch)s?\b|\b[Uu]sage:|required: |not a (?:valid )?(?:option|command)/i;
/** What a wrapper says of the end of what it ran, and what is no error at all. */
const EMPTY =
  /^(?:process|job|command|script|step|task|the (?:process|command|operation|build)|build|exit|exited|lifecycle|failed with|returned|non-?zero|code)\b.{0,80}\b(?:exit(?:ed)?|code|status|failed|completed)\b|^\d+$|^(?:none|null|nil|undefined|false|no errors?|0|ok)\b|^Command failed|\b(?:retry|retrying|ignor(?:ed|ing)|skipp(?:ed|ing)|expected behaviou?r|handled|recovered)\b/i;
/** The last words of what went well. */
const WELL =
  /^\W{0,8}(?:all (?:tests?|checks?|specs?|files?) (?:passed|pass|ok|good|matched)|done\b|success(?:ful(?:ly)?)?\b|build succe|finished successfully|completed successfully|no (?:errors?|issues?|problems?)|0 errors?|ok\b|passed\b|everything)|\b(?:succeeded|successfully|no issues found|0 (?:errors|failed|failures|failing))\b[^:]{0,60}$/i;

/** A verdict is among the last words. */
const VERDICT_REACH = 12;
/** Faults are told near the end; what was told long before did not end it. */
const REACH = 60;
const LIMIT = 20;
const LONGEST = 1500;

const isMeant = (text: string): boolean => !MISCALLED.test(text) && !EMPTY.test(text);

const readLine = (line: string): Issue | null => {
  const code = CODED.exec(line)?.[1];
  const draft = (message: string, category: IssueCategory, row?: string): Issue =>
    issueOf({ tool: 'file-line-column', line: row, code, message, category });
  if (line.length > LONGEST || isHarmless(line)) return null;
  if (UNSOLVED.test(line)) return draft(line.trim(), 'dependency');
  const [, row, text] = AT_LINE.exec(line) ?? [];
  if (text !== undefined) return isMeant(text) ? draft(line.trim(), 'syntax', row) : null;
  const said = STATED.exec(line)?.[1] ?? ENTRY.exec(line)?.[1];
  if (said === undefined || !isMeant(said) || MISCALLED.test(line)) return null;
  return draft(line.trim(), 'other', ROW.exec(line)?.[1]);
};

const isVerdict = (line: string): boolean =>
  VERDICT.test(line) && !isHarmless(line) && isMeant(line.trim()) && !WELL.test(line);

/** How TeX says what is wrong, and some lines below it in which line of the document that was. */
const TEX = /^! (?!  )(.{3,200})$/;
const TEX_ROW = /^l\.(\d{1,7})(?: |$)/;
const TEX_REACH = 12;

const readTex = (lines: readonly string[]): readonly Issue[] =>
  lines.flatMap((line, at) => {
    const message = TEX.exec(line)?.[1];
    const rows =
      message === undefined ? [] : lines.slice(at + 1, at + TEX_REACH).map((each) => TEX_ROW.exec(each)?.[1]);
    const row = rows.find((each) => each !== undefined);
    return message === undefined || row === undefined
      ? []
      : [issueOf({ tool: 'file-line-column', line: row, message, category: 'build' })];
  });

/** Linters name their rule in brackets behind what they say; a runner may have kept only that of what they annotate. */
const RULED = /^[A-Z`'"].{8,400} \(([a-z][a-z\d]{2,30}(?:[-/][a-z\d]{1,30}){0,4})\)$/;
/** One such line may be a remark. */
const RULED_LEAST = 2;

/** Sentences of one rule, each on a line of its own and without its place. */
const readRuled = (said: readonly string[]): readonly Issue[] => {
  const ruled = said.flatMap((line) => {
    const code = RULED.exec(line)?.[1];
    return code === undefined || isHarmless(line) ? [] : [{ line, code }];
  });
  return ruled
    .filter(({ code }) => ruled.filter((each) => each.code === code).length >= RULED_LEAST)
    .map(({ line, code }) =>
      issueOf({
        tool: 'file-line-column',
        message: line.slice(0, -code.length - 3),
        code,
        category: 'lint',
      }),
    );
};

/** What is said to be wrong near the end of a log that does not end well; each sentence once. */
export const readStated = ({ lines, exitCode }: Log): readonly Issue[] => {
  // How it ended says more than its words: a signal, a program that is not there or may not run.
  if (exitCode === 0 || exitCode === 126 || exitCode === 127 || (exitCode ?? 0) > 128) return [];
  const said = lines.filter((line) => line.trim() !== '');
  if (said.slice(-2).some((line) => WELL.test(line)) || said.slice(-20).some((line) => /^\s{0,4}usage: /i.test(line)))
    return [];
  const tex = readTex(lines);
  if (tex.length > 0) return tex.slice(0, LIMIT);
  const issues = new Map<string, Issue>();
  for (const line of said.slice(-REACH)) {
    const issue = readLine(line);
    if (issue !== null && issues.size < LIMIT && !issues.has(issue.message)) issues.set(issue.message, issue);
  }
  if (issues.size > 0) return [...issues.values()];
  const ruled = readRuled(said.slice(-REACH));
  if (ruled.length > 0) return ruled.slice(0, LIMIT);
  const verdicts = said.slice(-VERDICT_REACH).filter((line) => line.length <= LONGEST && isVerdict(line));
  return verdicts.slice(0, LIMIT).map((line) => issueOf({ tool: 'file-line-column', message: line.trim() }));
};
