/** How durations, instants, states and failures read to a person. */
import type { Change } from '../../core/attempt.ts';
import prettyMs from 'pretty-ms';
import type { Diagnosis } from '../../core/diagnosis.ts';
import { authoredPath } from '../../core/hidden-step.ts';
import type { Failure } from '../../core/failure.ts';
import { unreachable } from '../../core/result.ts';
import type { RunStatus, StepKind } from '../../core/run.ts';
import { plainLine } from './fit.ts';
import type { Paint } from './screen.ts';

/** A duration for reading: `35ms`, `1.3s`, `12s`, `3m 4s`, `2h 5m`. */
export const durationText = (ms: number): string => {
  if (ms < 100) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`;
  return prettyMs(Math.round(ms / 1000) * 1000, { unitCount: 2, secondsDecimalDigits: 0 });
};

/** A size for reading: `512 B`, `1.5 MiB`. */
export const sizeText = (bytes: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${at === 0 ? bytes : (bytes / 1024 ** at).toFixed(1)} ${units[at] ?? ''}`;
};

/** That nothing was called, and how long that took where it was. */
export const cachedWords = ({ run, tookMs }: { readonly run: string; readonly tookMs: number }): string =>
  `from the cache: run ${run} took ${durationText(tookMs)}`;

/** What was spent, `12,345 tokens, $0.12`; null where nobody said. */
export const spentText = (spent: {
  readonly tokens: number | null;
  readonly costUsd: number | null;
}): string | null => {
  const { tokens, costUsd } = spent;
  const parts = [
    ...(tokens === null ? [] : [`${tokens.toLocaleString('en-US')} tokens`]),
    ...(costUsd === null ? [] : [`$${costUsd.toFixed(costUsd >= 0.01 || costUsd === 0 ? 2 : 4)}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
};

/** A moment in local time, `2025-01-31 14:03:07`. */
export const instantText = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockText(at)}`;
};

/** What is said of a run that was thrown away. */
export const discardedLine = (run: string, at: number): string =>
  `thrown away ${instantText(at)}; to bring it back: ws discard --undo ${run}`;

/** The time of day in local time, `14:03:07`. */
export const clockText = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

/** One sign for a step's state, in its colour. */
export const stepSign = (kind: StepKind, paint: Paint): string => {
  switch (kind) {
    case 'blocked':
    case 'ready':
      return paint.dim('·');
    case 'running':
    case 'validating':
    case 'open':
      return paint.cyan('▶');
    case 'backoff':
      return paint.yellow('↻');
    case 'waiting':
      return paint.yellow('?');
    case 'succeeded':
      return paint.green('✔');
    case 'failed':
      return paint.red('✖');
    case 'skipped':
      return paint.dim('○');
    case 'cancelled':
      return paint.dim('⊘');
    default:
      return unreachable(kind);
  }
};

/** A step's id, and its title beside it where it has one; what a lane of one step does is called as the lane is. */
export const stepName = ({ id, title }: { readonly id: string; readonly title: string | null }): string =>
  plainLine(title === null ? authoredPath(id) : `${authoredPath(id)} · ${title}`);

/** A run's status in its colour. */
export const statusText = (status: RunStatus | 'interrupted', paint: Paint): string => {
  switch (status) {
    case 'created':
    case 'running':
      return paint.cyan(status);
    case 'waiting':
    case 'paused':
    case 'interrupted':
    case 'cancelling':
    case 'compensating':
      return paint.yellow(status);
    case 'succeeded':
      return paint.green(status);
    case 'failed':
    case 'damaged':
      return paint.red(status);
    case 'cancelled':
      return paint.dim(status);
    default:
      return unreachable(status);
  }
};

/** A few words for a failure: `exit 1`, `timeout after 30s`, `npm is missing`; and, where it was read, what it is. */
export const failureWords = (failure: Failure, diagnosis: Diagnosis | null): string => {
  const how = endWords(failure);
  if (diagnosis === null || diagnosis.code === failure.code) return how;
  const who = diagnosis.plugin === null ? '' : ` (${diagnosis.plugin})`;
  return `${how}: ${diagnosis.code.replaceAll('-', ' ')}${who}`;
};

const endWords = (failure: Failure): string => {
  switch (failure.code) {
    case 'tool-exit':
      return `exit ${failure.status}`;
    case 'tool-signal':
      return `killed by ${failure.signal}`;
    case 'tool-missing':
      return `${failure.tool} is missing`;
    case 'breaker-open':
      return `breaker ${failure.breaker} is open`;
    case 'timeout':
      return `timeout after ${durationText(failure.afterMs)}`;
    case 'acceptance-failed':
    case 'bad-output':
    case 'bad-input':
    case 'sandbox-missing':
    case 'git-conflict':
    case 'workspace':
    case 'refresh-differs':
    case 'leaves-missing':
    case 'secret-in-commit':
    case 'read-only-violated':
    case 'disk-full':
    case 'out-of-memory':
    case 'interrupted':
    case 'quarantined':
    case 'rejected':
    case 'rate-limited':
    case 'quota-exceeded':
    case 'unavailable':
    case 'unauthenticated':
    case 'permission-denied':
    case 'context-too-long':
    case 'budget-exceeded':
    case 'refused':
    case 'truncated':
    case 'model-not-found':
    case 'replay-miss':
    case 'scope-violated':
    case 'body-failed':
    case 'loop-exhausted':
    case 'integration-failed':
    case 'bug':
      return failure.code.replaceAll('-', ' ');
    default:
      return unreachable(failure);
  }
};

/** What is other about the next try, behind when it comes; the empty string of a tool that remembers nothing. */
export const changeWords = (change: Change | undefined): string => {
  switch (change?.kind) {
    case undefined:
      return '';
    case 'session':
      return ', going on where it stood';
    case 'fresh':
      return ', in a new conversation';
    case 'reset':
      return ', anew, with the files put back';
    case 'model':
      return `, anew, with the model ${change.model}`;
  }
};

/** A name as it is to be typed: quoted where a shell would read more into it. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
