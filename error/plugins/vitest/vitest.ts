/** Reads the failure blocks that Vitest prints at the end of a run. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { firstOwnFrame, isForeignPath } from '../../engine/reading/place.ts';
import { isTestReport, readTestReport } from '../../engine/reading/test-results.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const MARK =
  /^ ?RUN {2}v\d|^ ?Test Files {2}|⎯ (?:Failed (?:Tests|Suites)|Unhandled (?:Errors|Rejection|Error)|Startup Error) /;
/** Where it runs, which in a package of many is not the root. */
/** The head of a failed test is enough where nothing else was copied: other tools put no two spaces, or no ` > `. */
const COPIED = /^ ?FAIL {2}(?:\|[^|]{1,80}\| )?\S+\.[cm]?[jt]sx? > /;
const ROOT = /^ ?RUN {2}v\S{1,40} (\/\S{1,400})$/;
const HEAD = /^ ?FAIL {2}(?:\|[^|]{1,80}\| )?(\S.*)$/;
const UNHANDLED = /^⎯+ (Unhandled (?:Rejection|Error)|Uncaught Exception|Startup Error|Typecheck Error) ⎯+$/;
const DIVIDER = /^⎯{3,}/;
const ERROR = /^ ?((?:[A-Za-z_$][\w$.]{0,80})?(?:Error|Exception|Rejection))(?: \[\w{1,60}\])?: (.*)$/;
const ORIGIN = /^This error originated in "(.+?)" test file/;
/** What cannot be read is drawn: `╭─[ src/sum.ts:2:13 ]`. */
const DRAWN = /^ {1,8}[╭┌]─{1,8}\[ ?([^\]:]{1,400}):(\d{1,7}):(\d{1,7}) ?\]/;
const COVERAGE = /^ERROR: (Coverage for .*)$/;
/** Trouble before any test ran. */
const STARTUP =
  /^\s{0,4}(?:MISSING DEPENDENCY\s{1,4}(Cannot find dependency .*)|(?:Error: )?(Failed to load (?:custom Reporter|url) .*|No projects (?:matched|were found).*)|failed to load config from (.*))$/;
const NO_TESTS = /^(No test files found), exiting with code 1/;

type Head = { readonly path: string | null; readonly name: string | null };

const readHead = (text: string): Head => {
  const nested = text.indexOf(' > ');
  if (nested !== -1) return { path: text.slice(0, nested), name: text.slice(nested + 3) };
  const suite = text.indexOf(' [ ');
  return { path: suite === -1 ? text : text.slice(0, suite), name: null };
};

/** Where the block that begins at `from` is over: at the next divider, or the next block of failures. */
const blockEnd = (lines: readonly string[], from: number): number => {
  let at = from;
  while (at < lines.length && !DIVIDER.test(lines[at] ?? '') && !HEAD.test(lines[at] ?? '')) at += 1;
  return at;
};

const readBlock = (lines: readonly string[], from: number, end: number, heads: readonly Head[]): readonly Issue[] => {
  let code: string | null = null;
  let message: string | null = null;
  let origin: string | null = null;
  for (const line of lines.slice(from, end)) {
    const error: RegExpExecArray | null = message === null ? ERROR.exec(line) : null;
    if (error !== null) [code, message] = [error[1] ?? null, error[2] ?? ''];
    else if (message === null && line.trim() !== '') message = line.trim();
    origin ??= ORIGIN.exec(line)?.[1] ?? null;
  }
  const drawn = lineWithin(lines, from, end - from, DRAWN);
  const frame = firstOwnFrame(lines, from, end);
  const own = frame === null || isForeignPath(frame.path) ? null : frame;
  const place = drawn === null ? own : { path: drawn[1], line: drawn[2], column: drawn[3] };
  return heads.map(({ path, name }) =>
    issueOf({
      tool: 'vitest',
      path: place?.path ?? path ?? origin,
      line: place?.line,
      column: place?.column,
      code,
      message: name === null ? (message ?? 'failed') : `${name}: ${message ?? 'failed'}`,
      category: 'test',
    }),
  );
};

/** Paths are relative to where it runs. */
const under = (root: string, path: string | null): string | null =>
  root === '' || path === null || path.startsWith('/') || path.includes(':') ? path : `${root}/${path}`;

const readSingle = (line: string): Issue | null => {
  const startup = STARTUP.exec(line)
    ?.slice(1)
    .find((each) => each !== undefined);
  const message = COVERAGE.exec(line)?.[1] ?? NO_TESTS.exec(line)?.[1] ?? startup;
  return message === undefined ? null : issueOf({ tool: 'vitest', message, category: 'test' });
};

export const vitest: ErrorPlugin = definePlugin({
  name: 'vitest',
  canHandle: (log) =>
    hasLine(log, MARK) ||
    hasLine(log, COPIED) ||
    hasLine(log, NO_TESTS) ||
    (hasLine(log, STARTUP) && hasLine(log, /vitest/i)) ||
    log.documents.some((each) => isTestReport(each, 'vitest')),
  parse: (log) => {
    const issues: Issue[] = [];
    let heads: Head[] = [];
    let root = '';
    for (let at = 0; at < log.lines.length; at += 1) {
      const line = log.lines[at] ?? '';
      const head = HEAD.exec(line)?.[1];
      root = ROOT.exec(line)?.[1] ?? root;
      if (head !== undefined) heads.push(readHead(head));
      else if (UNHANDLED.test(line)) heads = [{ path: null, name: UNHANDLED.exec(line)?.[1] ?? null }];
      else {
        const single = readSingle(line);
        if (single !== null) issues.push(single);
        if (heads.length === 0) continue;
        const end = blockEnd(log.lines, at);
        issues.push(
          ...readBlock(log.lines, at, end, heads).map((issue) => ({ ...issue, path: under(root, issue.path) })),
        );
        heads = [];
        at = Math.max(at, end - 1);
      }
    }
    const reports = log.documents.filter((each) => isTestReport(each, 'vitest'));
    return [...issues, ...reports.flatMap((each) => readTestReport(each, 'vitest'))];
  },
});
