/** Says for a person why something was not done, and what to do next. */
import type { AmendRefusal } from '../../core/engine/amend-run.ts';
import type { DriveEnd as EngineEnd } from '../../core/engine/drive-end.ts';
import type { RetryRefusal } from '../../core/engine/retry-run.ts';
import type { Failure } from '../../core/failure.ts';
import type { RunId } from '../../core/id.ts';
import { unreachable } from '../../core/result.ts';
import type { RunStatus } from '../../core/run.ts';
import type { AppendError } from '../../core/event-log.ts';
import type { MergeRefusal } from '../../adapters/git/checkout/standing-checkout.ts';
import type { DriveEnd } from './driving.ts';
import type { Refusal } from './refusal.ts';

/** A refusal because what was asked for makes no sense. */
export const invalid = (message: string, hint: string | null = null): Refusal => ({
  kind: 'invalid',
  message,
  hint,
  diagnostics: [],
});

type Refused = { readonly ok: false; readonly error: Refusal };

/** A refusal without diagnostics, as a Result. */
export const refuse = (kind: Refusal['kind'], message: string, hint: string | null): Refused => ({
  ok: false,
  error: { kind, message, hint, diagnostics: [] },
});

/** What has become of a run that is over, as part of a sentence. */
export const outcomeWords = (status: RunStatus): string =>
  `${status === 'cancelled' || status === 'damaged' ? 'is' : 'has'} ${status}`;

const wordsOfAppend = (error: AppendError): string =>
  error.code === 'conflict' ? 'another process has written to the run' : error.message;

/** Why nothing was appended. */
export const refusalOfAppend = (error: AppendError): Refused =>
  refuse('environment', wordsOfAppend(error), error.code === 'full' ? 'Make room on the disk.' : 'See: ws doctor');

/** Why a run cannot take a changed definition in. */
export const refusalOfAmend = (run: RunId, error: AmendRefusal): Refused => {
  switch (error.code) {
    case 'held':
      return refuse('held', `run ${run} is driven by another process`, null);
    case 'unknown-run':
      return refuse('invalid', `there is no run ${run}`, 'See them: ws list');
    case 'finished':
      return refuse('invalid', `run ${run} is finished`, `Do it again in a new run: ws retry ${run}`);
    default:
      return refusalOfAppend(error);
  }
};

/** Why no new run was made of an old one. */
export const refusalOfRetry = (run: RunId, error: RetryRefusal): Refused => {
  switch (error.code) {
    case 'unknown-run':
      return refuse('invalid', `there is no run ${run}`, 'See them: ws list');
    case 'unknown-step':
      return refuse('invalid', `run ${run} has no step "${error.step}"`, `See them: ws status ${run}`);
    case 'unfinished':
      return refuse('invalid', `run ${run} is not finished`, `Go on with it: ws resume ${run}`);
    case 'nothing-to-retry':
      return refuse(
        'invalid',
        `run ${run} has succeeded: nothing is left to retry`,
        'Name a step: ws retry --from <step>',
      );
    default:
      return refusalOfAppend(error);
  }
};

/** Why nothing was merged. */
export const refusalOfMerge = (error: MergeRefusal | Failure): Refused =>
  'hint' in error
    ? refuse('findings', [error.message, ...error.paths.map((path) => `    ${path}`)].join('\n'), error.hint)
    : refuse('environment', error.message, null);

/** Why no commit was made of what is not committed; nothing was started. */
export const refusalOfUncommitted = (error: MergeRefusal | Failure, mask: (text: string) => string): Refused => {
  const { error: refused } = refusalOfMerge(error);
  const kind = 'hint' in error ? 'invalid' : 'environment';
  return { ok: false, error: { ...refused, kind, message: mask(refused.message) } };
};

/** How a driving ends that met a full disk, wherever it met it. */
export const OUT_OF_ROOM: DriveEnd = { kind: 'paused', reason: 'disk-full' };

/** How a driving ended, for a person. */
export const driveEndOf = (end: EngineEnd, isStopped: boolean): DriveEnd => {
  switch (end.kind) {
    case 'held':
      return { kind: 'held' };
    case 'unknown':
      return { kind: 'broken', message: 'there is no such run' };
    case 'refused':
    case 'unprepared': {
      const kind = end.kind === 'refused' ? 'broken' : 'unprepared';
      return end.failure.code === 'disk-full' ? OUT_OF_ROOM : { kind, message: end.failure.message };
    }
    case 'unsaved':
      // Not even that it is paused could be written down; the next driver finds out what was in flight.
      return end.error.code === 'full' ? OUT_OF_ROOM : { kind: 'broken', message: wordsOfAppend(end.error) };
    case 'settled':
      break;
    default:
      return unreachable(end);
  }
  switch (end.status) {
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return { kind: 'finished', status: end.status };
    case 'waiting':
      return { kind: 'waiting' };
    default:
      if (end.isOutOfRoom) return OUT_OF_ROOM;
      return isStopped ? { kind: 'stopped' } : { kind: 'paused', reason: 'request' };
  }
};
