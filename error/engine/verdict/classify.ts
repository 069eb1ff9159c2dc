/** From how a command ended and what it printed to what it died of: one code per remedy, and the issues to mend. */
import type { FailureCode } from '../../../core/failure.ts';
import type { Instant } from '../../../core/id.ts';
import type { HttpAnswer } from '../../../core/tool.ts';
import { severityOfCode, type FaultCode } from './fault-code.ts';
import { gatherIssues, spokesman, worstOf, type Places } from './gather-issues.ts';
import { severityRank, type Issue, type IssueSeverity } from '../reading/issue.ts';
import { endsWell } from '../reading/harmless-line.ts';
import { tellingLines } from '../reading/telling-lines.ts';
import { bestSentence } from '../reading/best-sentence.ts';
import { readLog, type Log, type LogSource } from '../reading/log.ts';
import type { Fix } from '../plugins/plugin.ts';
import { reportedPaths } from '../plugins/reported-paths.ts';
import type { PluginProblem } from '../plugins/plugin-examine.ts';
import { examine, type Finding, type PluginSet } from '../plugins/plugin-set.ts';
import { findRetryWish, type RetryWish } from './retry-after.ts';
import { codeOfText, findMachineShape, findServiceShape, type ShapeMatch } from './shapes.ts';
import { meaningOfExit } from './exit-codes.ts';
import { answerAt } from './provider-answer.ts';
import { signatureOf } from './signature.ts';
import { statedExit as exitIn } from '../reading/stated-end.ts';
import { causeOfHttp, causeOfThrown, type ThrownCause } from './thrown.ts';

export type ClassifyRequest = Places & {
  /** null where a signal ended it or it never ran. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The script that failed, as a shell got it; null where it is not known. */
  readonly command: string | null;
  /** null where it was not cut short. */
  readonly timedOutAfterMs: number | null;
  readonly stdout: LogSource;
  readonly stderr: LogSource;
  /** What the engine or an adapter knows already; `tool-exit` and `tool-signal` are looked into, others stay. */
  readonly known: {
    readonly code: FailureCode;
    readonly message: string;
  } | null;
  /** The error that an adapter caught; `undefined` where there was none. */
  readonly thrown: unknown;
  readonly http: HttpAnswer | null;
  /** Whether the kernel says that it killed the process for want of memory (cgroup `memory.events`). */
  readonly isOomKilled: boolean;
  readonly plugins: PluginSet;
  readonly now: Instant;
};

/** All of it is JSON. */
export type Classification = {
  readonly code: FaultCode;
  readonly severity: IssueSeverity;
  /** The plugin that speaks for the log; null where none does. */
  readonly plugin: string | null;
  readonly signature: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly issues: readonly Issue[];
  readonly fix: Fix | null;
  readonly retryAfterMs: number | null;
  readonly retryAt: Instant | null;
  /** Plugins that had to be skipped, and what of others had to be left out. */
  readonly problems: readonly PluginProblem[];
};

type Verdict = { readonly code: FaultCode; readonly message: string; readonly wish: RetryWish | null };

/** Plugins below this priority wrap other tools or know no tool: they speak only where nothing else does. */
const TOOL_PRIORITY = 40;
/** It knows no tool: without a place it has understood nothing. */
const LAST_RESORT = 'file-line-column';
const PROVIDER_CODES: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'rate-limited',
  'quota-exceeded',
  'budget-exceeded',
  'unavailable',
  'unauthenticated',
  'context-too-long',
  'network',
]);
const LAST_WORDS = 3;

const sentenceOf = (lead: Finding, issues: readonly Issue[]): string => {
  const first = issues.find((each) => severityRank(each.severity) >= severityRank('error')) ?? issues[0];
  if (first === undefined) return `${lead.manifest.title} found something`;
  const place = [first.path, first.line, first.column].filter((part) => part !== null).join(':');
  const code = first.code === null ? '' : ` (${first.code})`;
  const more = issues.length > 1 ? `, and ${issues.length - 1} more` : '';
  return `${lead.manifest.title}: ${place === '' ? '' : `${place} `}${first.message}${code}${more}`;
};

const verdictOfShape = (match: ShapeMatch, log: Log, now: Instant): Verdict => ({
  code: match.code,
  message: (answerAt(log.lines, match.at)?.message ?? match.line).trim().slice(0, 500),
  wish: PROVIDER_CODES.has(match.code) ? findRetryWish(log.lines, match.at, now) : null,
});

/** What was decided before anything was printed: by the engine, by an adapter, by an answer, by a clock. */
const verdictOfCause = (request: ClassifyRequest): Verdict | null => {
  const { known, timedOutAfterMs, http, thrown, now } = request;
  if (known !== null && known.code !== 'tool-exit' && known.code !== 'tool-signal')
    return { ...known, wish: PROVIDER_CODES.has(known.code) ? findRetryWish([known.message], 0, request.now) : null };
  if (timedOutAfterMs !== null) {
    return { code: 'timeout', message: `did not end within ${timedOutAfterMs} ms`, wish: null };
  }
  const cause: ThrownCause | null = http === null ? causeOfThrown(thrown, now) : causeOfHttp(http, now);
  return cause;
};

