import type { Instant } from './id.ts';
import type { Json } from './json.ts';

type Detail<C extends string, Fields = unknown> = {
  readonly code: C;
  readonly message: string;
  /** What became of the fix that was tried before, as a sentence; not there where none was. */
  readonly tried?: string;
} & Fields;

/**
 * Everything a step can die of. One `code` per remedy, never per message; `message` is one sentence for a person
 * and is never matched on.
 */
export type Failure =
  | Detail<'tool-exit', { readonly status: number }>
  | Detail<'tool-signal', { readonly signal: string }>
  | Detail<'tool-missing', { readonly tool: string }>
  | Detail<'timeout', { readonly afterMs: number }>
  | Detail<'acceptance-failed', { readonly check: Json }>
  | Detail<'bad-output', { readonly pointer: string }>
  | Detail<'bad-input', { readonly pointer: string }>
  | Detail<'sandbox-missing'>
  /** `sides`: the commits that changed the same, that of the branch around first; not there of what merges no lane. */
  | Detail<'git-conflict', { readonly paths: readonly string[]; readonly sides?: readonly [string, string] }>
  /** What a lane did is sound by itself, and not once it is merged. */
  | Detail<'integration-failed'>
  | Detail<'workspace'>
  /** What a finished step left is gone, and may not be made again unasked. */
  | Detail<'leaves-missing', { readonly steps: readonly string[] }>
  /** What was only to bring back or bring in what git ignores has changed what git tracks: it was put back. */
  | Detail<'refresh-differs', { readonly paths: readonly string[] }>
  | Detail<'secret-in-commit'>
  | Detail<'read-only-violated', { readonly paths: readonly string[] }>
  | Detail<'disk-full'>
  | Detail<'out-of-memory'>
  | Detail<'breaker-open', { readonly breaker: string; readonly reopensAt: Instant }>
  /** `atWork`, of a crash: a program of the step was under way. Not in logs that say nothing of it. */
  | Detail<'interrupted', { readonly by: 'crash' | 'cancel' | 'stop'; readonly atWork?: true }>
  /** ws died so often in a row while the step was at work. */
  | Detail<'quarantined', { readonly deaths: number }>
  /** What a provider answered whoever called it. `resetsAt`: when it may be asked again; null where it did not say. */
  | Detail<'rate-limited' | 'quota-exceeded' | 'unavailable', { readonly resetsAt: Instant | null }>
  | Detail<'unauthenticated' | 'permission-denied' | 'context-too-long' | 'budget-exceeded' | 'refused' | 'truncated'>
  | Detail<'model-not-found', { readonly model: string }>
  /** A replay would have made a call that its cassette does not hold. `differs`: what tells it from the nearest that it holds. */
  | Detail<
      'replay-miss',
      {
        readonly differs: readonly {
          readonly field: string;
          readonly recorded: string | null;
          readonly now: string | null;
        }[];
      }
    >
  | Detail<'scope-violated', { readonly paths: readonly string[] }>
  | Detail<'rejected', { readonly by: string }>
  /** `step`: which of the inner steps did not succeed. */
  | Detail<'body-failed', { readonly step: string }>
  | Detail<'loop-exhausted', { readonly rounds: number }>
  | Detail<'bug', { readonly stack: string }>;

export type FailureCode = Failure['code'];

/**
 * One code per remedy: those of a failure as it is told, and those that only the output tells. `check-failed`: a tool found
 * faults in the work, and the work must be mended.
 */
export type DiagnosisCode = FailureCode | 'check-failed' | 'secret-found' | 'network';
