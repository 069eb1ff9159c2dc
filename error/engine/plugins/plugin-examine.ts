/** Asks one plugin about one log, so that whatever it does stays its own affair. */
import { isJsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { readIssue, type Issue } from '../reading/issue.ts';
import type { Log } from '../reading/log.ts';
import type { ErrorPlugin, Fix } from './plugin.ts';
import { messageOf } from '../../../core/thrown.ts';

/** Why a plugin was skipped; of the kinds `fix` and `name`, what is wrong with one whose issues count all the same. */
export type PluginProblem = {
  readonly plugin: string;
  readonly kind: 'manifest' | 'requires' | 'untrusted' | 'threw' | 'hung' | 'fix' | 'name';
  readonly message: string;
};

/** What a plugin found; no issues where the log is none of its business. */
export type Findings = {
  readonly issues: readonly Issue[];
  readonly fix: Fix | null;
  readonly problems: readonly PluginProblem[];
};

/** More than that helps nobody, and an answer must stay small. */
export const ISSUE_LIMIT = 500;

export const NO_FINDINGS: Findings = { issues: [], fix: null, problems: [] };

const shortMessageOf = (thrown: unknown): string => messageOf(thrown).slice(0, 500);

/** Asks a shipped plugin, in this thread: those are tested to take linear time. */
export const examineHere = (plugin: ErrorPlugin, log: Log): Result<Findings, PluginProblem> => {
  try {
    if (!plugin.canHandle(log)) return ok(NO_FINDINGS);
    const issues = plugin.parse(log).slice(0, ISSUE_LIMIT);
    return ok(issues.length === 0 ? NO_FINDINGS : withFixOf(plugin, issues));
  } catch (thrown) {
    return err({ plugin: plugin.name, kind: 'threw', message: shortMessageOf(thrown) });
  }
};

/** A fix that cannot be had takes nothing from what was found. */
const withFixOf = (plugin: ErrorPlugin, issues: readonly Issue[]): Findings => {
  try {
    return { issues, fix: plugin.fix?.(issues) ?? null, problems: [] };
  } catch (thrown) {
    return { issues, fix: null, problems: [fixProblem(plugin.name, shortMessageOf(thrown))] };
  }
};

/** Why the fix of a plugin is left out. */
export const fixProblem = (plugin: string, why: string): PluginProblem => ({
  plugin,
  kind: 'fix',
  message: `its fix is left out: ${why}`,
});

const isWord = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('\0');

/** Reads a fix that comes from outside; null where it is none. */
const fixOf = (value: unknown): Fix | null => {
  if (!isJsonObject(value) || !Array.isArray(value['argv'])) return null;
  const { title, argv, cwd = null } = value;
  const words = (argv as readonly unknown[]).filter(isWord);
  const [program, ...rest] = words;
  if (program === undefined || words.length !== argv.length || !isWord(title)) return null;
  if (cwd !== null && (!isWord(cwd) || cwd.startsWith('/') || cwd.split('/').includes('..'))) return null;
  return { title: title.slice(0, 200), argv: [program, ...rest], cwd };
};

/** Reads what `fix(issues)` gave in another thread. */
export const readFix = (value: unknown): Result<Fix | null, string> => {
  if (value === null || value === undefined) return ok(null);
  const fix = fixOf(value);
  if (fix !== null) return ok(fix);
  return err('fix(issues) must give null, or a title, argv (words) and cwd (a folder inside the repository, or null)');
};

/** Reads what `parse(log)` gave in another thread; drops what is no issue, and refuses where nothing is. */
export const readIssues = (value: unknown): Result<readonly Issue[], string> => {
  if (!Array.isArray(value)) return err('parse(log) must give an array of issues');
  const given = (value as readonly unknown[]).slice(0, ISSUE_LIMIT);
  const issues = given.flatMap((each) => readIssue(each) ?? []);
  if (given.length > 0 && issues.length === 0) return err('none of what parse(log) gave has a tool and a message');
  return ok(issues);
};
