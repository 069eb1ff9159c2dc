/** Reads the diagnostics that Biome prints for people. */
import { reportedPaths } from '../../engine/plugins/reported-paths.ts';
import { issueOf, type Issue, type IssueCategory, type IssueSeverity } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const HEADER =
  /^(\S.*?)(?::(\d+):(\d+))? ((?:lint|assist|suppressions|syntax|plugin|internalError)(?:\/[\w/-]+)?|parse|format|organizeImports|deserialize|configuration)(?: {1,4}(?:FIXABLE|DEPRECATED))* {1,4}━+$/;
const BODY = /^ {1,4}([×✖⚠!iℹ]) (.+)$/;

const categoryOf = (code: string): IssueCategory => {
  if (code === 'parse' || code.startsWith('syntax')) return 'syntax';
  if (code === 'format') return 'format';
  return code === 'configuration' || code === 'deserialize' ? 'build' : 'lint';
};

const severityOf = (mark: string | undefined): IssueSeverity => {
  if (mark === '⚠' || mark === '!') return 'warning';
  return mark === 'i' || mark === 'ℹ' ? 'info' : 'error';
};

export const biome: ErrorPlugin = definePlugin({
  name: 'biome',
  canHandle: (log) => hasLine(log, /━━$/) && log.lines.some((line) => line.endsWith('━') && HEADER.test(line)),
  parse: (log) => {
    const issues: Issue[] = [];
    for (const [at, line] of log.lines.entries()) {
      if (!line.endsWith('━')) continue;
      const [, path, row, column, code] = HEADER.exec(line) ?? [];
      if (path === undefined || code === undefined) continue;
      const body = lineWithin(log.lines, at + 1, 4, BODY);
      issues.push(
        issueOf({
          tool: 'biome',
          path,
          line: row,
          column,
          code,
          message: body?.[2] ?? code,
          severity: severityOf(body?.[1]),
          category: categoryOf(code),
        }),
      );
    }
    return issues;
  },
  fix: (issues) => {
    const paths = reportedPaths(issues);
    if (paths.length === 0) return null;
    const argv = ['npx', '--no-install', 'biome', 'check', '--write', '--', ...paths] as const;
    return { title: 'Apply the safe fixes of Biome', argv, cwd: null };
  },
});
