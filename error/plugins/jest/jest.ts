/** Reads the failure blocks that Jest prints: `● suite › test`, a message, a code frame, a stack. */
import { issueOf, type Issue } from '../../engine/issue.ts';
import { firstOwnFrame, isForeignPath } from '../../engine/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugin.ts';

const FILE = /^FAIL (?:\S{1,80} )?(\S+\.[cm]?[jt]sx?)(?: \([\d.]+ m?s\))?$/;
const BLOCK = /^ {2}● (.+)$/;
const CODE_FRAME = /^ {4}> {1,6}(\d+) \|/;
const BABEL = /^SyntaxError: (.+?): (.+) \((\d+):(\d+)\)$/;
const DETAIL = /^(?:Expected|Received)[\w ]{0,40}: /;
const END = /^(?:FAIL |PASS |Test Suites: |Summary of all failing tests|Tests: )/;
const COVERAGE = /^Jest: ("[^"]{1,200}" coverage threshold .*)$/;

const blockEnd = (lines: readonly string[], from: number): number => {
  let at = from;
  while (at < lines.length && !BLOCK.test(lines[at] ?? '') && !END.test(lines[at] ?? '')) at += 1;
  return at;
};

const readBlock = (lines: readonly string[], from: number, end: number, file: string | null, name: string): Issue => {
  const body = lines.slice(from, end).map((line) => line.trim());
  const first = body.find((line) => line !== '') ?? 'failed';
  const common = { tool: 'jest', category: 'test' } as const;
  const [, babelPath, problem, row, column] = BABEL.exec(first) ?? [];
  if (babelPath !== undefined && problem !== undefined) {
    // Babel counts columns from 0.
    return issueOf({
      ...common,
      path: babelPath,
      line: row,
      column: Number(column) + 1,
      message: problem,
      category: 'syntax',
    });
  }
  const details = body.filter((line) => DETAIL.test(line)).slice(0, 2);
  const message = `${name}: ${[first, ...details].join('; ')}`;
  const place = firstOwnFrame(lines, from, end);
  if (place !== null && !isForeignPath(place.path)) return issueOf({ ...common, ...place, message });
  const frame = lines.slice(from, end).map((line) => CODE_FRAME.exec(line)?.[1]);
  return issueOf({ ...common, path: file, line: frame.find((each) => each !== undefined), message });
};

export const jest: ErrorPlugin = definePlugin({
  name: 'jest',
  canHandle: (log) => (hasLine(log, FILE) && hasLine(log, BLOCK)) || hasLine(log, COVERAGE),
  parse: (log) => {
    const issues = new Map<string, Issue>();
    let file: string | null = null;
    for (const [at, line] of log.lines.entries()) {
      file = FILE.exec(line)?.[1] ?? file;
      const threshold = COVERAGE.exec(line)?.[1];
      if (threshold !== undefined) issues.set(line, issueOf({ tool: 'jest', message: threshold, category: 'test' }));
      const name = BLOCK.exec(line)?.[1];
      if (name === undefined || name.startsWith('Console')) continue;
      // A run of many suites repeats all failures in a summary at its end.
      const issue = readBlock(log.lines, at + 1, blockEnd(log.lines, at + 1), file, name);
      issues.set(`${file ?? ''}\n${name}`, issue);
    }
    return [...issues.values()];
  },
});
