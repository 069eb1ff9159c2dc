/** Reads places in the forms that most tools share, where no plugin knows the tool. */
import { issueOf, type Issue, type IssueSeverity } from '../../engine/issue.ts';
import { isForeignPath } from '../../engine/place.ts';
import { definePlugin, type ErrorPlugin } from '../../engine/plugin.ts';
import type { Log } from '../../engine/log.ts';

/** A file has an ending, or one of the names that need none; neither a time nor a host with a port is one. */
const PATH =
  /^(?!\d+$)[^\s:"'()[\]<>|]{1,400}\.[A-Za-z][\w+-]{0,11}$|^(?:[^\s:"'()]{0,400}\/)?(?:Makefile|Dockerfile|Rakefile|Gemfile|Jenkinsfile|Vagrantfile|BUILD|WORKSPACE)$/;
const HOST = /^(?:localhost|[\w-]+\.(?:com|org|net|io|dev|local))$/;

const COLONS = /^\s{0,12}([^\s:][^:]{0,400}):(\d{1,7}):(?:(\d{1,7}):)?\s{0,4}(.*)$/;
const PARENTHESES = /^\s{0,12}([^\s(][^(]{0,400})\((\d{1,7})(?:,(\d{1,7}))?\): (.*)$/;
const SHELL = /^([^\s:][^:]{0,400}): line (\d{1,7}): (.*)$/;
const PERL = /^(.{1,500}?) at (\S{1,400}) line (\d{1,7})[.,]/;
const QUOTED = /^\s{0,12}File "([^"]{1,400})", line (\d{1,7})(?:, column (\d{1,7}))?(?:, (.*))?$/;
const LEVEL =
  /^(fatal error|fatal|error|warning|warn|note|info|hint)\b(?: ([A-Z]{0,6}\d{1,6}))?\s{0,4}[:-]?\s{0,4}(.*)$/i;
const TRAILING_CODE = / [[(]([A-Za-z][\w/-]{1,60})[\])]$/;
const LIMIT = 200;

const severityOf = (level: string | undefined): IssueSeverity => {
  const word = level?.toLowerCase() ?? 'error';
  if (word.startsWith('warn')) return 'warning';
  return word === 'note' || word === 'info' || word === 'hint' ? 'info' : 'error';
};

type Spot = {
  readonly path: string;
  readonly line: string;
  readonly column: string | undefined;
  readonly text: string;
};

const spotOf = (line: string): Spot | null => {
  const [, path, row, column, text] = COLONS.exec(line) ?? PARENTHESES.exec(line) ?? QUOTED.exec(line) ?? [];
  if (path !== undefined && row !== undefined) return { path, line: row, column, text: text ?? '' };
  const [, script, scriptRow, scriptText] = SHELL.exec(line) ?? [];
  if (script !== undefined && scriptRow !== undefined)
    return { path: script, line: scriptRow, column: undefined, text: scriptText ?? '' };
  const [, said, file, fileRow] = PERL.exec(line) ?? [];
  if (said === undefined || file === undefined || fileRow === undefined) return null;
  return { path: file, line: fileRow, column: undefined, text: said };
};

const readLine = (line: string): Issue | null => {
  if (!/\d/.test(line)) return null;
  const spot = spotOf(line);
  if (spot === null || !PATH.test(spot.path) || HOST.test(spot.path) || isForeignPath(spot.path)) return null;
  const [, level, levelCode, rest] = LEVEL.exec(spot.text) ?? [];
  const said = rest ?? spot.text;
  const trailing = TRAILING_CODE.exec(said);
  return issueOf({
    tool: 'file-line-column',
    path: spot.path,
    line: spot.line,
    column: spot.column,
    code: levelCode ?? trailing?.[1] ?? null,
    message: trailing === null ? said : said.slice(0, trailing.index),
    severity: severityOf(level),
  });
};

const readAll = (log: Log): readonly Issue[] => {
  const issues: Issue[] = [];
  for (const line of log.lines) {
    const issue = readLine(line);
    if (issue !== null) issues.push(issue);
    if (issues.length >= LIMIT) break;
  }
  return issues;
};

export const fileLineColumn: ErrorPlugin = definePlugin({
  name: 'file-line-column',
  canHandle: (log) => log.lines.some((line) => readLine(line) !== null),
  parse: readAll,
});
