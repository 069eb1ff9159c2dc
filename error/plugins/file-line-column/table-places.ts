/** Reads rows whose cells are apart by tabs, as lists of errors are copied out of windows, and files listed below a count of them. */
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';

const LEVEL = /^(?:fatal|error|warning|warn|info|message|note)$/i;
const CODE = /^[A-Za-z]{1,6}-?\d{1,6}$/;
const ROW = /^\d{1,7}$/;

const severityOf = (level: string | undefined): IssueSeverity => {
  if (level === undefined || /^(?:error|fatal)$/i.test(level)) return 'error';
  return /^warn/i.test(level) ? 'warning' : 'info';
};

/** A row in which a cell is a path and one behind it a line; null where it is none. */
const readRow = (line: string, isPath: (text: string) => boolean): Issue | null => {
  const cells = line.split('\t').map((cell) => cell.trim());
  const at = cells.findIndex((cell) => isPath(cell));
  const behind = cells.slice(at + 1, at + 3).filter((cell) => ROW.test(cell));
  const [row, column] = behind;
  if (at === -1 || row === undefined) return null;
  const said = cells.filter((cell) => / /.test(cell) && !isPath(cell)).sort((a, b) => b.length - a.length)[0];
  if (said === undefined) return null;
  return issueOf({
    tool: 'file-line-column',
    path: cells[at],
    line: row,
    column,
    code: cells.find((cell) => CODE.test(cell)),
    message: said,
    severity: severityOf(cells.find((cell) => LEVEL.test(cell))),
  });
};

/** The same where the tabs have become spaces: `Error 1 what is wrong c:\src\a.cs 46 27 Shop`. */
const SPACED =
  /^(Error|Warning)\s{1,8}(?:\d{1,5}\s{1,8})?(\S.{3,400}?)\s{1,8}((?:[A-Za-z]:)?[^\s:]{0,300}[\\/][^\s:]{1,200}\.\w{1,8})\s{1,8}(\d{1,7})\s{1,8}(\d{1,7})(?:\s|$)/;

const readSpaced = (line: string, isPath: (text: string) => boolean): Issue | null => {
  const [, level, message, path, row, column] = SPACED.exec(line.slice(0, 1000)) ?? [];
  if (message === undefined || path === undefined || !isPath(path)) return null;
  return issueOf({ tool: 'file-line-column', path, line: row, column, message, severity: severityOf(level) });
};

/** The rows that name a place; `isPath` tells what is a path. */
export const readRows = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] =>
  lines.flatMap((line) => {
    if (line.length > 2000) return [];
    return (line.split('\t', 4).length < 4 ? readSpaced(line, isPath) : readRow(line, isPath)) ?? [];
  });

/** `Unused files (2)`: what is wrong, and with how many. */
const COUNTED = /^(\S.{2,80}?) \((\d{1,5})\)\s*$/;

/** The files listed below a head that says how many there are; the head is what is wrong with each. */
export const readCounted = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] =>
  lines.flatMap((line, at) => {
    const [, message, count] = COUNTED.exec(line) ?? [];
    if (message === undefined) return [];
    const listed = lines.slice(at + 1, at + 1 + Number(count)).map((each) => each.trim().split(/\s/)[0] ?? '');
    const isList = listed.length === Number(count) && listed.every((each) => isPath(each));
    return isList ? listed.map((path) => issueOf({ tool: 'file-line-column', path, message, category: 'lint' })) : [];
  });
