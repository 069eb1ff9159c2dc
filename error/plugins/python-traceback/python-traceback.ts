/** Reads Python tracebacks: the last exception of a chain, at its deepest frame in one's own code. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import type { Log } from '../../engine/reading/log.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const FRAME = /^ {2,6}File "(.+?)", line (\d+)(?:, in .*)?$/;
const EXCEPTION = /^([A-Za-z_][\w.]{0,120})(?:: (.*))?$/;
const CHAINED = /^(?:The above exception was the direct cause|During handling of the above exception)/;
const NAMED = /(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Group)$/;

type Frame = { readonly path: string; readonly line: string };

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
    for (const line of readable(log)) {
      const [, path, row] = FRAME.exec(line) ?? [];
      if (path !== undefined && row !== undefined) frames.push({ path, line: row });
      else if (CHAINED.test(line)) issues.pop();
      else if (frames.length > 0 && line !== '' && !line.startsWith(' ')) {
        const [, name, text] = EXCEPTION.exec(line) ?? [];
        // A class of one's own may have any name, but then it has a message.
        const isTold = name !== undefined && (NAMED.test(name) || text !== undefined);
        if (isTold && !isMissingProgram(frames, name)) issues.push(issueFrom(frames, name, text));
        frames = [];
      }
    }
    return withoutGroups(issues);
  },
});
