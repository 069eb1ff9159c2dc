/** Reads builds that put the place on one line and what is wrong on another: Next.js, Turbopack, Vite 8, prerenderers. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { messageNear } from '../../engine/reading/message-near.ts';
import { isForeignPath } from '../../engine/reading/place.ts';

/** `./src/a.ts:1:1`, `> /repo/a.jsx:22:18`, `[plugin vite:css] /repo/a.css:1:0`, `file: /repo/a.css:1:0`. */
const PLACE =
  /^(?:> |\[plugin [\w:@./-]{1,80}\] |file: )?((?:\.{1,2}\/|\/|[A-Za-z]:[\\/])?[^\s:'"()]{1,400}\.\w{1,8}):(\d{1,7}):(\d{1,7})(?: {1,4}\S.{0,200})?$/;
/** `./pages/a.tsx`, below which stands what is wrong with it. */
const FILE = /^(\.{1,2}\/[^\s:'"()]{1,400}\.\w{1,8})$/;
const FILE_TEXT =
  /^(?:Module not found|Error|Syntax ?Error|Type error|Failed to compile|Parsing |ESLint|\S{0,40}Error)\b/;
const TRACE =
  /^(?:Import trace|Import traces|The error occurred|Export encountered|Client Component|Server Component|App Route)/;
/** What draws the place itself, a few lines below. */
const DRAWN = /^ {1,12}(?:,-|[╭┌]─{1,8})\[ ?[^\]]{1,400}:\d{1,7}:\d{1,7} ?\]/;
/** `CssSyntaxError: [postcss] /repo/a.css:1:1: Unclosed block`: a plugin repeats the place before the fault. */
const REPEATED = /^(?:\[!\] )?(?:\w{0,40}Error: )?(?:\[[\w:@./ -]{1,80}\] )?(?:\S{1,400}:\d{1,7}:\d{1,7}:? )?(\S.*)$/;

const categoryOf = (message: string): IssueCategory => {
  if (/resolve|not found|not exported|is not a package/i.test(message)) return 'dependency';
  if (/^Type error/i.test(message)) return 'type';
  return /parse|syntax|unexpected|expect|unclosed/i.test(message) ? 'syntax' : 'build';
};

const isInTrace = (lines: readonly string[], at: number): boolean =>
  lines
    .slice(Math.max(0, at - 8), at)
    .some((line, away, above) => TRACE.test(line) && above.slice(away).every((each) => each.trim() !== ''));

/** The issue of a line that is a place and nothing else; null where it is none. */
export const readLonePlace = (lines: readonly string[], at: number): Issue | null => {
  const line = lines[at] ?? '';
  const [, path, row, column] = PLACE.exec(line) ?? [];
  const file = path === undefined ? FILE.exec(line)?.[1] : undefined;
  const named = path ?? file;
  if (named === undefined || isForeignPath(named) || isInTrace(lines, at)) return null;
  const below = lines.slice(at + 1, at + 8);
  if (file !== undefined && (!FILE_TEXT.test(below[0] ?? '') || below.some((each) => DRAWN.test(each)))) return null;
  const said = messageNear(lines, at) ?? 'cannot be built';
  const message = REPEATED.exec(said)?.[1] ?? said;
  return issueOf({ tool: 'bundler', path: named, line: row, column, message, category: categoryOf(said) });
};
