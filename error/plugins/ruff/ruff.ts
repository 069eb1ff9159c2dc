/** Reads what Ruff prints; the concise form is that of flake8 too, and nearly that of Pylint, which is not read here. */
import { reportedPaths } from '../../engine/plugins/reported-paths.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const HEAD = /^([A-Z]{1,8}\d{1,5}|invalid-syntax|unformatted):? (?:\[\*\] )?(.*)$/;
const ARROW = /^ {1,8}--> (.+\.(?:pyi?|ipynb)):(?:cell \d+:)?(\d+):(\d+)$/;
const CONCISE =
  /^(?!::)(.+?\.(?:pyi?|ipynb)):(\d+):(\d+): ((?![CRWEF]\d{4}: )[A-Z]{1,8}\d{1,5}|invalid-syntax|SyntaxError):? (?:\[\*\] )?(.*)$/;
const WOULD_REFORMAT = /^Would reformat: (.+)$/;
const FOUND = /^Found \d+ errors?(?: \(|\.|$)/;

const categoryOf = (code: string): IssueCategory => {
  if (code === 'invalid-syntax' || code === 'SyntaxError' || code === 'E999') return 'syntax';
  return code === 'format' ? 'format' : 'lint';
};

const readFull = (log: Log): readonly Issue[] =>
  log.lines.flatMap((line, at) => {
    const [, head, message] = HEAD.exec(line) ?? [];
    if (head === undefined || message === undefined) return [];
    const [, path, row, column] = lineWithin(log.lines, at + 1, 1, ARROW) ?? [];
    if (path === undefined) return [];
    const code = head === 'unformatted' ? 'format' : head;
    return [issueOf({ tool: 'ruff', path, line: row, column, code, message, category: categoryOf(code) })];
  });

const readLine = (line: string, tool: string): Issue | null => {
  const unformatted = WOULD_REFORMAT.exec(line)?.[1];
  if (unformatted !== undefined) {
    return issueOf({ tool, path: unformatted, code: 'format', message: 'would be reformatted', category: 'format' });
  }
  const [, path, row, column, code, message] = CONCISE.exec(line) ?? [];
  if (code === undefined || message === undefined) return null;
  return issueOf({ tool, path, line: row, column, code, message, category: categoryOf(code) });
};

const readJson = (document: Json): readonly Issue[] =>
  (Array.isArray(document) ? (document as readonly Json[]) : [document]).flatMap((entry) => {
    if (!isJsonObject(entry) || typeof entry['filename'] !== 'string' || typeof entry['message'] !== 'string')
      return [];
    const { filename, location, code, message } = entry;
    if (!isJsonObject(location) || typeof location['row'] !== 'number') return [];
    const name = typeof code === 'string' ? code : 'invalid-syntax';
    const column = typeof location['column'] === 'number' ? location['column'] : null;
    const category = categoryOf(name);
    return [issueOf({ tool: 'ruff', path: filename, line: location['row'], column, code: name, message, category })];
  });

export const ruff: ErrorPlugin = definePlugin({
  name: 'ruff',
  canHandle: (log) =>
    hasLine(log, ARROW) ||
    hasLine(log, CONCISE) ||
    hasLine(log, WOULD_REFORMAT) ||
    log.documents.some((each) => readJson(each).length > 0),
  parse: (log) => {
    const tool = hasLine(log, FOUND) || hasLine(log, /\d files? would be reformatted/) ? 'ruff' : 'flake8';
    const listed = log.lines.flatMap((line) => readLine(line, tool) ?? []);
    return [...readFull(log), ...listed, ...log.documents.flatMap(readJson)];
  },
  fix: (issues) => {
    const paths = reportedPaths(issues);
    if (paths.length === 0) return null;
    if (issues.every((each) => each.category === 'format'))
      return { title: 'Format with Ruff', argv: ['ruff', 'format', '--', ...paths], cwd: null };
    return { title: 'Apply the safe fixes of Ruff', argv: ['ruff', 'check', '--fix', '--', ...paths], cwd: null };
  },
});
