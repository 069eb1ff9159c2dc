/** How long a run will still take, by how long its steps took in earlier runs. */
import type { StepId } from '../../../core/id.ts';
import type { Workstream } from '../../../core/workstream.ts';
import { isStepDone } from '../../../core/state/machine.ts';
import type { Progress } from '../../house/progress.ts';

/** Gives the milliseconds still to come, or null where too little is known. */
export type Remaining = (progress: Progress, now: number) => number | null;

/**
 * An estimate from median durations: the longer of the critical path that is left and the work that is left shared
 * by `concurrency`. A step never seen counts as the median of those seen; with none seen there is no estimate.
 */
export const remainingOf = (
  workstream: Workstream,
  durations: ReadonlyMap<StepId, number>,
  concurrency: number,
): Remaining => {
  const known = [...durations.values()].sort((a, b) => a - b);
  const usual = known[Math.floor(known.length / 2)];
  if (usual === undefined) return () => null;
  const lengthOf = (id: StepId): number => durations.get(id) ?? usual;
  const finallyTail = longestTails(workstream.finally, lengthOf, 0);
  const afterMain = Math.max(0, ...finallyTail.values());
  const tails = new Map([...longestTails(workstream.steps, lengthOf, afterMain), ...finallyTail]);
  return (progress, now) => {
    if (progress.startedAt === null) return null;
    let longest = 0;
    let work = 0;
    for (const step of progress.steps.values()) {
      if (isStepDone(step.kind)) continue;
      const isRunning = step.kind === 'running' || step.kind === 'validating';
      const passed = isRunning && step.startedAt !== null ? now - step.startedAt : 0;
      const saved = Math.min(passed, lengthOf(step.id));
      work += lengthOf(step.id) - saved;
      longest = Math.max(longest, (tails.get(step.id) ?? 0) - saved);
    }
    return Math.max(longest, work / Math.max(1, concurrency));
  };
};

/** For each step the length of the longest way from its start to the end of its part, `after` included. */
const longestTails = (
  steps: Workstream['steps'],
  lengthOf: (id: StepId) => number,
  after: number,
): ReadonlyMap<StepId, number> => {
  const dependents = new Map<StepId, StepId[]>(steps.map((step) => [step.id, []]));
  const unmet = new Map<StepId, number>(steps.map((step) => [step.id, 0]));
  for (const step of steps) {
    for (const need of step.needs) {
      const list = dependents.get(need);
      if (list === undefined) continue;
      list.push(step.id);
      unmet.set(step.id, (unmet.get(step.id) ?? 0) + 1);
    }
  }
  const order = steps.filter((step) => unmet.get(step.id) === 0).map((step) => step.id);
  for (const id of order) {
    for (const dependent of dependents.get(id) ?? []) {
      const left = (unmet.get(dependent) ?? 0) - 1;
      unmet.set(dependent, left);
      if (left === 0) order.push(dependent);
    }
  }
  const tails = new Map<StepId, number>();
  for (const id of order.reverse()) {
    let longest = after;
    for (const dependent of dependents.get(id) ?? []) longest = Math.max(longest, tails.get(dependent) ?? 0);
    tails.set(id, lengthOf(id) + longest);
  }
  return tails;
};