/** What the way it ended says by itself, before any word of the log is weighed. */
const verdictOfEnd = (request: ClassifyRequest, log: Log): Verdict | null => {
  const { exitCode, signal, isOomKilled } = request;
  const verdict = (code: FaultCode, message: string): Verdict => ({ code, message, wish: null });
  if (signal === 'SIGINT' || exitCode === 130) return verdict('interrupted', 'was interrupted (SIGINT)');
  if (isOomKilled) return verdict('out-of-memory', 'was killed by the kernel for want of memory');
  const machine = findMachineShape(log.lines);
  if (machine !== null) return verdictOfShape(machine, log, request.now);
  if (exitCode === 137) return verdict('out-of-memory', 'was killed (exit code 137), most likely for want of memory');
  if (exitCode === 124) return verdict('timeout', 'was cut short by timeout (exit code 124)');
  return null;
};

const LISTED = /FAILED|AssertionError|✕|×|^\s*at /;

/** A tool that talks to a provider says last why it gave up, whatever it had printed of tests before. */
const isLastWord = (match: ShapeMatch, log: Log): boolean => {
  if (!PROVIDER_CODES.has(match.code) || LISTED.test(match.line)) return false;
  return log.lines.slice(match.at + 1).filter((line) => line.trim() !== '').length < LAST_WORDS;
};

