/** Reads the workflow commands by which tools annotate files in GitHub Actions. */
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const RULE = /^[\w@./-]{1,120}$/;
const RULE_IN_TITLE = / \(([\w@./-]{1,120})\)$/;

const unescaped = (text: string): string =>
  text
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

const readProperties = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [] : [[pair.slice(0, at).trim(), unescaped(pair.slice(at + 1))] as const];
    }),
  );

const ruleOf = (title: string): string | null =>
  RULE_IN_TITLE.exec(title)?.[1] ?? (RULE.test(title) && /[/-]/.test(title) ? title : null);

const severityOf = (command: string): IssueSeverity => {
  if (command === 'error') return 'error';
  return command === 'warning' ? 'warning' : 'info';
};

const readLine = (line: string): Issue | null => {
  const start = line.indexOf('::');
  if (start === -1 || start > 8) return null;
  const end = line.indexOf('::', start + 2);
  const [, command, properties] = /^(error|warning|notice)(?: (.*))?$/.exec(line.slice(start + 2, end)) ?? [];
  if (end === -1 || command === undefined) return null;
  const fields = readProperties(properties ?? '');
  const message = unescaped(line.slice(end + 2));
  return issueOf({
    tool: 'github-annotations',
    path: fields.get('file'),
    line: fields.get('line'),
    column: fields.get('col') ?? fields.get('column'),
    code: ruleOf(fields.get('title') ?? ''),
    message,
    severity: severityOf(command),
  });
};

export const githubAnnotations: ErrorPlugin = definePlugin({
  name: 'github-annotations',
  canHandle: (log) => hasLine(log, /^ {0,8}::(?:error|warning)[ :]/),
  parse: (log) => log.lines.flatMap((line) => readLine(line) ?? []),
});
