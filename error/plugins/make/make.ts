/** Reads what make and Ninja say by themselves: a target that failed, one that nobody can make, a broken file. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

/** `make: *** [Makefile:2: all] Error 4`. */
const TARGET =
  /^(?:g|bsd)?make(?:\[\d{1,3}\])?: \*\*\* \[(?:([^\]:]{1,400}):(\d{1,7}): )?([^\]]{1,400})\] ((?:Error \d{1,5}|[A-Z][a-z]{1,30}).*)$/;
/** `make: *** No rule to make target 'a.o', needed by 'app'.  Stop.` */
const STOPPED = /^(?:g|bsd)?make(?:\[\d{1,3}\])?: \*\*\* (?!\[)(\S.*)$/;
const BROKEN = /^([^\s:*][^:]{0,400}):(\d{1,7}): \*\*\* (\S.*)$/;
const NINJA = /^ninja: (?:error|fatal): (?:(\S{1,400}\.ninja):(\d{1,7}): )?(.+)$/;
const NINJA_TARGET = /^FAILED: (?:\[code=(\d{1,5})\] )?(\S.*?) ?$/;

const ENTERING = /^(?:g|bsd)?make(?:\[(\d{1,3})\])?: Entering directory [`'](.{1,400})'$/;
const LEVEL = /^(?:g|bsd)?make\[(\d{1,3})\]/;

const withoutStop = (text: string): string => text.replace(/ {1,4}Stop\.$/, '');

const readTarget = (line: string): Issue | null => {
  const [, path, row, target, how] = TARGET.exec(line) ?? [];
  if (target === undefined) return null;
  const message = `target "${target}" failed: ${how ?? ''}`;
  // Says where, not what: whoever knows what is wrong speaks before.
  return issueOf({ tool: 'make', path, line: row, code: target, message, severity: 'info', category: 'build' });
};

const readBroken = (line: string): Issue | null => {
  const [, path, row, problem] = BROKEN.exec(line) ?? [];
  if (problem !== undefined)
    return issueOf({ tool: 'make', path, line: row, message: withoutStop(problem), category: 'syntax' });
  const stopped = STOPPED.exec(line)?.[1];
  if (stopped === undefined || stopped.startsWith('Waiting for')) return null;
  return issueOf({ tool: 'make', message: withoutStop(stopped), category: 'build' });
};

/** The files of a make below another are named from where it works. */
const inFolder = (issue: Issue, folder: string | undefined): Issue =>
  folder === undefined || issue.path === null || issue.path.startsWith('/')
    ? issue
    : { ...issue, path: `${folder}/${issue.path}` };

const readNinja = (line: string): Issue | null => {
  const [, path, row, message] = NINJA.exec(line) ?? [];
  if (message !== undefined)
    return issueOf({ tool: 'ninja', path: path ?? 'build.ninja', line: row, message, category: 'build' });
  const [, status, target] = NINJA_TARGET.exec(line) ?? [];
  if (target === undefined) return null;
  const text = `target "${target}" failed${status === undefined ? '' : ` with exit code ${status}`}`;
  return issueOf({ tool: 'ninja', code: target, message: text, severity: 'info', category: 'build' });
};

export const make: ErrorPlugin = definePlugin({
  name: 'make',
  canHandle: (log) =>
    [TARGET, STOPPED, BROKEN, NINJA].some((pattern) => hasLine(log, pattern)) ||
    (hasLine(log, NINJA_TARGET) && hasLine(log, /^ninja: build stopped: /)),
  parse: ({ lines }) => {
    const folders = new Map<string, string>();
    const isNinja = lines.some((line) => line.startsWith('ninja: '));
    return lines.flatMap((line) => {
      const [, level, folder] = ENTERING.exec(line) ?? [];
      if (folder !== undefined) folders.set(level ?? '0', folder);
      const issue = readTarget(line) ?? readBroken(line) ?? (isNinja ? readNinja(line) : null);
      return issue === null ? [] : [inFolder(issue, folders.get(LEVEL.exec(line)?.[1] ?? '0'))];
    });
  },
});
