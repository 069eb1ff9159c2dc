/** Reads what PHP, PHPUnit, PHPStan, PHP_CodeSniffer and Composer print. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import { isTabled, readTables } from './php-tables.ts';

const END = /^(?:FAILURES!|ERRORS!|Tests: \d+, Assertions: \d+, (?:Errors|Failures): \d+.*)$/;
const HEAD = /^\d{1,5}\) ([\w\\]{1,300}::\S.{0,300})$/;
/** The form that reads as a list of sentences. */
const DOX_HEAD = /^ ✘ (.+?)(?: \[[\d.]{1,12} ms\])?$/;
const DOX_FRAME = /^ {3}│ (\/?\S{1,400}\.php):(\d{1,7})$/;
const FRAME = /^(\/?\S{1,400}\.php):(\d{1,7})$/;
const PROBLEM =
  /^[.FEISRWDN]{0,80}(?:PHP )?(Parse error|Fatal error|Recoverable fatal error|Warning|Notice|Deprecated): {1,4}(.+) (?:in|on) (\S{1,400}\.\w{1,8}|[/\\]\S{1,400}?)(?::(\d{1,7})$| on line (\d{1,7})$)/;
/** How far down a failed test is read. */
const REACH = 60;

const readTest = (lines: readonly string[], at: number): Issue | null => {
  const name = HEAD.exec(lines[at] ?? '')?.[1];
  if (name === undefined) return null;
  let end = at + 1;
  while (end < Math.min(lines.length, at + REACH) && !HEAD.test(lines[end] ?? '') && !END.test(lines[end] ?? ''))
    end += 1;
  const block = lines.slice(at + 1, end);
  const frame = block.map((line) => FRAME.exec(line)).find((each) => each !== null && !isForeignPath(each[1] ?? ''));
  const message = `${name}: ${block.find((line) => line.trim() !== '') ?? 'failed'}`;
  return issueOf({ tool: 'phpunit', path: frame?.[1], line: frame?.[2], message, category: 'test' });
};

const readSentence = (lines: readonly string[], at: number): Issue | null => {
  const name = DOX_HEAD.exec(lines[at] ?? '')?.[1];
  if (name === undefined) return null;
  let end = at + 1;
  while (end < Math.min(lines.length, at + REACH) && (lines[end] ?? '').startsWith('   │')) end += 1;
  const block = lines.slice(at + 1, end);
  const frame = block
    .map((line) => DOX_FRAME.exec(line))
    .find((each) => each !== null && !isForeignPath(each[1] ?? ''));
  const said = block.map((line) => line.replace(/^ {3}│ {0,8}/, '')).find((line) => line !== '');
  const message = `${name}: ${said ?? 'failed'}`;
  return issueOf({ tool: 'phpunit', path: frame?.[1], line: frame?.[2], message, category: 'test' });
};

const readProblem = (line: string): Issue | null => {
  const [, kind, message, path, row, lastRow] = PROBLEM.exec(line) ?? [];
  if (kind === undefined || message === undefined) return null;
  const isError = kind.endsWith('rror');
  return issueOf({
    tool: 'php',
    path,
    line: row ?? lastRow,
    message,
    severity: isError ? 'error' : 'warning',
    category: kind === 'Parse error' ? 'syntax' : 'runtime',
  });
};

/** PHP writes to its log and to the screen: the same twice. */
const once = (issues: readonly Issue[]): readonly Issue[] => [
  ...new Map(issues.map((each) => [JSON.stringify([each.path, each.line, each.message]), each])).values(),
];

export const php: ErrorPlugin = definePlugin({
  name: 'php',
  canHandle: (log) =>
    (hasLine(log, END) && (hasLine(log, HEAD) || hasLine(log, DOX_HEAD))) ||
    hasLine(log, PROBLEM) ||
    log.lines.some(isTabled),
  parse: ({ lines }) =>
    once([
      ...lines.flatMap((line, at) => readTest(lines, at) ?? readSentence(lines, at) ?? readProblem(line) ?? []),
      ...readTables(lines),
    ]),
});
