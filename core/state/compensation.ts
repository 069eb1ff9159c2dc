/** Lays out what undoes a run: one step after the other, what succeeded last first. */
import type { CompensationOrder, StepRun } from '../run.ts';
import type { Plan, Template, Undoing } from '../plan.ts';
import type { Step } from '../workstream.ts';
import { opened } from './growth.ts';

/** Each needs the one before it. */
const chainOf = (steps: readonly Step[]): Template => {
  const count = steps.length;
  const links = Math.max(0, count - 1);
  return {
    steps,
    needs: {
      offsets: Uint32Array.from({ length: count + 1 }, (_, at) => Math.max(0, at - 1)),
      targets: Uint32Array.from({ length: links }, (_, at) => at),
    },
    dependents: {
      offsets: Uint32Array.from({ length: count + 1 }, (_, at) => Math.min(at, links)),
      targets: Uint32Array.from({ length: links }, (_, at) => at + 1),
    },
    priority: Float64Array.from({ length: count }, (_, at) => count - at),
  };
};

/** How late a step came to its end; what was taken over from an earlier run came first, and the branch is put back last. */
const endOf = ({ index }: Plan, steps: readonly StepRun[], { undoes }: Undoing): number => {
  if (undoes === null) return -1;
  const place = index.get(undoes);
  return place === undefined ? 0 : (steps[place]?.lastSeq ?? 0);
};

/** The plan with its compensation opened; `steps` are its own, by place. Gives the plan itself where nothing can be undone. */
export const withCompensation = (plan: Plan, steps: readonly StepRun[], order: CompensationOrder): Plan => {
  if (plan.compensation.length === 0) return plan;
  const ended = plan.compensation.map((undoing) => ({ step: undoing.step, at: endOf(plan, steps, undoing) }));
  // The sort keeps what ended together as it is in the plan: backwards.
  if (order === 'success') ended.sort((a, b) => b.at - a.at);
  return opened(plan, 'compensation', chainOf(ended.map(({ step }) => step)));
};
