/** Reads the findings of secretlint, gitleaks and git-secrets. No message ever holds what was found. */
import { isJsonObject, type Json } from '../../../core/json.ts';
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const SECRETLINT = /^ {1,12}(\d+):(\d+) {1,12}(?:error|warning) {1,12}\[(\w+)\] .*@secretlint\//;
const SECRETLINT_END = /^✖ \d+ problems? \(\d+ errors?, \d+ warnings?, \d+ infos?\)/;
const GITLEAKS_FIELD = /^(RuleID|File|Line|Commit): {1,12}(.+)$/;
const GITLEAKS_START = /^Finding: /;
const GIT_SECRETS = /^\[ERROR\] Matched one or more prohibited patterns$/;
const GIT_SECRETS_LINE = /^(\S.*?):(\d+):/;

/** What a host says of a push that it took for one of secrets: GitHub, GitLab. */
const PUSHED = /Push cannot contain secrets|PUSH BLOCKED: Secrets detected|^(?:remote: )?(?:error: )?GH013: .*secret/i;
const PUSHED_PATH = /^(?:remote:)?\s{0,24}(?:path: (\S{1,300}?):(\d{1,7})|-- (\S{1,300}?):(\d{1,7}) \|)/;

const of = (
  tool: string,
  code: string,
  { path, line, column }: { readonly path: string | null; readonly line: Json; readonly column: Json },
): Issue =>
  issueOf({
    tool,
    path,
    line: typeof line === 'number' || typeof line === 'string' ? line : null,
    column: typeof column === 'number' ? column : null,
    code,
    message: 'a secret is in the sources',
    severity: 'critical',
    category: 'security',
  });

const readSecretlint = (log: Log): readonly Issue[] => {
  const issues: Issue[] = [];
  let path: string | null = null;
  for (const line of log.lines) {
    const [, row, column, code] = SECRETLINT.exec(line) ?? [];
    // secretlint counts columns from 0.
    if (code !== undefined && row !== undefined)
      issues.push(of('secretlint', code, { path, line: row, column: Number(column) + 1 }));
    else if (line !== '' && !line.startsWith(' ')) path = line;
  }
  return issues;
};

const readGitleaks = (log: Log): readonly Issue[] => {
  const issues: Issue[] = [];
  let fields: Map<string, string> | null = null;
  const close = (): void => {
    const code = fields?.get('RuleID');
    if (code !== undefined)
      issues.push(
        of('gitleaks', code, { path: fields?.get('File') ?? null, line: fields?.get('Line') ?? null, column: null }),
      );
    fields = null;
  };
  for (const line of log.lines) {
    if (GITLEAKS_START.test(line)) {
      close();
      fields = new Map();
    }
    const [, key, value] = GITLEAKS_FIELD.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields?.set(key, value);
  }
  close();
  return issues;
};

const readGitSecrets = (log: Log): readonly Issue[] => {
  const end = log.lines.findIndex((line) => GIT_SECRETS.test(line));
  return log.lines.slice(0, Math.max(0, end)).flatMap((line) => {
    const [, path, row] = GIT_SECRETS_LINE.exec(line) ?? [];
    return path === undefined ? [] : [of('git-secrets', 'git-secrets', { path, line: row ?? null, column: null })];
  });
};

const readPushed = (log: Log): readonly Issue[] => {
  if (!hasLine(log, PUSHED)) return [];
  const found = log.lines.flatMap((line) => {
    const [, path, row, otherPath, otherRow] = PUSHED_PATH.exec(line) ?? [];
    const place = { path: path ?? otherPath ?? null, line: row ?? otherRow ?? null, column: null };
    return place.path === null ? [] : [of('git', 'push-protection', place)];
  });
  return found.length > 0 ? found : [of('git', 'push-protection', { path: null, line: null, column: null })];
};

const readEntry = (entry: Json): readonly Issue[] => {
  if (!isJsonObject(entry)) return [];
  const { RuleID: rule, File: file, StartLine: row, StartColumn: column, filePath, messages } = entry;
  if (typeof rule === 'string' && typeof file === 'string')
    return [of('gitleaks', rule, { path: file, line: row ?? null, column: column ?? null })];
  if (typeof filePath !== 'string' || !Array.isArray(messages)) return [];
  // Every element of a JSON array is JSON.
  return (messages as readonly Json[]).flatMap((message) => {
    if (!isJsonObject(message) || typeof message['messageId'] !== 'string' || !isJsonObject(message['loc'])) return [];
    const start = message['loc']['start'];
    if (!isJsonObject(start) || typeof start['column'] !== 'number') return [];
    return [
      of('secretlint', message['messageId'], {
        path: filePath,
        line: start['line'] ?? null,
        column: start['column'] + 1,
      }),
    ];
  });
};

const readJson = (document: Json): readonly Issue[] =>
  Array.isArray(document) ? (document as readonly Json[]).flatMap(readEntry) : [];

export const secrets: ErrorPlugin = definePlugin({
  name: 'secrets',
  canHandle: (log) =>
    hasLine(log, SECRETLINT_END) ||
    hasLine(log, GITLEAKS_START) ||
    hasLine(log, GIT_SECRETS) ||
    hasLine(log, PUSHED) ||
    log.documents.some((each) => readJson(each).length > 0),
  parse: (log) => [
    ...readSecretlint(log),
    ...readGitleaks(log),
    ...readGitSecrets(log),
    ...readPushed(log),
    ...log.documents.flatMap(readJson),
  ],
});
