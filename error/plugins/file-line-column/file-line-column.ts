/** Reads places in the forms that most tools share, where no plugin knows the tool. */
import { endsWell } from '../../engine/reading/harmless-line.ts';
import { messageNear } from '../../engine/reading/message-near.ts';
import { tellingLines } from '../../engine/reading/telling-lines.ts';
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';
import { barePath, isForeignPath, placeOfFrame } from '../../engine/reading/place.ts';
import { definePlugin, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';
import { readJsonFindings } from './json-findings.ts';
import { readHeaded } from './headed-places.ts';
import { readListed } from './listed-places.ts';
import { readMentioned } from './mentioned-places.ts';
import { readCounted, readRows } from './table-places.ts';
import { readStated } from './stated-faults.ts';

/** A file has an ending, or one of the names that need none; neither a time nor a host with a port is one. */
const PATH =
  /^(?!\d+$)(?!\.{3}\w)(?:[A-Za-z]:[\\/])?(?:[^\s:"'()[\]<>|*]|<[\w -]{1,30}>|(?<=\/)\([\w.-]{1,40}\)(?=\/)){1,400}\.[A-Za-z][\w+-]{0,11}$|^(?:[^\s:"'()]{0,400}\/)?(?:Makefile|Dockerfile|Rakefile|Gemfile|Jenkinsfile|Vagrantfile|BUILD|WORKSPACE)$/;
/** A folder may have a space in its name where a path begins at a root. */
const ROOTED = /^(?:\/?[A-Za-z]:)?[\\/][^\t:"'()[\]<>|]{1,400}\.[A-Za-z][\w+-]{0,11}$/;
const HOST = /^(?:localhost|[\w-]+\.(?:com|org|net|io|dev|local))$/;

/** Many a program puts its own name before the place, or how grave it is. */
const COLONS =
  /^\s{0,12}(?:(?:[\w./+-]{1,80}:|\*\* \(\w{1,60}\)|\[(?:error|warn|warning|fatal)\]|error|warning) {1,4}){0,3}((?:[A-Za-z]:[\\/])?[^\s:][^:]{0,400}):(\d{1,7})(?:[:.](\d{1,7})(?:-[\d.:]{1,20})?)?(?::|\s|$)\s{0,4}(.*)$/;
/** MSBuild puts the number of the project before the path. */
const PARENTHESES =
  /^\s{0,12}(?:\d{1,4}>)?([^\s(][^(]{0,400})\((\d{1,7})(?:, ?(\d{1,7}))?(?:,\d{1,7}){0,2}\) ?:? (.*)$/;
/** `SyntaxError: src/a.js: Unexpected token (2:23)`; columns count from 0. */
const AFTER = /^(?:\w{0,40}Error: )?((?:[A-Za-z]:[\\/])?[^\s:][^:]{0,400}): (\S.*) \((\d{1,7}):(\d{1,7})\)$/;
const SHELL = /^([^\s:][^:]{0,400}): line (\d{1,7})(?:, col(?:umn)? \d{1,7})?[:,] (.*)$/;
/** As dash writes it: `run.sh: 3: Syntax error`. */
const DASH = /^([^\s:][^:]{0,400}): (\d{1,7}): (\S.*)$/;
const SHELLCHECK = /^In (\S{1,400}) line (\d{1,7}):$/;
/** The heads of the source frames that many newer tools draw. */
const DRAWN = /^\s{0,8}(?:[╭┌]─{1,8}|,-{1,8})\[ ?([^\]:]{1,400}):(\d{1,7}):(\d{1,7}) ?\]/;
/** Not of the languages that run there, nor of their tools. */
const JAVA_FRAME =
  /^\s{0,12}at (?!(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|junit|android|dalvik|org\.(?:gradle|apache|junit|codehaus|springframework|jetbrains))[.$])[\w$.]{1,300}\((\w{1,100}\.(?:java|kt|scala|groovy)):(\d{1,7})\)$/;
const PERL = /^(\s{0,8}\S.{0,490}?) at (\S{1,400}) line (\d{1,7})[.,]/;
const QUOTED =
  /^\s{0,12}File "([^"]{1,400})", lines? (\d{1,7})(?:-\d{1,7})?(?:, column (\d{1,7}))?(?:, characters [\d-]{1,15}:?)?(?:, (.*))?$/;
const LEVEL =
  /^(fatal error|fatal|error|warning|warn|note|info|hint)\b(?: ([A-Z]{0,6}\d{1,6}))?\s{0,4}[:-]?\s{0,4}(.*)$/i;
const TRAILING_CODE = / [[(]([A-Za-z][\w/-]{1,60})[\])]$/;
const LIMIT = 200;

const severityOf = (level: string | undefined): IssueSeverity => {
  const word = level?.toLowerCase() ?? 'error';
  if (word.startsWith('warn')) return 'warning';
  return word === 'note' || word === 'info' || word === 'hint' ? 'info' : 'error';
};

type Spot = {
  readonly path: string;
  readonly line: string;
  readonly column: string | undefined;
  readonly text: string;
};

/** The corner of a frame that is drawn around a source. */
const CORNER = /^\s{0,8}[┌╭]─{1,3} /;

const spotOf = (given: string): Spot | null => {
  const line = given.replace(CORNER, '');
  const [, path, row, column, text] =
    DRAWN.exec(line) ?? COLONS.exec(line) ?? PARENTHESES.exec(line) ?? SHELLCHECK.exec(line) ?? QUOTED.exec(line) ?? [];
  if (path !== undefined && row !== undefined) return { path, line: row, column, text: text ?? '' };
  const [, whole, wholeText, wholeRow, wholeColumn] = AFTER.exec(line) ?? [];
  if (whole !== undefined && wholeRow !== undefined)
    return { path: whole, line: wholeRow, column: String(Number(wholeColumn) + 1), text: wholeText ?? '' };
  const [, script, scriptRow, scriptText] = SHELL.exec(line) ?? DASH.exec(line) ?? [];
  if (script !== undefined && scriptRow !== undefined)
    return { path: script, line: scriptRow, column: undefined, text: scriptText ?? '' };
  const [, said, file, fileRow] = PERL.exec(line) ?? [];
  if (said === undefined || file === undefined || fileRow === undefined) return null;
  return { path: file, line: fileRow, column: undefined, text: said };
};

const SHELLCHECK_NOTE = /^ {0,200}\^-{1,200}\^? (SC\d+) \((\w+)\): (.*)$/;

/** Where the line of a place says nothing else: what stands right above it, or in the note that ShellCheck draws below. */
const textAround = (lines: readonly string[], at: number): string => {
  // What a frame is about stands right above its corner.
  if (CORNER.test(lines[at] ?? '')) return (lines[at - 1] ?? '').trim();
  const [, code, level, note] = lineWithin(lines, at + 1, 3, SHELLCHECK_NOTE) ?? [];
  if (note !== undefined) return `${level ?? 'error'}: ${note} [${code ?? ''}]`;
  return messageNear(lines, at) ?? '';
};

/** A product, a version, or the dotted name of a class, of a logger or of a package. */
const NAME =
  /^(?:[A-Z][\w-]{0,30}\.(?:js|ts|NET|net|io|dev|ai)|v?\d[\d.]{0,20}\.[A-Za-z]\w{0,10}|(?:[\w$]{1,60}\.){2,10}[A-Z][\w$]{0,80}|[\w$]{1,60}\.[A-Z][a-z]+[A-Z]\w{0,60}|(?:[A-Z]\w{0,60}\.){2,6}\w{1,12}|(?:[\w$]{1,60}\.){1,6}(?:prototype|default|exports)\.\w{1,60}|(?:com|org|net|io|java|javax|kotlin|scala|sun|jdk)\.(?:[\w$]{1,60}\.){0,10}\w{1,60}|e\.g|i\.e|\w\.\w)$/;

/** A counter of work done may stand before a path, on the line that it was about to draw anew. */
const lastWord = (spot: Spot): Spot =>
  /\s/.test(spot.path) && /^(?:fatal )?(?:error|warning)\b/i.test(spot.text)
    ? { ...spot, path: spot.path.split(/\s/).at(-1) ?? spot.path }
    : spot;

const isOwnPath = (text: string): boolean =>
  (PATH.test(text) || (ROOTED.test(text) && !/ {2}|[.,;] /.test(text))) &&
  !HOST.test(text) &&
  !text.startsWith('//') &&
  !NAME.test(text) &&
  !isForeignPath(text);

/** What OpenSSL keeps of its own errors: `40A7BC49C27F0000:error:16000069:STORE routines:…:store_register.c:237:`. */
const NOT_TOLD = /^[\dA-F]{8,16}:error:/;
/** What stands behind the place of a frame: a function, a module. */
const FRAMED = /^(?:\(\w{1,40}\)|[A-Z][\w.]{1,200}[.\w!?]\/\d{1,2}|anonymous fn\b.*|:\w{1,60}\.\S{1,200})$/;

/** What a stack belongs to: above its frames, the last line that is none. */
const headAbove = (lines: readonly string[], at: number): string => {
  const above = lines.slice(Math.max(0, at - 12), at);
  const head = above.findLast((line) => line.trim() !== '' && !/^\s/.test(line)) ?? '';
  return head.replace(/^\*\* \(\w{1,60}\) /, '').trim();
};

const readLine = (lines: readonly string[], at: number): Issue | null => {
  const line = lines[at] ?? '';
  if (!/\d/.test(line)) return null;
  const read = spotOf(line);
  const bare = read === null ? null : { ...read, path: barePath(read.path) };
  const spot = bare === null || isOwnPath(bare.path) ? bare : lastWord(bare);
  if (spot === null || !isOwnPath(spot.path)) return null;
  // What the frame is about was a warning, which tells of no failure.
  if (CORNER.test(line) && (lines[at - 1] ?? '').trim() === '') return null;
  // A frame of a stack; what went wrong stands elsewhere.
  if (spot.text.startsWith('in ') && /^\s/.test(line)) return null;
  const isFrame = FRAMED.test(spot.text);
  const text = isFrame
    ? headAbove(lines, at)
    : spot.text === ''
      ? textAround(lines, at)
      : spot.text.replace(/^[:,-]\s{1,4}/, '');
  const [, level, levelCode, rest] = LEVEL.exec(text) ?? [];
  // Some say how grave it is, and the rest in the lines below.
  const said = rest === '' ? (messageNear(lines, at) ?? '') : (rest ?? text);
  const trailing = TRAILING_CODE.exec(said);
  return issueOf({
    tool: 'file-line-column',
    path: spot.path,
    line: spot.line,
    column: spot.column,
    code: levelCode ?? trailing?.[1] ?? null,
    message: trailing === null ? said : said.slice(0, trailing.index),
    severity: severityOf(level),
  });
};

/** A frame of a stack; who copies one may lose what it was set in by. */
const STACK_FRAME = /^(?:\s{1,12}at |at \S.{0,400}\(.{1,400}\)$|at \S{1,400}:\d{1,7}:\d{1,7}$)/;

/** An error by its name, and what it says. */
const NAMED = /^(?:Uncaught )?[\w.$]{0,100}(?:Error|Exception)\b(?: \[\w{1,60}\])?: \S/;

/** The head of a stack, and what was expected and what came instead: neither is what went wrong. */
const BESIDE =
  /^(?:(?:Stack|Stack ?trace|Trace|Message|Error Stack|Difference|Diff)\b[^:]{0,40}:$|(?:Expected|Received|Actual)(?: \w{1,20})?: |[+-]{1,3} ?\S)/i;

/** Where a stack begins; its message is the line before it. Of one stack only the first own frame counts. */
const readStacks = (log: Log): readonly Issue[] => {
  const issues: Issue[] = [];
  let message: string | null = null;
  let isDone = false;
  for (const line of log.lines) {
    if (!STACK_FRAME.test(line)) {
      if (line.trim() === '') continue;
      // A difference that stands below an error is not what it says.
      if (message !== null && !isDone && NAMED.test(message) && !NAMED.test(line.trim())) continue;
      if (message !== null && !isDone && BESIDE.test(line.trim())) continue;
      // What caused an error says more than the error.
      if (line.startsWith('Caused by: ') && isDone) issues.pop();
      [message, isDone] = [line.trim(), false];
      continue;
    }
    const [, file, row] = JAVA_FRAME.exec(line) ?? [];
    const frame = placeOfFrame(line);
    const isOwn = file !== undefined || (frame !== null && !isForeignPath(frame.path));
    if (!isOwn || isDone || message === null || issues.length >= LIMIT) continue;
    isDone = true;
    const place = { path: frame?.path ?? file, line: frame?.line ?? row, column: frame?.column };
    issues.push(issueOf({ tool: 'file-line-column', ...place, message, category: 'runtime' }));
  }
  return issues;
};

const STACK_HEAD = /^\s{0,12}(?:stack ?trace|backtrace|stack):$/i;

const readAll = (given: Log): readonly Issue[] => {
  // What went well needs no guesses.
  if (given.exitCode === 0 || endsWell(given.lines)) return [];
  const log: Log = { ...given, lines: tellingLines(given.lines).map((line) => (NOT_TOLD.test(line) ? '' : line)) };
  const issues: Issue[] = [];
  for (const at of log.lines.keys()) {
    const issue = readLine(log.lines, at);
    const before = issues.at(-1);
    // The head names where a test stands; its stack, where in it that failed.
    const isWithin = before !== undefined && before.path === issue?.path && STACK_HEAD.test(log.lines[at - 1] ?? '');
    if (issue !== null && isWithin) issues[issues.length - 1] = { ...before, line: issue.line, column: issue.column };
    else if (issue !== null) issues.push(issue);
    if (issues.length >= LIMIT) break;
  }
  if (issues.length > 0) return issues;
  const rows = readRows(log.lines, isOwnPath);
  if (rows.length > 0) return rows.slice(0, LIMIT);
  const findings = readJsonFindings(log.documents).filter(({ path }) => path !== null && isOwnPath(path));
  if (findings.length > 0) return findings.slice(0, LIMIT);
  const listed = readListed(log.lines, isOwnPath);
  if (listed.length > 0) return listed.slice(0, LIMIT);
  const headed = readHeaded(log.lines, isOwnPath);
  if (headed.length > 0) return headed.slice(0, LIMIT);
  const stacks = readStacks(log);
  if (stacks.length > 0) return stacks;
  const mentioned = readMentioned(log.lines, isOwnPath);
  if (mentioned.length > 0) return mentioned;
  const counted = readCounted(log.lines, isOwnPath);
  return counted.length > 0 ? counted.slice(0, LIMIT) : readStated(log);
};

export const fileLineColumn: ErrorPlugin = definePlugin({
  name: 'file-line-column',
  canHandle: (log) => readAll(log).length > 0,
  parse: readAll,
});
