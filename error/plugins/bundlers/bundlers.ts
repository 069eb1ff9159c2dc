/** Reads what webpack, Rollup, Vite, esbuild and swc print when they cannot build. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import { definePlugin, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import { readLonePlace } from './lone-places.ts';

/** `ERROR in ./src/a.js 2:6`; columns count from 0. */
const WEBPACK =
  /^(ERROR|WARNING) in (?:multi \S.{0,400}|(\.{0,2}\/?[^\s:()]{1,400})(?: (\d{1,7}):(\d{1,7})(?:-[\d:]{1,16})?)?)$/;
const WEBPACK_TEXT = /^(?:Module (?:not found|parse failed|build failed|Warning|Error)\b.*|\S.*Error: .*)$/;
const SASS = /^ {1,4}(\S{1,400}\.s?css) (\d{1,7}):(\d{1,7}) {1,4}root stylesheet$/;
/** `RollupError: src/a.js (2:13): Unexpected token`. */
const ROLLUP =
  /^(?:\[!\] )?(?:\(([\w-]{1,60}) plugin\) )?(?:\(!\) )?(?:RollupError|Error|SyntaxError): (?:\[[\w:-]{1,80}\] )?(\S{1,400}\.\w{1,8}) \((\d{1,7}):(\d{1,7})\): (.+)$/;
/** As Vite names the plugin that could not read it: `[vite:build-html] [plugin vite:a] src/a.js (1:0): …`. */
const PLUGGED = /^(?:\[[\w:@./ -]{1,100}\] ){1,3}(\S{1,400}\.\w{1,8}) \((\d{1,7}):(\d{1,7})\): (.+)$/;
const ROLLUP_UNRESOLVED =
  /^(?: ERROR {1,2})?(?:\[!\] |\[[\w:@ ./-]{1,80}\] )?(?:RollupError: |Error: )?(?:\[[\w:@./ -]{1,80}\]:? )?(Could not resolve .{1,300} (?:from|in) "?([^"\s]{1,400}?)"?)(?: {2,}\S.{0,60})?$/;
