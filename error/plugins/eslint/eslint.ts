/** Reads what ESLint prints: the stylish list, the compact one, JSON, and the report of its own crash. */
import { reportedPaths } from '../../engine/plugins/reported-paths.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const SUMMARY = /^✖ \d+ problems? \(\d+ errors?, \d+ warnings?\)$/;
/** Who copies a list may lose what it was set in by. */
const FINDING = /^ {0,12}(\d+):(\d+) {1,12}(error|warning) {1,12}(\S.*)$/;
const COMPACT = /^(.+?): line (\d+), col (\d+), (Error|Warning) - (.*)$/;
/** `src/a.js:1:5: 'b' is never used. [Error/no-unused-vars]`. */
const UNIX = /^(\S.{0,400}?):(\d{1,7}):(\d{1,7}): (.+) \[(Error|Warning)(?:\/([\w@][\w@/-]{0,100}))?\]$/;
const CRASH = /^Oops! Something went wrong! :\(/;

/** The rule stands last, two spaces or more after the message; a parsing error has none. */
const splitRule = (text: string): { readonly message: string; readonly code: string | null } => {
  const at = text.lastIndexOf('  ');
  const rule = text.slice(at + 2);
  if (at === -1 || rule === '' || rule.includes(' ')) return { message: text, code: null };
  return { message: text.slice(0, at), code: rule };
};

const categoryOf = (message: string): 'syntax' | 'lint' => (message.startsWith('Parsing error') ? 'syntax' : 'lint');

const readList = (log: Log): readonly Issue[] => {
  const issues: Issue[] = [];
  let path: string | null = null;
  for (const line of log.lines) {
    const finding = /^[ \d]/.test(line) ? FINDING.exec(line) : null;
    const [, row, column, level, text] = finding ?? [];
    if (text !== undefined && path !== null) {
      const { message, code } = splitRule(text);
      const severity = level === 'error' ? 'error' : 'warning';
      issues.push(
        issueOf({ tool: 'eslint', path, line: row, column, code, message, severity, category: categoryOf(message) }),
      );
    } else if (line !== '' && !line.startsWith(' ')) path = line;
  }
  return issues;
};

const readCompact = (line: string): Issue | null => {
  const [, path, row, column, level, text] = COMPACT.exec(line) ?? [];
  if (text === undefined) return null;
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  const message = open === -1 ? text : text.slice(0, open);
  const code = open === -1 ? null : text.slice(open + 2, -1);
  const severity = level === 'Error' ? 'error' : 'warning';
  return issueOf({ tool: 'eslint', path, line: row, column, code, message, severity, category: categoryOf(message) });
};

const readUnix = (line: string): Issue | null => {
  const [, path, row, column, message, level, code] = UNIX.exec(line) ?? [];
  if (path === undefined || message === undefined) return null;
  const severity = level === 'Error' ? 'error' : 'warning';
  return issueOf({ tool: 'eslint', path, line: row, column, code, message, severity, category: categoryOf(message) });
};

const readMessage = (path: string, entry: Json): Issue | null => {
  if (!isJsonObject(entry) || typeof entry['message'] !== 'string' || typeof entry['severity'] !== 'number')
    return null;
  const { ruleId, line, column, message, severity } = entry;
  return issueOf({
    tool: 'eslint',
    path,
    line: typeof line === 'number' ? line : null,
    column: typeof column === 'number' ? column : null,
    code: typeof ruleId === 'string' ? ruleId : null,
    message,
    severity: severity === 2 ? 'error' : 'warning',
    category: categoryOf(message),
  });
};

const readJson = (document: Json): readonly Issue[] =>
  (Array.isArray(document) ? (document as readonly Json[]) : []).flatMap((file) => {
    if (!isJsonObject(file) || typeof file['filePath'] !== 'string' || !Array.isArray(file['messages'])) return [];
    const path = file['filePath'];
    // Every element of a JSON array is JSON.
    return (file['messages'] as readonly Json[]).flatMap((entry) => readMessage(path, entry) ?? []);
  });

const readCrash = (log: Log): readonly Issue[] => {
  const at = log.lines.findIndex((line) => CRASH.test(line));
  if (at === -1) return [];
  const message =
    lineWithin(log.lines, at + 1, 12, /^(?!ESLint: )\S.*$/)?.[0] ?? 'ESLint stopped with an error of its own';
  return [issueOf({ tool: 'eslint', message, category: 'build' })];
};

export const eslint: ErrorPlugin = definePlugin({
  name: 'eslint',
  canHandle: (log) =>
    hasLine(log, SUMMARY) ||
    hasLine(log, CRASH) ||
    hasLine(log, COMPACT) ||
    hasLine(log, UNIX) ||
    log.documents.some((each) => readJson(each).length > 0),
  parse: (log) => [
    ...(hasLine(log, SUMMARY) ? readList(log) : []),
    ...log.lines.flatMap((line) => readCompact(line) ?? readUnix(line) ?? []),
    ...log.documents.flatMap(readJson),
    ...readCrash(log),
  ],
  fix: (issues) => {
    const paths = reportedPaths(issues);
    if (paths.length === 0) return null;
    return {
      title: 'Fix what ESLint can fix',
      argv: ['npx', '--no-install', 'eslint', '--fix', '--', ...paths],
      cwd: null,
    };
  },
});
