/** Reads the errors of npm, pnpm and Yarn themselves, and which script failed where its tool is not known. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import { endsWell } from '../../engine/reading/harmless-line.ts';
import type { Log } from '../../engine/reading/log.ts';
import { readYarn } from './yarn.ts';

/** In the log that npm keeps of a run it does not say its name. */
const CODE = /^(?:npm (?:error|ERR!) code ([A-Z]\w*)|(?:\d{1,5} error )?code (E[A-Z]{3,20}))$/;
const TEXT =
  /^(?:npm (?:error|ERR!) |\d{1,5} error |(?=E[A-Z]{3,20} ))(?!code |A complete log|errno |syscall )(.*\S.*)$/;
const MISSING_SCRIPT = /^npm (?:error|ERR!) Missing script: "(.+)"/;
const LOCK = /in sync|lock ?file/i;
const SCRIPT = /^> (?:(?:@[\w.-]+\/)?[\w.-]+@\S+ )([\w:.-]+)(?: \/\S*)?$/;
const PNPM = /^(?:Error:)?\s{0,4}(ERR_PNPM_\w+)(?:\s{1,6}(\S.*))?$/;
/** Where no script is named, that one failed all the same. */
const FAILED = /^\s{0,4}ELIFECYCLE\s{1,6}(\S.*)$|^error (Command failed with .*)$/;
const MANIFEST_CODES = new Set(['EJSONPARSE', 'EUSAGE', 'ELIFECYCLE']);

/** Below the code pnpm draws what it was at, and why that failed; a long sentence goes on in the next line. */
const DRAWN = [/^ {0,4}╰─▶ (.+)$/, /^ {0,4}[×✖x] (.+)$/];
const GOES_ON = /^ {2,8}(?:│ {1,4})?(?! |help:|[╰├×])(\S.*)$/;

const drawnBelow = (lines: readonly string[], at: number): string | null => {
  for (const pattern of DRAWN) {
    const from = lines.slice(at + 1, at + 7).findIndex((line) => pattern.test(line));
    if (from === -1) continue;
    const words = [pattern.exec(lines[at + 1 + from] ?? '')?.[1] ?? ''];
    for (const line of lines.slice(at + 2 + from, at + 6 + from)) {
      const more = GOES_ON.exec(line)?.[1];
      if (more === undefined) break;
      words.push(more.trim());
    }
    return words.join(' ');
  }
  return null;
};

const readError = (log: Log, at: number, code: string): Issue => {
  const text = lineWithin(log.lines, at + 1, 8, TEXT)?.[1]?.trim() ?? code;
  // The first word repeats the code in many messages.
  const message = text.replace(/^(?:404|notarget|notsup|engine|JSON\.parse|ERESOLVE) {1,4}/, '');
  const path = code === 'EUSAGE' && LOCK.test(text) ? 'package-lock.json' : 'package.json';
  return issueOf({ tool: 'npm', path, code, message, category: MANIFEST_CODES.has(code) ? 'build' : 'dependency' });
};

const readFailedScript = (log: Log): readonly Issue[] => {
  const script = log.lines.map((line) => SCRIPT.exec(line)?.[1]).findLast((name) => name !== undefined);
  const said = log.lines.map((line) => FAILED.exec(line)).find((each) => each !== null);
  if (log.exitCode === 0 || endsWell(log.lines) || (script === undefined && said === undefined)) return [];
  const exit = log.exitCode === null ? '' : ` with exit code ${log.exitCode}`;
  return [
    issueOf({
      tool: 'npm',
      path: 'package.json',
      code: script === undefined ? null : `script:${script}`,
      message:
        script === undefined ? (said?.[1] ?? said?.[2] ?? 'a script failed') : `script "${script}" failed${exit}`,
      // Says where, not what: whoever knows what is wrong speaks before.
      severity: 'info',
      category: 'build',
    }),
  ];
};

export const npm: ErrorPlugin = definePlugin({
  name: 'npm',
  canHandle: (log) =>
    [/^npm (?:error|ERR!) /, CODE, SCRIPT, PNPM, FAILED].some((pattern) => hasLine(log, pattern)) ||
    readYarn(log.lines).length > 0,
  parse: (log) => {
    const issues = log.lines.flatMap((line, at): Issue[] => {
      const missing = MISSING_SCRIPT.exec(line)?.[1];
      if (missing !== undefined) {
        return [
          issueOf({ tool: 'npm', path: 'package.json', message: `Missing script: "${missing}"`, category: 'build' }),
        ];
      }
      const [, named, kept] = CODE.exec(line) ?? [];
      const code = named ?? kept;
      if (code !== undefined && code !== 'ELIFECYCLE') return [readError(log, at, code)];
      const [, pnpmCode, message] = PNPM.exec(line) ?? [];
      // A script that failed somewhere below says why itself.
      if (pnpmCode === undefined || pnpmCode.startsWith('ERR_PNPM_RECURSIVE_RUN')) return [];
      const said = message ?? drawnBelow(log.lines, at) ?? pnpmCode;
      return [issueOf({ tool: 'pnpm', path: 'package.json', code: pnpmCode, message: said, category: 'dependency' })];
    });
    const all = [...issues, ...readYarn(log.lines)];
    return all.length > 0 ? all : readFailedScript(log);
  },
  fix: (issues) =>
    issues.some((each) => each.code === 'EUSAGE' && each.path === 'package-lock.json')
      ? { title: 'Bring package-lock.json into step', argv: ['npm', 'install', '--package-lock-only'], cwd: null }
      : null,
});