/** `[vite]: Rollup failed to resolve import "x" from "src/a.ts".` */
const ROLLUP_FAILED = /((?:Rollup )?[Ff]ailed to resolve import "[^"]{1,300}"?(?: from "([^"]{1,400})")?)/;
const ROLLUP_PLACE = /^(\S{1,400}\.\w{1,8}) \((\d{1,7}):(\d{1,7})\)$/;
/** `✘ [ERROR] Could not resolve "x"`, and the place two lines below; columns count from 0. */
const ESBUILD = /^(?:✘|X|▲) \[(ERROR|WARNING)\] (.+)$/;
const ESBUILD_PLACE = /^ {4}(\S.{0,400}?):(\d{1,7}):(\d{1,7}):$/;
/** The frame that Rust tools draw: swc, Rolldown, Oxc. */
const FRAME = /^ {1,8}(?:,-|[╭┌]─{1,8})\[ ?([^\]:]{1,400}):(\d{1,7}):(\d{1,7}) ?\]/;
/** The same without a path, below a line that names it: Rspack. */
const UNNAMED_FRAME = /^ {1,24}[╭┌]─{1,8}\[(\d{1,7}):(\d{1,7})\]/;
/** What caused what the line before announces and does not say: Rspack. */
const CAUSE = /^ {1,20}╰─[▶>] {1,6}(?:[×x] )?(\S.*)$/;
const FRAME_TEXT = /^ {0,4}(?:(x|×|!|⚠|Error:|error:|\[[\w:@/-]{1,80}\]) )?(\S.*)$/;
const BUILD =
  /^webpack [\d.]{1,20} compiled with \d+ errors?|^(?:\[!\] )?RollupError: |^error during build:$|^Failed to compile \d+ files? with swc|^✘ \[ERROR\] |^ERROR in \.{0,2}\/|^(?: ERROR {1,2})?Build failed with \d+ errors?|^[✗x×] Build failed in \d|^(?: ERROR {1,2}|\[!\] )?RollupError: |Turbopack build failed|^> Build (?:failed because of|error occurred)|^Failed to compile\.?$|^Rspack compiled with \d+ errors?|^(?: ⨯ )?\.\/\S+:\d+:\d+$|^\[commonjs|^ERROR {2}\[plugin |failed to resolve import "|^Module not found: (?:Error: )?(?:Can't|Cannot) resolve /;

const categoryOf = (message: string): IssueCategory => {
  if (/resolve|not found|not exported|is not a package/i.test(message)) return 'dependency';
  return /parse|syntax|unexpected|expect/i.test(message) ? 'syntax' : 'build';
};

type Spot = {
  readonly path?: string | undefined;
  readonly line?: string | undefined;
  readonly column?: number | undefined;
};

/** Rspack draws the reason below a sentence that ends with a colon. */
const becauseBelow = (lines: readonly string[], at: number): string | null =>
  (lines[at] ?? '').trimEnd().endsWith(':')
    ? (/^ {1,8}╰─▶ {1,8}[×x] (\S.*)$/.exec(lines[at + 1] ?? '')?.[1] ?? null)
    : null;

const draft = (tool: string, spot: Spot, message: string, isWarning = false): Issue =>
  issueOf({ tool, ...spot, message, severity: isWarning ? 'warning' : 'error', category: categoryOf(message) });

const readWebpack = (lines: readonly string[], at: number): Issue | null => {
  const [, level, path, row, column] = WEBPACK.exec(lines[at] ?? '') ?? [];
  if (level === undefined || (path !== undefined && isForeignPath(path))) return null;
  const head = lineWithin(lines, at + 1, 3, WEBPACK_TEXT)?.[0] ?? lines[at + 1] ?? '';
  const message = (head.endsWith(':') ? lineWithin(lines, at + 2, 2, CAUSE)?.[1] : null) ?? head;
  // A compiler that webpack called says where; it has a plugin of its own, or is read as what it is.
  if (row === undefined && /^(?:\S{1,400} )?\d{1,7}:\d{1,7}|\bTS\d{4}\b|^\s*$/.test(message)) return null;
  const sass = row === undefined ? lineWithin(lines, at + 1, 12, SASS) : null;
  const [, frameRow, frameColumn] = row === undefined ? (lineWithin(lines, at + 1, 6, UNNAMED_FRAME) ?? []) : [];
  if (frameRow !== undefined) {
    const spot: Spot = { path, line: frameRow, column: Number(frameColumn) + 1 };
    return draft('webpack', spot, becauseBelow(lines, at + 1) ?? message.replace(/^\s*[×x] /, ''), level === 'WARNING');
  }
  const spot: Spot =
    sass === null
      ? { path, line: row, column: column === undefined ? undefined : Number(column) + 1 }
      : { path: sass[1], line: sass[2], column: Number(sass[3]) };
  return draft('webpack', spot, message, level === 'WARNING');
};

const readRollup = (lines: readonly string[], at: number): Issue | null => {
  const line = lines[at] ?? '';
  const [, , path, row, column, text] = ROLLUP.exec(line) ?? [];
  if (path !== undefined && text !== undefined)
    return draft('rollup', { path, line: row, column: Number(column) + 1 }, text);
  const [, named, namedRow, namedColumn, said] = PLUGGED.exec(line) ?? [];
  if (said !== undefined)
    return draft('rollup', { path: named, line: namedRow, column: Number(namedColumn) + 1 }, said);
  const [, message, importer] = ROLLUP_UNRESOLVED.exec(line) ?? ROLLUP_FAILED.exec(line) ?? [];
  if (message === undefined) return null;
  // What draws the place says it all by itself.
  if (lineWithin(lines, at + 1, 2, FRAME) !== null) return null;
  const place = lineWithin(lines, at + 1, 3, ROLLUP_PLACE);
  const column0 = place === null ? undefined : Number(place[3]) + 1;
  const asked = importer === undefined || !/\.\w{1,8}$/.test(importer) ? undefined : importer;
  return draft('rollup', { path: place?.[1] ?? asked, line: place?.[2], column: column0 }, message);
};

const readEsbuild = (lines: readonly string[], at: number): Issue | null => {
  const [, level, message] = ESBUILD.exec(lines[at] ?? '') ?? [];
  if (message === undefined) return null;
  const [, path, row, column] = lineWithin(lines, at + 1, 3, ESBUILD_PLACE) ?? [];
  const spot: Spot = path === undefined ? {} : { path, line: row, column: Number(column) + 1 };
  return draft('esbuild', spot, message, level === 'WARNING');
};

const readFrame = (lines: readonly string[], at: number): Issue | null => {
  const [, path, row, column] = FRAME.exec(lines[at] ?? '') ?? [];
  if (path === undefined || isForeignPath(path)) return null;
  const [, mark, text] = FRAME_TEXT.exec(lines[at - 1] ?? '') ?? [];
  return draft(
    'bundler',
    { path, line: row, column: Number(column) },
    text ?? 'cannot be built',
    mark === '!' || mark === '⚠',
  );
};

const STATED =
  /^(?:\w{0,40}Error|Error|ERROR|Module not found): (?:Error: )?(?!Command |Turbopack build failed)(\S.*)$/;

/** A build that says why it failed, and names no place. */
const readStated = (lines: readonly string[]): readonly Issue[] => {
  const message = lines.map((line) => STATED.exec(line)?.[1]).find((each) => each !== undefined);
  return message === undefined ? [] : [draft('bundler', {}, message)];
};

export const bundlers: ErrorPlugin = definePlugin({
  name: 'bundlers',
  canHandle: (log) => log.lines.some((line) => BUILD.test(line)),
  parse: ({ lines }) => {
    const issues = lines.flatMap(
      (_, at) =>
        readWebpack(lines, at) ??
        readRollup(lines, at) ??
        readEsbuild(lines, at) ??
        readFrame(lines, at) ??
        readLonePlace(lines, at) ??
        [],
    );
    return issues.length > 0 ? issues : readStated(lines);
  },
});
