/** Reads blocks that are headed by a path: below it what is wrong, and the source with its number. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';

/** `-- NAMING ERROR ------- src/Main.elm`, `── TYPE MISMATCH ─ app/main.roc ──`. */
const RULED = /^(?:-{2}|─{2}) [A-Z][A-Z' ]{2,60} [-─]{1,200} (\S{1,300}?)(?: ─{1,200})?$/;
/** `  ┌─ src/packet.erl:`, a frame that does not say its line. */
const CORNERED = /^\s{0,8}[┌╭]─{1,3} (\S{1,300}?):?$/;
const SOURCE = /^\s{0,8}(\d{1,7}) ?[|│┃]/;
/** What is said at the end of an arm of the frame. */
const ARM = /^\s{0,8}[|│┃]\s{0,200}[╰└─^~-]{1,200} (\S.*)$/;
const REACH = 16;

const isHead = (line: string): boolean => RULED.test(line) || CORNERED.test(line);

const blockBelow = (lines: readonly string[], at: number): readonly string[] => {
  const below = lines.slice(at + 1, at + 1 + REACH);
  const next = below.findIndex(isHead);
  return next === -1 ? below : below.slice(0, next);
};

/** What is listed below paths that head a block; `isPath` tells what is one. */
export const readHeaded = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] =>
  lines.flatMap((line, at) => {
    const path = (RULED.exec(line) ?? CORNERED.exec(line))?.[1];
    if (path === undefined || !isPath(path)) return [];
    const block = blockBelow(lines, at);
    const row = block.map((each) => SOURCE.exec(each)?.[1]).find((each) => each !== undefined);
    if (row === undefined) return [];
    const armed = block.map((each) => ARM.exec(each)?.[1]).find((each) => each !== undefined);
    const said = RULED.test(line) ? block.find((each) => /^\S/.test(each) && !SOURCE.test(each)) : armed;
    return [issueOf({ tool: 'file-line-column', path, line: row, message: said ?? line.trim(), category: 'build' })];
  });
