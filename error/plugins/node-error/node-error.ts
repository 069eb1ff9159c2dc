/** Reads what Node.js prints when an error ends the program. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { firstOwnFrame, isForeignPath, type Place } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const END = /^Node\.js v\d+\.\d+/;
/** Where a report begins: a place, a line of a source, a mark under it. Old versions, and who copies one, leave out the end. */
const BEGIN = /^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]|node:|internal\/|(?=(?:module|events)\.js))\S.{0,400}:\d{1,7}$/;
const UNDERLINE = /^\s{0,200}\^{1,200}\s{0,8}$/;
const ERROR =
  /^(?:Uncaught )?((?:[A-Za-z_$][\w$]{0,80})?(?:Error|Exception|Rejection))(?: \[(\w{1,80})\])?(?:: (.*))?$/;
const HEADER = /^(?:file:\/\/)?(\S.*):(\d+)$/;
const CODE = /^ {2,4}code: '(\w{1,80})',?$/;
const IMPORTER = / imported from (.+)$/;
const MODULE_CODES = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED']);
/** How far above its end a report may begin. */
const REPORT_LINES = 200;

/** Whether a report begins on a line; a stack must follow, or it is what a compiler says. */
const beginsAt = (lines: readonly string[], at: number): boolean =>
  BEGIN.test(lines[at] ?? '') &&
  UNDERLINE.test(lines[at + 2] ?? '') &&
  lines.slice(at + 3, at + 12).some((line) => ERROR.test(line)) &&
  lines.slice(at + 4, at + 40).some((line) => /^\s{1,12}at /.test(line));

const placeOf = (
  lines: readonly string[],
  { from, at, end }: { readonly from: number; readonly at: number; readonly end: number },
  message: string,
): Partial<Place> => {
  const frame = firstOwnFrame(lines, at, end);
  if (frame !== null && !isForeignPath(frame.path)) return frame;
  const importer = IMPORTER.exec(message)?.[1];
  if (importer !== undefined) return { path: importer };
  for (let above = at - 1; above >= Math.max(from, at - 8); above -= 1) {
    const [, path, line] = HEADER.exec(lines[above] ?? '') ?? [];
    if (path !== undefined && line !== undefined && !isForeignPath(path)) return { path, line };
  }
  return {};
};

const readReport = (lines: readonly string[], from: number, end: number): Issue | null => {
  for (let at = from; at < end; at += 1) {
    const [, name, bracketed, text] = ERROR.exec(lines[at] ?? '') ?? [];
    if (name === undefined) continue;
    const message = text ?? name;
    const named = lines
      .slice(at, end)
      .map((line) => CODE.exec(line)?.[1])
      .find((each) => each !== undefined);
    const code = bracketed ?? named ?? name;
    let category: IssueCategory = name === 'SyntaxError' ? 'syntax' : 'runtime';
    if (MODULE_CODES.has(code)) category = 'dependency';
    return issueOf({ tool: 'node', ...placeOf(lines, { from, at, end }, message), code, message, category });
  }
  return null;
};

export const nodeError: ErrorPlugin = definePlugin({
  name: 'node-error',
  canHandle: (log) => hasLine(log, END) || log.lines.some((_, at) => beginsAt(log.lines, at)),
  parse: (log) => {
    const issues: Issue[] = [];
    let last = 0;
    for (const [at, line] of log.lines.entries()) {
      if (!END.test(line)) continue;
      const issue = readReport(log.lines, Math.max(last, at - REPORT_LINES), at);
      if (issue !== null) issues.push(issue);
      last = at + 1;
    }
    if (last > 0) return issues;
    const begin = log.lines.findIndex((_, at) => beginsAt(log.lines, at));
    const issue = begin === -1 ? null : readReport(log.lines, begin, Math.min(log.lines.length, begin + REPORT_LINES));
    return issue === null ? [] : [issue];
  },
});
