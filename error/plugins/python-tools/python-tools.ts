/** Reads what Pylint, Bandit, Black, isort, SQLFluff and pip print. */
import { reportedPaths } from '../../engine/plugins/reported-paths.ts';
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

/** `a.py:3:11: E0602: Undefined variable 'x' (undefined-variable)`; columns count from 0. */
const PYLINT = /^(\S.{0,400}?\.pyi?):(\d{1,7}):(\d{1,7}): ([CRWEF]\d{4}): (.+) \(([a-z][\w-]{1,80})\)$/;
/** The form that editors parse. */
const PARSEABLE = /^(\S.{0,400}?\.pyi?):(\d{1,7}): \[([CRWEF]\d{4})(?:\(([a-z][\w-]{1,80})\))?,? ?[^\]]{0,200}\] (.+)$/;
const BLACK = /^would reformat (\S.*)$/;
const BLACK_BROKEN =
  /^error: cannot format (\S.{0,400}?): (Cannot parse(?: for target version [\w. ]{1,40})?: (\d{1,7}):(\d{1,7}): .*)$/;
const ISORT = /^ERROR: (\S.{0,400}?\.pyi?) Imports are incorrectly sorted and\/or formatted\.$/;
const BANDIT = /^>> Issue: \[(B\d{3}):([\w-]{1,80})\] (.+)$/;
const BANDIT_SEVERITY = /^ {3}Severity: (\w{1,10}) /;
const BANDIT_PLACE = /^ {3}Location: (\S.{0,400}?):(\d{1,7})(?::(\d{1,7}))?$/;
const PIP =
  /^(?:\s{0,12}|.{0,200}\s)ERROR: ((?:No matching distribution|Could not (?:find a version|open requirements file)|Invalid requirement|Cannot install|Failed building wheel|ResolutionImpossible|Package .{1,200} requires).*)$/;
/** What a build within pip printed, from `╰─> [6 lines of output]` on. */
const OUTPUT = /^\s{0,12}╰─> \[\d{1,6} lines? of output\]$/;
const OUTPUT_END = /^\s{0,12}\[end of output\]$/;
const OUTPUT_ERROR = /^\s{0,24}((?:\S{1,120}: )?(?:fatal )?(?:error|\w{0,60}Error|\w{0,60}Exception): .+)$/;
const PIP_LINE = /\(from line (\d{1,7}) of (\S.{0,400}?)\)$/;

/** `== [queries/a.sql] FAIL`, and below it `L:   1 | P:  21 | L010 | Keywords must be …`. */
const FLUFF_HEAD = /^== \[(\S.{0,400})\] FAIL$/;
const FLUFF = /^L: {0,6}(\d{1,7}) \| P: {0,6}(\d{1,7}) \| {1,4}([A-Z]{2,4}\d{1,3}|[A-Z]\d{3}|PRS|TMP|LXR) \| (\S.*)$/;

const readFluff = (lines: readonly string[], at: number): Issue | null => {
  const [, row, column, code, message] = FLUFF.exec(lines[at] ?? '') ?? [];
  if (code === undefined || message === undefined) return null;
  const path = lines.slice(0, at).findLast((line) => FLUFF_HEAD.test(line));
  const place = { path: FLUFF_HEAD.exec(path ?? '')?.[1], line: row, column };
  return issueOf({ tool: 'sqlfluff', ...place, code, message, category: code === 'PRS' ? 'syntax' : 'lint' });
};

const isGrave = (code: string | null): boolean => code !== null && /^[EF]\d/.test(code);

/** What Pylint fails for where it found no error: everything else that it found. */
const withSeverities = (issues: readonly Issue[]): readonly Issue[] => {
  const hasGrave = issues.some((each) => each.tool === 'pylint' && isGrave(each.code));
  const severityOf = (code: string | null): IssueSeverity => (hasGrave && !isGrave(code) ? 'warning' : 'error');
  return issues.map((each) => (each.tool === 'pylint' ? { ...each, severity: severityOf(each.code) } : each));
};

