/** Reads what `prettier --check` prints. */
import { reportedPaths } from '../../engine/plugins/reported-paths.ts';
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const MARK =
  /^Checking formatting\.\.\.$|^\[warn\] Code style issues |^Error occurred when checking code style|^\[error\] .{1,500}: SyntaxError: /;
const BROKEN = /^\[error\] (.+?): (\w*Error: .*)$/;
const POSITION = / \((\d+):(\d+)\)$/;

const readLine = (line: string): Issue | null => {
  if (line.startsWith('[warn] ')) {
    const path = line.slice('[warn] '.length);
    if (path.startsWith('Code style issues ') || path.startsWith('Ignored ') || !/[./]/.test(path)) return null;
    return issueOf({ tool: 'prettier', path, message: 'is not formatted as Prettier would', category: 'format' });
  }
  const [, path, text] = BROKEN.exec(line) ?? [];
  if (path === undefined || text === undefined) return null;
  const position = POSITION.exec(text);
  const message = position === null ? text : text.slice(0, position.index);
  return issueOf({ tool: 'prettier', path, line: position?.[1], column: position?.[2], message, category: 'syntax' });
};

export const prettier: ErrorPlugin = definePlugin({
  name: 'prettier',
  canHandle: (log) => hasLine(log, MARK),
  parse: (log) => log.lines.flatMap((line) => readLine(line) ?? []),
  fix: (issues) => {
    const paths = reportedPaths(issues, ({ category }) => category === 'format');
    if (paths.length === 0) return null;
    return {
      title: 'Format with Prettier',
      argv: ['npx', '--no-install', 'prettier', '--write', '--', ...paths],
      cwd: null,
    };
  },
});
