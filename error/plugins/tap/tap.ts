/** Reads TAP: `not ok` lines, with the place from the notes, the stack or the comments below them. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath, placeOfFrame } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const RESULT = /^ *(?:not )?ok\b/;
const NOT_OK = /^ *not ok \d+(?: -)?(?: (.*))?$/;
const EXCUSED = / # (?:TODO|SKIP)\b/i;
const OPERATOR = /^ *operator: (.+)$/;
const AT = /^ *at: (.*)$/;
const PERL = /^ *# {1,6}at (.+) line (\d+)\.$/;
/** Perl tells on the other stream, which a harness prints before or after the results. */
const PERL_HEAD = /^ *# {1,6}Failed test(?: '(.{0,300})')?$/;
const HARNESS = /^Failed \d+\/\d+ subtests|^Result: FAIL$/;
const NOTE_LINES = 60;

type Spot = { readonly path: string; readonly line: string; readonly column: string | null };

const BATS = /^# \((?:in test file|from function .{1,200} in file) (\S.{0,400}?), line (\d+)\b.*$/;

const spotOf = (line: string): Spot | null => {
  const [, path, row] = PERL.exec(line) ?? BATS.exec(line) ?? [];
  if (path !== undefined && row !== undefined) return { path, line: row, column: null };
  const noted = AT.exec(line)?.[1]?.replaceAll('"', '');
  return placeOfFrame(noted === undefined ? line : `at ${noted}`);
};

const notesEnd = (log: Log, at: number): number => {
  let end = at + 1;
  while (end < Math.min(log.lines.length, at + NOTE_LINES) && !RESULT.test(log.lines[end] ?? '')) end += 1;
  return end;
};

const readFailure = (log: Log, at: number, name: string): Issue => {
  const notes = log.lines.slice(at + 1, notesEnd(log, at));
  const spot = notes.map(spotOf).find((each) => each !== null && !isForeignPath(each.path)) ?? null;
  const code = notes.map((line) => OPERATOR.exec(line)?.[1]).find((each) => each !== undefined) ?? null;
  return issueOf({
    tool: 'tap',
    path: spot?.path,
    line: spot?.line,
    column: spot?.column,
    code,
    message: name,
    category: 'test',
  });
};

/** The failures that Perl tells apart from the results, where those have no place. */
const readPerl = (log: Log): readonly Issue[] =>
  log.lines.flatMap((line, at) => {
    const head = PERL_HEAD.exec(line);
    if (head === null) return [];
    const [, path, row] = PERL.exec(log.lines[at + 1] ?? '') ?? [];
    return [issueOf({ tool: 'tap', path, line: row, message: head[1] ?? 'a test failed', category: 'test' })];
  });

export const tap: ErrorPlugin = definePlugin({
  name: 'tap',
  canHandle: (log) =>
    (hasLine(log, NOT_OK) && hasLine(log, /^(?:TAP version \d+|1\.\.\d+)/)) ||
    (hasLine(log, HARNESS) && hasLine(log, PERL_HEAD)),
  parse: (log) => {
    const told = readPerl(log);
    const results = log.lines.flatMap((line, at): readonly Issue[] => {
      const match = NOT_OK.exec(line);
      if (match === null || EXCUSED.test(line)) return [];
      return [readFailure(log, at, match[1] ?? 'a test failed')];
    });
    return told.length > 0 && results.every((each) => each.path === null) ? told : results;
  },
});
