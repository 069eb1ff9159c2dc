/** Reads the failure blocks that Jest prints: `● suite › test`, a message, a code frame, a stack. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { firstOwnFrame, isForeignPath } from '../../engine/reading/place.ts';
import { isTestReport, readTestReport } from '../../engine/reading/test-results.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const FILE = /^ ?FAIL {1,3}(?:\S{1,80} {1,3})?(\S+\.[cm]?[jt]sx?)(?: \([\d.]+ m?s\))?$/;
const BLOCK = /^ {2}● (.+)$/;
const CODE_FRAME = /^ {4}> {1,6}(\d+) \|/;
const TS_JEST = /^(\S.{0,400}?):(\d{1,7}):(\d{1,7}) - error (TS\d{1,6}): (.*)$/;
const ESM = /^Must use import to load ES Module: (\S.{0,400})$/;
const BABEL = /^SyntaxError: ((?:[A-Za-z]:)?[^:]{1,400}): (.+) \((\d+):(\d+)\)$/;
const DETAIL = /^(?:Expected|Received)[\w ]{0,40}: /;
const END = /^(?: ?FAIL | ?PASS |Test Suites: |Summary of all failing tests|Tests: )/;
/** What is cut out of a long log often lacks the name of the file. */
const COUNTED = /^Tests: {1,12}\d{1,6} failed\b/;
const COVERAGE =
  /^Jest: ("[^"]{1,200}" coverage threshold .*|Coverage for \w{1,20} \([\d.]{1,12}%\) does not meet .*)$/;

/** Trouble before any test ran: `● Validation Error:`, and below it what is wrong. */
const STARTUP =
  /^● (?:Validation Error|Deprecation Error|Multiple configurations found|Invalid \w{1,20} ?\w{0,20}|.{0,60}Error)/;
const NOTHING = /^(No tests found), exiting with code 1/;

const readStartup = (lines: readonly string[], at: number): Issue | null => {
  const line = lines[at] ?? '';
  const nothing = NOTHING.exec(line)?.[1];
  if (nothing !== undefined) return issueOf({ tool: 'jest', message: nothing, category: 'test' });
  if (!STARTUP.test(line)) return null;
  const said = lines.slice(at + 1, at + 8).find((each) => each.trim() !== '');
  return issueOf({ tool: 'jest', message: said?.trim() ?? line.slice(2), category: 'build' });
};

const blockEnd = (lines: readonly string[], from: number): number => {
  let at = from;
  while (at < lines.length && !BLOCK.test(lines[at] ?? '') && !END.test(lines[at] ?? '')) at += 1;
  return at;
};

/** A suite that does not run because a file of it cannot be read, as Babel, TypeScript or the loader say. */
const readUnreadable = (body: readonly string[]): Issue | null => {
  const { length } = body;
  const [, babelPath, problem, row, column] = lineWithin(body, 0, length, BABEL) ?? [];
  if (babelPath !== undefined && problem !== undefined) {
    // Babel counts columns from 0.
    const place = { path: babelPath, line: row, column: Number(column) + 1 };
    return issueOf({ tool: 'jest', ...place, message: problem, category: 'syntax' });
  }
  const [, path, tsRow, tsColumn, code, text] = lineWithin(body, 0, length, TS_JEST) ?? [];
  if (text !== undefined)
    return issueOf({ tool: 'jest', path, line: tsRow, column: tsColumn, code, message: text, category: 'type' });
  const module = lineWithin(body, 0, length, ESM);
  const message = 'is an ES module, which cannot be required';
  return module === null ? null : issueOf({ tool: 'jest', path: module[1], message, category: 'build' });
};

/** Frames of a project lie relative to it; the name of the file that failed, to the root. */
const fromRoot = (path: string, file: string | null): string => (file?.endsWith(`/${path}`) === true ? file : path);

const readBlock = (
  lines: readonly string[],
  { from, end }: { readonly from: number; readonly end: number },
  file: string | null,
  name: string,
): Issue => {
  const body = lines.slice(from, end).map((line) => line.trim());
  const first = body.find((line) => line !== '') ?? 'failed';
  const common = { tool: 'jest', category: 'test' } as const;
  const unreadable = readUnreadable(body);
  if (unreadable !== null) return unreadable;
  const details = body.filter((line) => DETAIL.test(line)).slice(0, 2);
  const message = `${name}: ${[first, ...details].join('; ')}`;
  const place = firstOwnFrame(lines, from, end);
  if (place !== null && !isForeignPath(place.path))
    return issueOf({ ...common, ...place, path: fromRoot(place.path, file), message });
  const frame = lines.slice(from, end).map((line) => CODE_FRAME.exec(line)?.[1]);
  return issueOf({ ...common, path: file, line: frame.find((each) => each !== undefined), message });
};

export const jest: ErrorPlugin = definePlugin({
  name: 'jest',
  canHandle: (log) =>
    (hasLine(log, BLOCK) && (hasLine(log, FILE) || hasLine(log, COUNTED))) ||
    hasLine(log, COVERAGE) ||
    log.lines.some((_, at) => readStartup(log.lines, at) !== null && hasLine(log, /jest/i)) ||
    log.documents.some((each) => isTestReport(each, 'jest')),
  parse: (log) => {
    const issues = new Map<string, Issue>();
    let file: string | null = null;
    for (const [at, line] of log.lines.entries()) {
      file = FILE.exec(line)?.[1] ?? file;
      const threshold = COVERAGE.exec(line)?.[1];
      if (threshold !== undefined) issues.set(line, issueOf({ tool: 'jest', message: threshold, category: 'test' }));
      const startup = readStartup(log.lines, at);
      if (startup !== null) issues.set(line, startup);
      const name = BLOCK.exec(line)?.[1];
      if (name === undefined || name.startsWith('Console')) continue;
      // A run of many suites repeats all failures in a summary at its end.
      const issue = readBlock(log.lines, { from: at + 1, end: blockEnd(log.lines, at + 1) }, file, name);
      issues.set(`${file ?? ''}\n${name}`, issue);
    }
    const reports = log.documents.filter((each) => isTestReport(each, 'jest'));
    return [...issues.values(), ...reports.flatMap((each) => readTestReport(each, 'jest'))];
  },
});
