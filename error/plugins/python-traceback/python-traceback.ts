/** Reads Python tracebacks: the last exception of a chain, at its deepest frame in one's own code. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import type { Log } from '../../engine/reading/log.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

/** Who copies a traceback may lose what it was set in by. */
const FRAME = /^(?: {2,8}File "(.+?)", line (\d+)(?:, in .*)?|\s?File "(.+?)", line (\d+), in .*)$/;
const HEAD = /^\s{0,8}(?:Exception Group )?Traceback \(most recent call last\)/;
/** How many lines that are no frame may stand between one and the exception, where nothing is set in. */
const BETWEEN = 3;
const EXCEPTION = /^([A-Za-z_][\w.]{0,120})(?:: (.*))?$/;
const CHAINED = /^(?:The above exception was the direct cause|During handling of the above exception)/;
const NAMED = /(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Group)$/;

type Frame = { readonly path: string; readonly line: string };

const frameOf = (line: string): Frame | null => {
  const [, path, row, bare, bareRow] = FRAME.exec(line) ?? [];
  const [named, number] = [path ?? bare, row ?? bareRow];
  return named === undefined || number === undefined ? null : { path: named, line: number };
};

/** A program that is not there is no fault of the code that asks for it. */
const isMissingProgram = (frames: readonly Frame[], code: string): boolean =>
  code === 'FileNotFoundError' && /\/subprocess\.py$/.test(frames.at(-1)?.path ?? '');

const issueFrom = (frames: readonly Frame[], code: string, text: string | undefined): Issue => {
  const frame = frames.findLast((each) => !isForeignPath(each.path));
  const isMissing = code === 'ModuleNotFoundError';
  const category =
    code === 'SyntaxError' || code === 'IndentationError' ? 'syntax' : isMissing ? 'dependency' : 'runtime';
  return issueOf({ tool: 'python', path: frame?.path, line: frame?.line, code, message: text ?? code, category });
};

/** Who copies a traceback may leave out its end: what is known is how deep it went, and what it was caused by. */
const cutOff = (frames: readonly Frame[], cause: Issue | null): Issue => {
  const last = issueFrom(frames, cause?.code ?? 'Traceback', cause?.message ?? 'a traceback that was cut off');
  return cause !== null && last.path === null ? cause : last;
};

/** What is drawn before each line of a group of exceptions. */
const DRAWN = /^ {2,40}(?:\+-\+-{3,40} \d{1,5} -{3,40}|[|+](?:-{2,40}(?: \d{1,5} -{2,40})?)? ?)/;
const GROUP = /^(?:Base)?ExceptionGroup$/;

const readable = (log: Log): readonly string[] =>
  hasLine(log, /\+ Exception Group Traceback/) ? log.lines.map((line) => line.replace(DRAWN, '')) : log.lines;

/** A group says less than what is in it. */
const withoutGroups = (issues: readonly Issue[]): readonly Issue[] => {
  const single = issues.filter(({ code }) => code === null || !GROUP.test(code));
  return single.length > 0 ? single : issues;
};

export const pythonTraceback: ErrorPlugin = definePlugin({
  name: 'python-traceback',
  canHandle: (log) => readable(log).some((line) => FRAME.test(line)),
  parse: (log) => {
    const issues: Issue[] = [];
    let frames: Frame[] = [];
    let between = 0;
    let cause: Issue | null = null;
    for (const line of readable(log)) {
      const frame = frameOf(line);
      if (HEAD.test(line)) frames = [];
      if (frame !== null) {
        frames.push(frame);
        between = 0;
      } else if (CHAINED.test(line)) cause = issues.pop() ?? null;
      else if (frames.length > 0 && line !== '' && !line.startsWith(' ')) {
        const [, name, text] = EXCEPTION.exec(line) ?? [];
        // A class of one's own may have any name, but then it has a message.
        const isTold = name !== undefined && (NAMED.test(name) || text !== undefined);
        if (isTold && !isMissingProgram(frames, name)) issues.push(issueFrom(frames, name, text));
        between += 1;
        if (isTold || between >= BETWEEN) frames = [];
      }
    }
    if (issues.length === 0 && frames.length > 0) issues.push(cutOff(frames, cause));
    return withoutGroups(issues);
  },
});