/** A shell tells of a signal by an exit code of 128 and more. */
const SIGNALS: ReadonlyMap<number, string> = new Map([
  [129, 'SIGHUP'],
  [131, 'SIGQUIT'],
  [132, 'SIGILL'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [136, 'SIGFPE'],
  [139, 'SIGSEGV'],
  [141, 'SIGPIPE'],
  [143, 'SIGTERM'],
]);

const verdictOfExit = (request: ClassifyRequest, log: Log): Verdict => {
  const { exitCode, signal, thrown } = request;
  // A tool that is no program prints nothing, and says it in what it throws.
  const said = bestSentence(log.lines) || (thrown instanceof Error ? bestSentence(thrown.message.split('\n', 1)) : '');
  const verdict = (code: FaultCode, how: string): Verdict => ({
    code,
    message: `${how}${said === '' ? ', and no words were printed' : `: ${said}`}`,
    wish: null,
  });
  if (exitCode === 127) return verdict('tool-missing', 'a command was not found (exit code 127)');
  if (exitCode === 126) return verdict('permission-denied', 'a command could not be executed (exit code 126)');
  const ended = signal ?? SIGNALS.get(exitCode ?? 0) ?? null;
  if (ended !== null) return verdict('tool-signal', `was ended by ${ended}`);
  return verdict('tool-exit', exitCode === null ? 'failed' : `exited with code ${exitCode}`);
};

/** How far from its end a log must say that a service refused, for an error that ended a program to follow from it. */
const REPORT_LINES = 80;

/** An uncaught error says that a program ended; what the service said to it is why. */
const isConsequence = (finding: Finding, match: ShapeMatch, log: Log): boolean => {
  const isCrash = finding.issues.every((each) => each.category === 'runtime');
  return isCrash && match.at >= log.lines.length - REPORT_LINES;
};

const isDependencyTrouble = (finding: Finding): boolean =>
  finding.issues.every(
    (each) => each.category === 'dependency' || each.severity === 'warning' || each.severity === 'info',
  );

/** Tests that all fail because a program is not there have found nothing in the work. */
const isForWantOfProgram = (issues: readonly Issue[]): boolean => {
  const errors = issues.filter((each) => severityRank(each.severity) >= severityRank('error'));
  return errors.length > 0 && errors.every((each) => codeOfText(each.message) === 'tool-missing');
};

type Lead = { readonly verdict: Verdict; readonly plugin: string | null; readonly fix: Fix | null };

const leadOf = (finding: Finding, issues: readonly Issue[]): Lead => ({
  verdict: { code: finding.manifest.code, message: sentenceOf(finding, issues), wish: null },
  plugin: finding.manifest.name,
  fix: finding.fix,
});

/** Of an error that ended a program its own words count, before whatever the dump of it lists. */
const shapeOfCrash = (finding: Finding | null, log: Log): ShapeMatch | null => {
  const [first] = finding?.issues ?? [];
  if (first === undefined || finding?.issues.some((each) => each.category !== 'runtime') === true) return null;
  const at = log.lines.findLastIndex((line) => line.includes(first.message.slice(0, 100)));
  const match = at === -1 ? null : findServiceShape(log.lines.slice(at, at + 1));
  return match === null || !PROVIDER_CODES.has(match.code) ? null : { ...match, at };
};

/** Weighs what the log says: tools that found faults, then services and surroundings, then wrappers, then the exit. */
const judge = (request: ClassifyRequest, log: Log, finding: Finding | null, issues: readonly Issue[]): Lead => {
  const bare = (verdict: Verdict): Lead => ({ verdict, plugin: null, fix: null });
  const own = shapeOfCrash(finding, log);
  const match = own ?? findServiceShape(log.lines);
  const isTool = finding !== null && finding.manifest.priority >= TOOL_PRIORITY && !isDependencyTrouble(finding);
  const isOutdone =
    own !== null ||
    (finding !== null && match !== null && (isLastWord(match, log) || isConsequence(finding, match, log)));
  if (isTool && !isOutdone && isForWantOfProgram(issues))
    return bare({ code: 'tool-missing', message: sentenceOf(finding, issues), wish: null });
  if (isTool && !isOutdone) return leadOf(finding, issues);
  if (match !== null) return bare(verdictOfShape(match, log, request.now));
  const meant =
    finding === null || isUnplaced(finding) ? meaningOfExit(request.exitCode, request.command, log.lines) : null;
  if (meant !== null) return bare({ ...meant, wish: null });
  if (finding === null) return bare(verdictOfExit(request, log));
  // Nobody knows the tool, and no place is named: it failed, and that is all there is to know.
  const isVague = finding.manifest.name === LAST_RESORT && isUnplaced(finding);
  return isVague ? bare(statedExit(request, log, issues)) : leadOf(finding, issues);
};

/** A rule that is named, or versions that do not fit, are understood without a place. */
const isUnplaced = (finding: Finding): boolean =>
  finding.issues.every(
    ({ path, line, code, category }) => path === null && line === null && code === null && category !== 'dependency',
  );

/** What was stated without a place stays the best sentence there is. */
const statedExit = (request: ClassifyRequest, log: Log, issues: readonly Issue[]): Verdict => {
  const verdict = verdictOfExit(request, log);
  const [first] = issues;
  if (first === undefined || verdict.code !== 'tool-exit') return verdict;
  const how = request.exitCode === null ? 'failed' : `exited with code ${request.exitCode}`;
  return { ...verdict, message: `${how}: ${first.message.slice(0, 300)}` };
};

/** A runner ends with 1 whatever ended what it ran; its log says more, and so it does where nobody knows the exit code. */
const endOf = ({ exitCode, signal }: ClassifyRequest, log: Log): number | null =>
  signal === null && (exitCode === null || exitCode === 1) ? (exitIn(tellingLines(log.lines)) ?? exitCode) : exitCode;

/**
 * Says what a command died of. Reads both streams once, in bounded memory; rejects only where a stream does. A command
 * that ended well has the code `none`.
 */
export const classify = async (asked: ClassifyRequest): Promise<Classification> => {
  const { stdout, stderr, signal } = asked;
  const log = await readLog({ stdout, stderr, exitCode: asked.exitCode });
  const exitCode = endOf(asked, log);
  const request = { ...asked, exitCode };
  const { findings: found, problems } = await examine(request.plugins, log);
  // A stack that was shown within what went well ended nothing.
  const findings = endsWell(log.lines)
    ? found.filter(({ issues }) => issues.some((each) => each.category !== 'runtime'))
    : found;
  const finding = spokesman(findings);
  const issues = gatherIssues(findings, finding, request);
  const isSuccess = exitCode === 0 && signal === null && request.timedOutAfterMs === null && request.known === null;
  const cause = verdictOfCause(request);
  const end = isSuccess ? null : verdictOfEnd(request, log);
  const speaker = finding?.manifest.name ?? null;
  let lead: Lead;
  if (cause !== null) lead = { verdict: cause, plugin: speaker, fix: finding?.fix ?? null };
  else if (end !== null) lead = { verdict: end, plugin: null, fix: null };
  else if (isSuccess)
    lead = { verdict: { code: 'none', message: 'succeeded', wish: null }, plugin: speaker, fix: null };
  else lead = judge(request, log, finding, issues);
  const { code, message, wish } = lead.verdict;
  const told =
    code === 'tool-exit' && lead.plugin === null && finding?.manifest.name === LAST_RESORT && isUnplaced(finding)
      ? []
      : issues;
  const own = severityOfCode(code);
  const worst = worstOf(told);
  return {
    code,
    severity: severityRank(worst) > severityRank(own) ? worst : own,
    plugin: lead.plugin,
    signature: signatureOf({ code, plugin: lead.plugin, message, issues: lead.plugin === null ? [] : issues }),
    message,
    issues: told,
    fix: lead.fix === null ? null : { ...lead.fix, paths: reportedPaths(issues) },
    retryAfterMs: wish?.retryAfterMs ?? null,
    retryAt: wish?.retryAt ?? null,
    problems: [...request.plugins.problems, ...problems],
  };
};
