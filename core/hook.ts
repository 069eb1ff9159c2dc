/** Hooks: programs of the user that are told of what happens to runs. */
import type { WsEvent } from './event.ts';
import type { Instant, RunId, StepId } from './id.ts';
import { unreachable } from './result.ts';
import type { RunStatus, StepKind } from './run.ts';

/** What a hook may ask to be told of. */
export type Topic =
  | 'started'
  | 'waiting'
  | 'paused'
  | 'breaker-open'
  | 'escalated'
  | 'emitted'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

export type Hook = {
  readonly on: readonly Topic[];
  readonly command: readonly [string, ...string[]];
  readonly timeoutMs: number;
};

/** What an event means to those who asked to be told; null for one that hooks are never told of. */
export const topicOf = (event: WsEvent): Topic | null => {
  switch (event.type) {
    case 'run.started':
      return 'started';
    case 'run.waiting':
      return 'waiting';
    case 'run.paused':
      return 'paused';
    case 'run.succeeded':
      return 'succeeded';
    case 'run.failed':
      return 'failed';
    case 'run.cancelled':
      return 'cancelled';
    case 'step.failed':
      return event.decision.kind === 'escalate' ? 'escalated' : null;
    case 'step.retrying':
      return event.failure.code === 'breaker-open' ? 'breaker-open' : null;
    case 'step.succeeded':
      return event.emits === undefined ? null : 'emitted';
    case 'run.created':
    case 'run.woken':
    case 'run.resumed':
    case 'run.amended':
    case 'run.cancelling':
    case 'run.compensating':
    case 'step.readied':
    case 'step.opened':
    case 'step.started':
    case 'step.validating':
    case 'step.parked':
    case 'step.answered':
    case 'step.skipped':
    case 'run.damaged':
    case 'run.tidied':
    case 'step.cancelled':
    case 'step.used':
    case 'step.refreshed':
      return null;
    default:
      return unreachable(event);
  }
};

/** What a hook is told. All of it is JSON. */
export type Notice = {
  /** `<run>#<seq>`: the same whenever the same event is told again. */
  readonly id: string;
  readonly topic: Topic;
  readonly step: StepId | null;
  readonly event: WsEvent;
  readonly repository: string;
  readonly run: {
    readonly id: RunId;
    readonly workstream: string;
    readonly title: string;
    readonly status: RunStatus;
    readonly branch: string | null;
    readonly createdAt: Instant;
    readonly startedAt: Instant | null;
    readonly finishedAt: Instant | null;
    /** How many steps stand how; those that nothing has happened to are left out. */
    readonly steps: Readonly<Partial<Record<StepKind, number>>>;
    readonly failed: readonly { readonly step: StepId; readonly code: string; readonly message: string }[];
  };
};
