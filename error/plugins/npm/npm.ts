/** Reads the errors of npm and pnpm themselves, and which script failed where its tool is not known. */
import { issueOf, type Issue } from '../../engine/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugin.ts';
import type { Log } from '../../engine/log.ts';

const CODE = /^npm (?:error|ERR!) code (\w+)$/;
const TEXT = /^npm (?:error|ERR!) (?!code |A complete log|errno |syscall )(.*\S.*)$/;
const MISSING_SCRIPT = /^npm (?:error|ERR!) Missing script: "(.+)"/;
const LOCK = /in sync|lock ?file/i;
const SCRIPT = /^> (?:(?:@[\w.-]+\/)?[\w.-]+@\S+ )([\w:.-]+)$/;
const PNPM = /^(?:Error: | )?(ERR_PNPM_\w+)(?: {1,4}(.*))?$/;
const MANIFEST_CODES = new Set(['EJSONPARSE', 'EUSAGE', 'ELIFECYCLE']);

const readError = (log: Log, at: number, code: string): Issue => {
  const text = lineWithin(log.lines, at + 1, 8, TEXT)?.[1]?.trim() ?? code;
  // The first word repeats the code in many messages.
  const message = text.replace(/^(?:404|notarget|notsup|engine|JSON\.parse|ERESOLVE) {1,4}/, '');
  const path = code === 'EUSAGE' && LOCK.test(text) ? 'package-lock.json' : 'package.json';
  return issueOf({ tool: 'npm', path, code, message, category: MANIFEST_CODES.has(code) ? 'build' : 'dependency' });
};

const readFailedScript = (log: Log): readonly Issue[] => {
  const script = log.lines.map((line) => SCRIPT.exec(line)?.[1]).findLast((name) => name !== undefined);
  if (script === undefined || log.exitCode === 0) return [];
  const exit = log.exitCode === null ? '' : ` with exit code ${log.exitCode}`;
  return [
    issueOf({
      tool: 'npm',
      path: 'package.json',
      code: `script:${script}`,
      message: `script "${script}" failed${exit}`,
      // Says where, not what: whoever knows what is wrong speaks before.
      severity: 'info',
      category: 'build',
    }),
  ];
};

export const npm: ErrorPlugin = definePlugin({
  name: 'npm',
  canHandle: (log) => hasLine(log, /^npm (?:error|ERR!) /) || hasLine(log, SCRIPT) || hasLine(log, PNPM),
  parse: (log) => {
    const issues = log.lines.flatMap((line, at): Issue[] => {
      const missing = MISSING_SCRIPT.exec(line)?.[1];
      if (missing !== undefined) {
        return [
          issueOf({ tool: 'npm', path: 'package.json', message: `there is no script "${missing}"`, category: 'build' }),
        ];
      }
      const code = CODE.exec(line)?.[1];
      if (code !== undefined && code !== 'ELIFECYCLE') return [readError(log, at, code)];
      const [, pnpmCode, message] = PNPM.exec(line) ?? [];
      if (pnpmCode === undefined) return [];
      const said = message ?? lineWithin(log.lines, at + 1, 6, /^ {0,4}╰─▶ (.+)$/)?.[1] ?? pnpmCode;
      return [issueOf({ tool: 'pnpm', path: 'package.json', code: pnpmCode, message: said, category: 'dependency' })];
    });
    return issues.length > 0 ? issues : readFailedScript(log);
  },
  fix: (issues) =>
    issues.some((each) => each.code === 'EUSAGE' && each.path === 'package-lock.json')
      ? { title: 'Bring package-lock.json into step', argv: ['npm', 'install', '--package-lock-only'], cwd: null }
      : null,
});
