/** Reads the list of failures that Mocha prints at the end of a run, whatever it printed of the tests before. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { firstOwnFrame, isForeignPath } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const FAILING = /^ {2}\d{1,6} failing$/;
const HEAD = /^ {2}\d{1,6}\) (.+)$/;
/** The names below the first stand deeper and deeper; the last ends with a colon. */
const NAME = /^ {7,60}(\S.*)$/;
const ERROR = /^ {4,8}((?:Uncaught )?(?:[A-Za-z_$][\w$.]{0,80})?(?:Error|Exception))(?: \[(\w{1,60})\])?(?:: (.*))?$/;
const FILE = /\((\/?[^\s()]{1,400}\.[cm]?[jt]sx?)\)$/;
const REACH = 80;

const blockEnd = (lines: readonly string[], from: number): number => {
  let at = from;
  while (at < Math.min(lines.length, from + REACH) && !HEAD.test(lines[at] ?? '')) at += 1;
  return at;
};

const readNames = (lines: readonly string[], at: number): { readonly name: string; readonly end: number } => {
  const names = [HEAD.exec(lines[at] ?? '')?.[1] ?? ''];
  let end = at + 1;
  while (!(names.at(-1) ?? '').endsWith(':') && end < at + 12) {
    const name = NAME.exec(lines[end] ?? '')?.[1];
    if (name === undefined) break;
    names.push(name);
    end += 1;
  }
  return { name: names.join(' ').replace(/:$/, ''), end };
};

const readFailure = (lines: readonly string[], at: number): Issue => {
  const { name, end } = readNames(lines, at);
  const last = blockEnd(lines, end);
  const block = lines.slice(end, last);
  const error = block.map((line) => ERROR.exec(line)).find((each) => each !== null) ?? null;
  const said = error?.[3] ?? block.find((line) => line.trim() !== '')?.trim() ?? 'failed';
  const place = firstOwnFrame(lines, end, last);
  const isOwn = place !== null && !isForeignPath(place.path);
  // A test that ran out of time has no frame of its own, but names its file.
  const file = FILE.exec(said)?.[1];
  const spot = isOwn ? place : { path: file };
  const code = error?.[2] ?? error?.[1] ?? null;
  return issueOf({ tool: 'mocha', ...spot, code, message: `${name}: ${said}`, category: 'test' });
};

/** The end of a list, of which somebody left out the beginning: a number, names that stand deeper, an error. */
const listsFailure = (lines: readonly string[]): boolean =>
  lines.some(
    (line, at) =>
      HEAD.test(line) &&
      readNames(lines, at).end > at + 1 &&
      (lines[readNames(lines, at).end - 1] ?? '').endsWith(':') &&
      lines.slice(at + 2, at + 8).some((each) => ERROR.test(each)),
  );

export const mocha: ErrorPlugin = definePlugin({
  name: 'mocha',
  canHandle: (log) => hasLine(log, FAILING) || listsFailure(log.lines),
  parse: ({ lines }) => {
    const start = lines.findLastIndex((line) => FAILING.test(line));
    return lines.flatMap((line, at) => (at > start && HEAD.test(line) ? [readFailure(lines, at)] : []));
  },
});
