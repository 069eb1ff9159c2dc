/** Reads what mypy prints, plain and pretty. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const FINDING = /^(?!::)(.+?\.pyi?):(\d+):(?:(\d+):)?(?:\d+:\d+:)? (error|warning): (.*)$/;
const CODE = / {1,2}\[([a-z][a-z-]*)\]$/;
const CODE_BELOW = /(?:^| )\[([a-z][a-z-]*)\]$/;

export const mypy: ErrorPlugin = definePlugin({
  name: 'mypy',
  canHandle: (log) => hasLine(log, FINDING),
  parse: (log) =>
    log.lines.flatMap((line, at): Issue[] => {
      const [, path, row, column, level, text] = FINDING.exec(line) ?? [];
      if (path === undefined || text === undefined) return [];
      const inline = CODE.exec(text);
      // The pretty form wraps long messages, and the code with them.
      const code = inline?.[1] ?? lineWithin(log.lines, at + 1, 2, CODE_BELOW)?.[1] ?? null;
      const message = inline === null ? text : text.slice(0, inline.index);
      const severity = level === 'warning' ? 'warning' : 'error';
      const category = code === 'syntax' ? 'syntax' : 'type';
      return [issueOf({ tool: 'mypy', path, line: row, column, code, message, severity, category })];
    }),
});