const readPylint = (line: string): Issue | null => {
  const [, path, row, column, code, text, symbol] = PYLINT.exec(line) ?? [];
  if (code !== undefined && text !== undefined) {
    const message = symbol === undefined ? text : `${text} (${symbol})`;
    const place = { path, line: row, column: Number(column) + 1 };
    const category = symbol === 'syntax-error' ? 'syntax' : 'lint';
    return issueOf({ tool: 'pylint', ...place, code, message, category });
  }
  const [, otherPath, otherRow, otherCode, otherSymbol, otherText] = PARSEABLE.exec(line) ?? [];
  if (otherCode === undefined || otherText === undefined) return null;
  const message = otherSymbol === undefined ? otherText : `${otherText} (${otherSymbol})`;
  const place = { path: otherPath, line: otherRow };
  return issueOf({ tool: 'pylint', ...place, code: otherCode, message, category: 'lint' });
};

const readFormat = (line: string): Issue | null => {
  const [, broken, text, row, column] = BLACK_BROKEN.exec(line) ?? [];
  if (text !== undefined)
    return issueOf({ tool: 'black', path: broken, line: row, column, message: text, category: 'syntax' });
  const black = BLACK.exec(line)?.[1];
  const isort = ISORT.exec(line)?.[1];
  if (black !== undefined)
    return issueOf({ tool: 'black', path: black, message: 'is not formatted as Black would', category: 'format' });
  if (isort === undefined) return null;
  return issueOf({
    tool: 'isort',
    path: isort,
    message: 'its imports are not sorted as isort would',
    category: 'format',
  });
};

const readBandit = (lines: readonly string[], at: number): Issue | null => {
  const [, code, , message] = BANDIT.exec(lines[at] ?? '') ?? [];
  if (code === undefined || message === undefined) return null;
  const [, path, row, column] = lineWithin(lines, at + 1, 5, BANDIT_PLACE) ?? [];
  const level = lineWithin(lines, at + 1, 3, BANDIT_SEVERITY)?.[1];
  const place = { path, line: row, column: column === undefined ? null : Number(column) + 1 };
  const severity = level === 'High' || level === 'Medium' ? 'error' : 'warning';
  return issueOf({ tool: 'bandit', ...place, code, message, severity, category: 'security' });
};

/** Why the build above did not succeed, in its own words. */
const reasonAbove = (lines: readonly string[], at: number): string | null => {
  const from = lines.slice(Math.max(0, at - 400), at);
  const start = from.findLastIndex((line) => OUTPUT.test(line));
  if (start === -1) return null;
  const said = from.slice(start + 1);
  const end = said.findIndex((line) => OUTPUT_END.test(line));
  const errors = said.slice(0, end === -1 ? said.length : end).map((line) => OUTPUT_ERROR.exec(line)?.[1]);
  return errors.findLast((each) => each !== undefined) ?? null;
};

const readPip = (lines: readonly string[], at: number): Issue | null => {
  const said = PIP.exec(lines[at] ?? '')?.[1];
  if (said === undefined) return null;
  const message = (said.startsWith('Failed building wheel') ? reasonAbove(lines, at) : null) ?? said;
  const [, row, path] = PIP_LINE.exec(message) ?? [];
  return issueOf({ tool: 'pip', path, line: row, message, category: 'dependency' });
};

const isUnexplained = ({ message }: Issue): boolean => message.startsWith('Failed building wheel');

/** That a wheel was not built says less than why another was not. */
const explained = (issues: readonly Issue[]): readonly Issue[] => {
  const told = issues.filter((each) => !isUnexplained(each));
  return told.length > 0 ? told : issues;
};

export const pythonTools: ErrorPlugin = definePlugin({
  name: 'python-tools',
  canHandle: (log) =>
    [PYLINT, PARSEABLE, BLACK_BROKEN, ISORT, BANDIT, PIP, FLUFF].some((pattern) => hasLine(log, pattern)) ||
    (hasLine(log, BLACK) && hasLine(log, /^\d+ files? would be reformatted|^Oh no! /)),
  parse: ({ lines }) =>
    withSeverities(
      explained(
        lines.flatMap(
          (line, at) =>
            readPylint(line) ??
            readFormat(line) ??
            readBandit(lines, at) ??
            readFluff(lines, at) ??
            readPip(lines, at) ??
            [],
        ),
      ),
    ),
  fix: (issues) => {
    const tools = new Set(issues.map((each) => each.tool));
    if (!issues.every((each) => each.category === 'format') || tools.size !== 1) return null;
    const paths = reportedPaths(issues);
    if (paths.length === 0) return null;
    const tool = tools.has('black') ? 'black' : 'isort';
    return { title: `Format with ${tool}`, argv: [tool, '--', ...paths], cwd: null };
  },
});
