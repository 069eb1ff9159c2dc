/** Lets steps that were kept from taking ws down once more be tried again. */
import type { RunId, StepId } from '../../core/id.ts';
import { isInFlight } from '../../core/state/machine.ts';
import { loadRun } from '../../core/engine/load-run.ts';
import type { House } from './house.ts';
import { planParts } from './plan-parts.ts';

export type LiftRequest = {
  readonly run: RunId;
  /** Who lets them, for the log. */
  readonly by: string;
};

/**
 * Answers "again" for every quarantined step of an unfinished run, and for those in flight in a process that is gone, which
 * the next driver might find to be poison. Gives the quarantined ones. Where a step does not wait by then, the answer is
 * none and changes nothing; a step whose `onInterrupted` asks or fails is left to ask or fail.
 */
export const liftQuarantine = async (
  { run: id, by }: LiftRequest,
  { store, clock }: Pick<House, 'store' | 'clock'>,
): Promise<readonly StepId[]> => {
  const run = await loadRun(id, { store, ...planParts });
  if (run === null) return [];
  const lifted: StepId[] = [];
  for (const [place, step] of run.plan.steps.entries()) {
    const at = run.steps[place];
    if (at === undefined) continue;
    const isQuarantined = at.state.kind === 'waiting' && at.recovery.last?.failure.code === 'quarantined';
    if (isQuarantined) lifted.push(step.id);
    else if (!isInFlight(at.state.kind) || step.onInterrupted !== 'retry') continue;
    await store.sendSignal(id, clock.now(), { kind: 'answer', step: step.id, answer: 'again', by, outputs: {} });
  }
  return lifted;
};
