/** Asks one plugin about one log, so that whatever it does stays its own affair. */
import { isJsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readIssue, type Issue } from './issue.ts';
import type { Log } from './log.ts';
import type { ErrorPlugin, Fix } from './plugin.ts';

/** What a plugin found; no issues where the log is none of its business. */
export type Findings = { readonly issues: readonly Issue[]; readonly fix: Fix | null };

/** Why a plugin was skipped. */
export type PluginProblem = {
  readonly plugin: string;
  readonly kind: 'manifest' | 'requires' | 'untrusted' | 'threw' | 'hung';
  readonly message: string;
};

/** More than that helps nobody, and an answer must stay small. */
export const ISSUE_LIMIT = 500;

export const NO_FINDINGS: Findings = { issues: [], fix: null };

const messageOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 500);

/** Asks a shipped plugin, in this thread: those are tested to take linear time. */
export const examineHere = (plugin: ErrorPlugin, log: Log): Result<Findings, PluginProblem> => {
  try {
    if (!plugin.canHandle(log)) return ok(NO_FINDINGS);
    const issues = plugin.parse(log).slice(0, ISSUE_LIMIT);
    return ok({ issues, fix: issues.length === 0 ? null : (plugin.fix?.(issues) ?? null) });
  } catch (thrown) {
    return err({ plugin: plugin.name, kind: 'threw', message: messageOf(thrown) });
  }
};

const isWord = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('\0');

/** Reads a fix that comes from outside; null where it is none. */
export const readFix = (value: unknown): Fix | null => {
  if (!isJsonObject(value) || !Array.isArray(value['argv'])) return null;
  const { title, argv, cwd = null } = value;
  const words = (argv as readonly unknown[]).filter(isWord);
  const [program, ...rest] = words;
  if (program === undefined || words.length !== argv.length || !isWord(title)) return null;
  if (cwd !== null && (!isWord(cwd) || cwd.startsWith('/') || cwd.split('/').includes('..'))) return null;
  return { title: title.slice(0, 200), argv: [program, ...rest], cwd };
};

/** Reads the answer of a plugin in another thread; drops what is no issue, and refuses where nothing is. */
export const readFindings = (value: unknown): Result<Findings, string> => {
  if (!isJsonObject(value) || !Array.isArray(value['issues'])) return err('parse(log) must give an array of issues');
  const given = (value['issues'] as readonly unknown[]).slice(0, ISSUE_LIMIT);
  const issues = given.flatMap((each) => readIssue(each) ?? []);
  if (given.length > 0 && issues.length === 0) return err('none of what parse(log) gave has a tool and a message');
  return ok({ issues, fix: issues.length === 0 ? null : readFix(value['fix']) });
};
