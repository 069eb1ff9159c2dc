/** Reads what the TypeScript compiler prints, plain and pretty. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const PLAIN = /^(?!::)\s{0,8}(?:\[tsl\] )?(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$/;
/** The command line of Angular puts a word before the place. */
const PRETTY = /^(?!::)(?:(?:Error|Warning): )?(.+?):(\d+):(\d+) - (error|warning) (TS\d+): (.*)$/;
/** Of loaders of webpack: the place in one line, the fault in the next. */
const LOADER = /^(?:\[tsl\] )?ERROR in (\S{1,400}?)(?:[(:](\d{1,7})[,:](\d{1,7})\)?)?$/;
const LOADER_TEXT = /^\s{0,8}(?:\((\d{1,7}),(\d{1,7})\): error )?(TS\d{1,6}): (.*)$/;
/** As esbuild tells it for Angular: the place stands two lines below. */
const BUNDLED = /^(?:✘|X|▲) \[(ERROR|WARNING)\] (TS-?\d{1,6}|NG\d{1,6}): (.+?)(?: \[plugin [\w-]{1,60}\])?$/;
const BUNDLED_PLACE = /^ {4}(\S.{0,400}?):(\d{1,7}):(\d{1,7}):$/;
const GLOBAL = /^(error|warning) (TS\d+): (.*)$/;

const categoryOf = (code: string): IssueCategory => {
  if (/^TS1\d{3}$/.test(code)) return 'syntax';
  return /^TS(?:5|18)\d{3}$/.test(code) ? 'build' : 'type';
};

const readLine = (line: string): Issue | null => {
  if (!line.includes(' TS')) return null;
  const placed = PLAIN.exec(line) ?? PRETTY.exec(line);
  const [path, row, column, level, code, message] = placed?.slice(1) ?? [
    null,
    null,
    null,
    ...(GLOBAL.exec(line)?.slice(1) ?? []),
  ];
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  const severity = level === 'warning' ? 'warning' : 'error';
  return issueOf({ tool: 'tsc', path, line: row, column, code, message, severity, category: categoryOf(code) });
};

const readLoader = (lines: readonly string[], at: number): Issue | null => {
  const [, path, row, column] = LOADER.exec(lines[at] ?? '') ?? [];
  const [, ownRow, ownColumn, code, message] = path === undefined ? [] : (LOADER_TEXT.exec(lines[at + 1] ?? '') ?? []);
  if (code === undefined || message === undefined) return null;
  const place = { path, line: row ?? ownRow, column: column ?? ownColumn };
  return issueOf({ tool: 'tsc', ...place, code, message, category: categoryOf(code) });
};

const readBundled = (lines: readonly string[], at: number): Issue | null => {
  const [, level, code, message] = BUNDLED.exec(lines[at] ?? '') ?? [];
  if (code === undefined || message === undefined) return null;
  const [, path, row, column] = lineWithin(lines, at + 1, 3, BUNDLED_PLACE) ?? [];
  const place = { path, line: row, column: column === undefined ? null : Number(column) + 1 };
  const severity = level === 'WARNING' ? 'warning' : 'error';
  return issueOf({ tool: 'tsc', ...place, code: code.replace('-', ''), message, severity, category: categoryOf(code) });
};

export const typescript: ErrorPlugin = definePlugin({
  name: 'typescript',
  canHandle: (log) =>
    hasLine(log, /(?:error|warning) TS\d+: /) ||
    hasLine(log, BUNDLED) ||
    (hasLine(log, LOADER) && hasLine(log, LOADER_TEXT)),
  parse: ({ lines }) =>
    lines.flatMap((line, at) => readLine(line) ?? readLoader(lines, at) ?? readBundled(lines, at) ?? []),
});
