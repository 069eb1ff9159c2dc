/** What one event makes of a run's status, for all who keep one: the table of transitions, read. */
import type { RunEvent } from '../event.ts';
import type { Instant } from '../id.ts';
import type { RunStatus } from '../run.ts';
import { isRunDone, RUN_MACHINE } from './machine.ts';

export type RunAfter = { readonly status: RunStatus; readonly finishedAt: Instant | null };

export const runAfter = (before: RunStatus, { type, at }: Pick<RunEvent, 'type' | 'at'>): RunAfter => {
  const status = RUN_MACHINE[type].to ?? before;
  return { status, finishedAt: isRunDone(status) ? at : null };
};
