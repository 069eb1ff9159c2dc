/** Reads what cargo prints: rustc and clippy for people and as JSON, failed tests, panics, rustfmt. */
import { reportedPaths } from '../../engine/plugins/reported-paths.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const HEAD = /^(error|warning)(?:\[([A-Z]\d{1,6})\])?: (.+)$/;
const ARROW = /^ {0,12}--> (.+):(\d+):(\d+)$/;
const LINT =
  /#\[(?:warn|deny|forbid)\(([\w:]+)\)\]|`-[DWF] ([\w:-]+)` implied|rust-clippy\/[^ ]{1,80}index\.html#(\w+)/;
const PANIC = /^ {0,4}thread '(.{1,300}?)' (?:\(\d+\) )?panicked at (\S.{0,400}?):(\d+):(\d+):$/;
const OLD_PANIC = /^\s{0,4}thread '(.{1,300}?)' panicked at '(.+)', (\S{1,400}?):(\d+)(?::(\d+))?$/;
/** The old form where the message has lines of its own: it ends with the place. */
const PANIC_OPEN = /^thread '(.+?)' panicked at '(.*)$/;
const PANIC_CLOSE = /^(.*)', (\S+?):(\d+):(\d+)$/;
const FORMAT = /^Diff in (.+?)(?: at line |:)(\d+):$/;
const MANIFEST =
  /^(?:no matching package|failed to (?:parse manifest|select a version|load manifest|get `)|could not find `Cargo\.toml`|package `|cannot update the lock file|the lock file .{1,300} needs to be updated)/;
const MARK =
  /^ {0,12}--> .+\.rs:\d+:\d+$|^error: could not compile |^error: test failed, to rerun|^\s{0,4}thread '.{1,200}panicked at |^Diff in .+\.rs|^error: (?:no matching package|failed to (?:parse manifest|select a version|load manifest|get `)|could not find `Cargo\.toml`|cannot update the lock file|the lock file .{1,300} needs to be updated)/;
/** Where every test passed in the end, what a try before that showed is no fault. */
const PASSED = /^\s{0,12}Summary \[.{1,20}\] (\d{1,6}) tests? run: \1 passed\b/;
/** Lines of a test within a document count from where it begins. */
const DOCTEST = /^---- (\S.{0,300}?) - .{0,200}\(line (\d{1,7})\) stdout ----$/;

const lintOf = (block: readonly string[]): string | null => {
  const found = block.map((line) => LINT.exec(line)).filter((each) => each !== null);
  const clippy = found.map((each) => each[3]).find((each) => each !== undefined);
  if (clippy !== undefined) return `clippy::${clippy}`;
  return found[0]?.[1] ?? found[0]?.[2]?.replaceAll('-', '_') ?? null;
};

const categoryOf = (code: string | null): IssueCategory => {
  if (code === null) return 'build';
  if (/^E\d/.test(code)) return 'type';
  return 'lint';
};

const readHuman = (log: Log, at: number): Issue | null => {
  const [, level, number, message] = HEAD.exec(log.lines[at] ?? '') ?? [];
  if (message === undefined) return null;
  const arrow = lineWithin(log.lines, at + 1, 3, ARROW);
  const isManifest = MANIFEST.test(message);
  if (arrow === null && !isManifest) return null;
  const isElsewhere = arrow !== null && !/(?:\.rs|Cargo\.toml)$/.test(arrow[1] ?? '');
  if (isElsewhere) return null;
  let end = at + 1;
  while (end < Math.min(log.lines.length, at + 60) && log.lines[end] !== '') end += 1;
  const code = number ?? lintOf(log.lines.slice(at + 1, end));
  const severity = level === 'warning' ? 'warning' : 'error';
  const category = isManifest ? 'dependency' : categoryOf(code);
  const path = arrow?.[1] ?? (/lock file/.test(message) ? 'Cargo.lock' : 'Cargo.toml');
  return issueOf({ tool: 'cargo', path, line: arrow?.[2], column: arrow?.[3], code, message, severity, category });
};

const doctestAbove = (
  lines: readonly string[],
  at: number,
): { readonly path: string | undefined; readonly line: string | undefined } | null => {
  for (let above = at - 1; above >= Math.max(0, at - 6); above -= 1) {
    const head = DOCTEST.exec(lines[above] ?? '');
    if (head !== null) return { path: head[1], line: head[2] };
  }
  return null;
};

const readPanic = (log: Log, at: number): Issue | null => {
  const line = log.lines[at] ?? '';
  const [, oldThread, oldText, oldPath, oldRow, oldColumn] = OLD_PANIC.exec(line) ?? [];
  const [, newThread, newPath, newRow, newColumn] = PANIC.exec(line) ?? [];
  const [thread, path, row, column] = [
    oldThread ?? newThread,
    oldPath ?? newPath,
    oldRow ?? newRow,
    oldColumn ?? newColumn,
  ];
  if (thread === undefined) return readLongPanic(log, at);
  const text =
    oldText ??
    [1, 2, 3]
      .map((step) => log.lines[at + step] ?? '')
      .filter((each) => !/^note: |^stack /.test(each) && each !== '')
      .join('; ');
  const documented = thread === 'main' ? doctestAbove(log.lines, at) : null;
  if (documented !== null)
    return issueOf({ tool: 'cargo', ...documented, code: 'doctest', message: `doctest: ${text}`, category: 'test' });
  const isTest = thread !== 'main' && hasLine(log, /^test result: FAILED/);
  const message = isTest ? `${thread}: ${text}` : `panic: ${text}`;
  const category = isTest ? 'test' : 'runtime';
  return issueOf({ tool: 'cargo', path, line: row, column, code: isTest ? thread : 'panic', message, category });
};

const readLongPanic = (log: Log, at: number): Issue | null => {
  const [, thread, first] = PANIC_OPEN.exec(log.lines[at] ?? '') ?? [];
  const close = thread === undefined ? null : lineWithin(log.lines, at + 1, 12, PANIC_CLOSE);
  if (thread === undefined || close === null) return null;
  const [, last, path, row, column] = close;
  const isTest = thread !== 'main' && hasLine(log, /^test result: FAILED/);
  const text = `${isTest ? thread : 'panic'}: ${first ?? ''}; ${(last ?? '').trim()}`;
  const category = isTest ? 'test' : 'runtime';
  return issueOf({ tool: 'cargo', path, line: row, column, code: isTest ? thread : 'panic', message: text, category });
};

const readFormat = (line: string): Issue | null => {
  const [, path, row] = FORMAT.exec(line) ?? [];
  if (path === undefined) return null;
  return issueOf({
    tool: 'cargo',
    path,
    line: row,
    code: 'rustfmt',
    message: 'is not formatted as rustfmt would',
    category: 'format',
  });
};

const readMessage = (document: Json): Issue | null => {
  if (!isJsonObject(document) || document['reason'] !== 'compiler-message') return null;
  const { message } = document;
  if (!isJsonObject(message) || typeof message['message'] !== 'string' || !Array.isArray(message['spans'])) return null;
  const level = message['level'];
  if (level !== 'error' && level !== 'warning') return null;
  // Every element of a JSON array is JSON.
  const spans = (message['spans'] as readonly Json[]).filter(isJsonObject);
  const span = spans.find((each) => each['is_primary'] === true) ?? spans[0];
  if (span === undefined) return null;
  const { file_name: file, line_start: line, column_start: column } = span;
  const code =
    isJsonObject(message['code']) && typeof message['code']['code'] === 'string' ? message['code']['code'] : null;
  return issueOf({
    tool: 'cargo',
    path: typeof file === 'string' ? file : null,
    line: typeof line === 'number' ? line : null,
    column: typeof column === 'number' ? column : null,
    code,
    message: message['message'],
    severity: level,
    category: categoryOf(code),
  });
};

const readAll = (log: Log, isPassed: boolean): readonly Issue[] => [
  ...log.documents.flatMap((each) => readMessage(each) ?? []),
  ...log.lines.flatMap(
    (line, at) => readHuman(log, at) ?? (isPassed ? null : readPanic(log, at)) ?? readFormat(line) ?? [],
  ),
];

export const cargo: ErrorPlugin = definePlugin({
  name: 'cargo',
  canHandle: (log) => hasLine(log, MARK) || log.documents.some((each) => readMessage(each) !== null),
  parse: (log) => readAll(log, hasLine(log, PASSED)),
  fix: (issues) => {
    const paths = reportedPaths(issues, ({ code }) => code === 'rustfmt');
    if (paths.length === 0) return null;
    return { title: 'Format with rustfmt', argv: ['rustfmt', '--edition', '2021', '--', ...paths], cwd: null };
  },
});
