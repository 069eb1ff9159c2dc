/** Reads the last lines of c8 and nyc, where too little is covered. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const THRESHOLD =
  /^ERROR: (Coverage for (\w{1,20}) \([\d.]{1,12}%\) does not meet (?:(?:global )?threshold \([\d.]{1,12}%\)|(\S.{0,400}?) threshold \([\d.]{1,12}%\))(?: for (\S.{0,400}))?)$/;
const SHORT = /^ERROR: (Coverage for (\w{1,20}) \([\d.]{1,12}%\) does not meet .{1,400})$/;

const readLine = (line: string): Issue | null => {
  const [, message, code, before, after] = THRESHOLD.exec(line) ?? SHORT.exec(line) ?? [];
  if (message === undefined) return null;
  return issueOf({ tool: 'coverage', path: before ?? after, code: code ?? null, message, category: 'test' });
};

export const coverageThreshold: ErrorPlugin = definePlugin({
  name: 'coverage-threshold',
  canHandle: (log) => hasLine(log, SHORT),
  parse: (log) => log.lines.flatMap((line) => readLine(line) ?? []),
});
