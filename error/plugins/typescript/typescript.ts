/** Reads what the TypeScript compiler prints, plain and pretty. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugin.ts';

const PLAIN = /^(?!::)\s{0,8}(?:\[tsl\] )?(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$/;
const PRETTY = /^(?!::)(.+?):(\d+):(\d+) - (error|warning) (TS\d+): (.*)$/;
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

export const typescript: ErrorPlugin = definePlugin({
  name: 'typescript',
  canHandle: (log) => hasLine(log, /(?:error|warning) TS\d+: /),
  parse: (log) => log.lines.flatMap((line) => readLine(line) ?? []),
});
