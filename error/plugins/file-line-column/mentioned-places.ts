/** Reads places that are named somewhere within a line: the last thing to try. */
import { isHarmless } from '../../engine/reading/harmless-line.ts';
import { messageNear, saysWrong } from '../../engine/reading/message-near.ts';
import { issueOf, type Issue } from '../../engine/reading/issue.ts';

/** A path with an ending and, right behind it, a line in one of the ways to write one. */
const MENTION =
  /(?:^|[\s("'`[<:])((?:[A-Za-z]:)?[\w@.+~/\\-]{1,300}\.[A-Za-z]\w{0,9})["'`]?(?::(\d{1,7})(?::(\d{1,7}))?(?![\w]|[.:]\d)|[,:]? ?(?:on |at |in )?line:? (\d{1,7})\b(?:,? (?:col|column|character):? (\d{1,7}))?| ?[([](\d{1,7})[,:] ?(\d{1,7})[)\]]| (\d{1,7}):(\d{1,7})(?![\w:.]))/g;
/** Within quotation marks a path may have spaces. */
const QUOTED_PLACE = /["'`]((?:[A-Za-z]:)?[\\/][^"'`\n]{1,300} [^"'`\n]{1,300}\.\w{1,9}):(\d{1,7})(?::(\d{1,7}))?["'`]/;
const LIMIT = 50;
/** Lines longer than that are data. */
const LONGEST = 1000;

/** `1796078300975 ERROR "src/App.svelte" 4:10 "what is wrong"`: behind the place nothing but a sentence in quotes. */
const QUOTED_BEHIND = /\d:\d{1,7} "(.{4,})"$/;

/** An error by its name. */
const HEAD =
  /^\s{0,8}(?:[|│┃] )?(?:[A-Z]{3,20} )?(?:Uncaught )?(?:[\w ]{0,60}Error|\w{0,60}Exception)(?: \[\w{1,60}\]| \(\d{1,6}\))?: \S/;
/** A place and nothing else, but for a word or a mark before it. */
const SPANNED = /^at \S{1,300} line \d{1,7}, column \d{1,7} - line \d{1,7}, column \d{1,7}$/;
const BARE =
  /^(?:(?:In|in|at|from|on|File|Location:|→|-->|❯|▲|[|│┃]) {1,8})?[\w@./\\()[\]+-]{1,300}:\d{1,7}(?::\d{1,7})?:?$/;

const text = (lines: readonly string[], at: number): string => {
  const own = (lines[at] ?? '').trim();
  const quoted = QUOTED_BEHIND.exec(own)?.[1];
  if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
  const near = BARE.test(own) || SPANNED.test(own) ? messageNear(lines, at) : null;
  if (near !== null) return near;
  // A frame of a stack says nothing; what it belongs to stands above it.
  if (
    !/^(?:at:? |from |# |in |#\d|File |Location:|→|-->|❯|[|│┃] {1,4}on |>? ?\d{1,7} ?[|│┃] |on \S{1,300} line \d)|^\S{1,300} \d{1,7}:\d{1,7} {2,}\S/.test(
      own,
    )
  )
    return own;
  const head = lines.slice(Math.max(0, at - 12), at).findLast((line) => HEAD.test(line));
  if (head !== undefined) return head.replace(/^\s{0,8}[|│┃] /, '').trim();
  for (let above = at - 1; above >= Math.max(0, at - 12); above -= 1) {
    const line = (lines[above] ?? '').trim();
    if (line !== '' && !/^(?:at |from |# |in |#\d|File |→|-->|❯|[|^╷╵│]|>? ?\d{1,7} ?[|│])/.test(line)) return line;
  }
  return own;
};

/** An error that names a file, and no line of it. */
const UNPLACED =
  /^\s{0,12}(?:(?:[A-Z]\w{1,20} )?Exception:|\[?(?:error|fatal)\]?\b(?:: \w{1,20} failed)?|\w{0,40}Error:|[✖×✘✗❌])(.*)$/i;
const BETWEEN_WORDS = /:?[\s"'`()[\]<>,;]+/;
/** `src/BadName.js failed for .js rules`: a path, and that something is wrong with it. */
const BLAMED = /^\s{0,8}(\S{1,400}) (?:failed|is invalid|is not valid|has errors?|does not|did not|must|should)\b/;

/** `Fixing docs/a.md`, `reformatted a.py`, `from /repo/a.ts:`: what a formatter changed, or would change. */
const REWRITTEN =
  /^(?:Fixing|[Rr]eformatted|[Rr]eformatting|Rewrote|from|would (?:reformat|format|fix)) (\S{1,400}?):?$/;
/** What a formatter would change, below the path of the file. */
const DIFFERENCE = /^--- \S/;
/** `FAIL - deploy.yaml - main - containers must not run as root`. */
const FAILED = /^(?:FAIL|FAILED|ERROR|FAILURE) (?:- |in )?(\S{1,400}?):?(?: -? ?.*)?$/;
/** `Database Error in model carts (models/carts.sql)`: what it is stands below. */
const NAMED_IN = /^\s{0,8}(?:[A-Z]\w{1,20} ){1,2}[Ee]rror in .{1,200} \((\S{1,300})\)$/;
/** Where warnings count, what they name is at fault. */
const STRICT =
  /^Aborted with \d+ warnings?|strict mode|warnings? (?:treated|being treated) as errors?|warnings?-as-errors/i;
const WARNED = /^\s{0,12}\[?WARN(?:ING)?\]?\b(.*)$/i;
/** A report of fields: `Location   : migrations/V5.sql (…)`, and below it `Line       : 3`. */
const FIELD_PATH = /^\s{0,8}(?:Location|File|Path|Filename|Source)\s{0,20}[:=]\s{1,8}["']?([^\s"']{1,400})/i;
const FIELD_ROW = /^\s{0,8}Line(?: ?(?:number|no\.?))?\s{0,20}[:=]\s{1,8}(\d{1,7})/i;
const FIELD_TEXT = /^\s{0,8}(?:Message|Error|Reason|Description|Problem)\s{0,20}[:=]\s{1,8}(\S.*)$/i;
const FIELD_REACH = 6;

/** Places that are told field by field. */
const readFields = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] =>
  lines.flatMap((line, at) => {
    const path = line.length > LONGEST ? undefined : FIELD_PATH.exec(line)?.[1];
    if (path === undefined || !isPath(path)) return [];
    const near = lines.slice(Math.max(0, at - FIELD_REACH), at + FIELD_REACH).filter((each) => each.length <= LONGEST);
    const row = near.map((each) => FIELD_ROW.exec(each)?.[1]).find((each) => each !== undefined);
    if (row === undefined) return [];
    const said = near.map((each) => FIELD_TEXT.exec(each)?.[1]).find((each) => each !== undefined);
    return [issueOf({ tool: 'file-line-column', path, line: row, message: said ?? line.trim() })];
  });

/** `Require stack:`, and below it `- /repo/src/index.js`: who asked for what is not there. */
const STACK = /^\s{0,8}(?:'?requireStack'?|Require stack): ?\[?$/;
const REQUIRED = /^\s{0,8}(?:- |')(\/?\S{1,400}?)'?,?\]?$/;

/** The first file of one's own that asked for a module, with what was said of the module above. */
const readRequired = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] => {
  const at = lines.findIndex((line) => STACK.test(line));
  if (at === -1) return [];
  const below = lines.slice(at + 1, at + 12).map((line) => REQUIRED.exec(line)?.[1]);
  const path = below.find((each) => each !== undefined && isPath(each));
  const said = lines.slice(Math.max(0, at - 6), at).findLast((line) => /cannot find/i.test(line));
  if (path === undefined || said === undefined) return [];
  return [issueOf({ tool: 'file-line-column', path, message: said.trim(), category: 'dependency' })];
};

/** A text that cannot be read, of which nobody says what it is called. */
const UNREADABLE =
  /^(?:[\w-]{1,30}: )?(?:error: )?(?:(?:parse|parser|parsing|syntax) error\b.*)$|\b(?:parse|parser|parsing|syntax) error (?:on|at|in|near) line \d{1,7}\b/i;
const ROW = /\bline (\d{1,7})(?:,? (?:column|col|char(?:acter)?) (\d{1,7}))?/i;
/** `✖ subject may not be empty [subject-empty]`: what is wrong, and the rule. */
const RULED = /^\s{0,8}[✖×✘✗❌]\s{1,6}(\S.{0,400}?)\s{1,8}[[(]([a-z@][\w@/-]{1,80})[\])]$/i;

const readUnnamed = (line: string): Issue | null => {
  const [, message, code] = RULED.exec(line) ?? [];
  if (message !== undefined) return issueOf({ tool: 'file-line-column', code, message, category: 'lint' });
  if (!UNREADABLE.test(line)) return null;
  const [, row, column] = ROW.exec(line) ?? [];
  return issueOf({ tool: 'file-line-column', line: row, column, message: line, category: 'syntax' });
};

/** `Unable to resolve module ... from ...`: who asked for it is at fault, or at least where to look. */
const IMPORTER = /\b(?:resolve|find|load|import)\b.{1,300}?\b(?:from|by)(?: file)? ["'`]?([^\s"'`]{1,400})/i;

const importerIn = (said: string | undefined, isPath: (text: string) => boolean): string | undefined => {
  const path = IMPORTER.exec(said ?? '')?.[1]?.replace(/[,:;.]$/, '');
  return path !== undefined && isPath(path) ? path : undefined;
};

const readUnplaced = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] => {
  const issues: Issue[] = [];
  const inside = lines.flatMap((line, at) => {
    const path = line.length <= LONGEST ? NAMED_IN.exec(line)?.[1] : undefined;
    const message = lines.slice(at + 1, at + 4).find((each) => each.trim() !== '') ?? line;
    return path === undefined || !isPath(path) ? [] : [issueOf({ tool: 'file-line-column', path, message })];
  });
  if (inside.length > 0) return inside.slice(0, LIMIT);
  const isStrict = lines.some((line) => line.length <= LONGEST && STRICT.test(line));
  for (const [at, line] of lines.entries()) {
    if (isPath(line) && DIFFERENCE.test(lines[at + 1] ?? ''))
      issues.push(issueOf({ tool: 'file-line-column', path: line, message: 'differs from what it should be' }));
    const isShort = line.length <= LONGEST && !isHarmless(line);
    const blamed = isShort ? (BLAMED.exec(line) ?? REWRITTEN.exec(line) ?? FAILED.exec(line))?.[1] : undefined;
    const said = isShort ? (UNPLACED.exec(line) ?? (isStrict ? WARNED.exec(line) : null))?.[1] : undefined;
    const path =
      importerIn(said, isPath) ??
      said?.split(BETWEEN_WORDS).find((word) => isPath(word) && !word.endsWith('.git')) ??
      (blamed !== undefined && isPath(blamed) ? blamed : undefined);
    const unnamed = path === undefined && isShort ? readUnnamed(line) : null;
    if (unnamed !== null) issues.push(unnamed);
    else if (path !== undefined)
      issues.push(issueOf({ tool: 'file-line-column', path, line: ROW.exec(line)?.[1], message: line.trim() }));
    if (issues.length >= LIMIT) break;
  }
  return issues;
};

/** A line that is marked as a failure says more of it than one that leads to it. */
const MARKED = /^\s{0,12}[✖×✘✗❌]/;
/** Packages of Dart and Flutter themselves, which their stacks name without a folder. */
const DART = /package:$/;
/** `org-dartlang-app:///test/a_test.dart`, `res://App.gd`: within the repository. */
const APP = /\b(?:[a-z][a-z-]{2,30}-app|res|project):$/;
const DART_OWN = /^(?:flutter|flutter_\w{1,40}|test|test_api|matcher|stack_trace|async|http)\//;

type Mention = {
  readonly path: string;
  readonly line: string | undefined;
  readonly column: string | undefined;
};

/** The first place that a line names. */
const mentionIn = (line: string, isPath: (text: string) => boolean): Mention | null => {
  if (line.length > LONGEST || !/\d/.test(line) || isHarmless(line)) return null;
  const [, quoted, quotedRow, quotedColumn] = QUOTED_PLACE.exec(line) ?? [];
  if (quoted !== undefined && isPath(quoted)) return { path: quoted, line: quotedRow, column: quotedColumn };
  for (const match of line.matchAll(MENTION)) {
    const [whole, named, row, column, wordRow, wordColumn, inRow, inColumn, spacedRow, spacedColumn] = match;
    const before = line.slice(0, match.index + whole.indexOf(named ?? ''));
    const path = APP.test(before) ? named?.replace(/^\/{1,3}/, '') : named?.replace(/^\/{2,3}(?=\/|[^/])/, '/');
    if (path === undefined || !isPath(path)) continue;
    if (DART.test(before) && DART_OWN.test(path)) continue;
    return {
      path,
      line: row ?? wordRow ?? inRow ?? spacedRow,
      column: column ?? wordColumn ?? inColumn ?? spacedColumn,
    };
  }
  return null;
};

/** How far from a place something must be said to be wrong, for the place to be one of a fault. */
const NEAR = 12;

/** The numbers of the lines that say that something is wrong; what only a path or a variable is called says nothing. */
const wrongLines = (lines: readonly string[]): readonly number[] =>
  lines.flatMap((line, at) => (line.length <= LONGEST && !isHarmless(line) && saysWrong(line) ? [at] : []));

/** Whether one of the ascending numbers is near to `at`. */
const isNear = (numbers: readonly number[], at: number): boolean => {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < at - NEAR) low = middle + 1;
    else high = middle;
  }
  return (numbers[low] ?? Number.POSITIVE_INFINITY) <= at + NEAR;
};

/** The first place that each line names, where `isPath` finds it to be one of the repository; each place once. */
export const readMentioned = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] => {
  const issues = new Map<string, Issue>();
  const isMarked = lines.some((line) => MARKED.test(line) && mentionIn(line, isPath) !== null);
  const wrong = wrongLines(lines);
  for (const [at, line] of lines.entries()) {
    if (!isNear(wrong, at)) continue;
    if (isMarked && !MARKED.test(line)) continue;
    const place = mentionIn(line, isPath);
    if (place === null) continue;
    const key = JSON.stringify(place);
    if (!issues.has(key)) issues.set(key, issueOf({ tool: 'file-line-column', ...place, message: text(lines, at) }));
    if (issues.size >= LIMIT) break;
  }
  if (issues.size > 0) return [...issues.values()];
  const required = readRequired(lines, isPath);
  if (required.length > 0) return required;
  const fields = readFields(lines, isPath);
  return fields.length > 0 ? fields.slice(0, LIMIT) : readUnplaced(lines, isPath);
};
