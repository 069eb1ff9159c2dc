/** What a watcher knows of the steps that have opened while a run went on: told by the definition and the events alone. */
import { compensationStep } from '../../core/compensating.ts';
import type { StepEvent } from '../../core/event.ts';
import type { StepId } from '../../core/id.ts';
import { childrenOf, isInside } from '../../core/state/children.ts';
import { isFirstRound } from '../../core/state/step-after.ts';
import type { Step } from '../../core/workstream.ts';

type Opened = StepEvent & { readonly type: 'step.opened' };

export interface LaidOut {
  /** The step of a path; undefined where none has been laid out there. */
  at(path: StepId): Step | undefined;
  /** What undoes a step; undefined where the name is not that of such a step. */
  undoing(id: StepId): Step | undefined;
  /** Takes an opening in: the inner steps that are under way since, in order, and those that begin anew. */
  open(event: Opened): { readonly children: readonly Step[]; readonly anew: readonly StepId[] };
}

/** Begins with the steps of the definition, and with what undoes them. */
export const laidOut = (own: readonly Step[], undoing: readonly Step[]): LaidOut => {
  const steps = new Map(own.map((step) => [step.id, step]));
  const compensations = new Map(undoing.map((step) => [step.id, step]));
  const learn = (step: Step): void => {
    steps.set(step.id, step);
    const compensation = compensationStep(step);
    if (compensation !== null) compensations.set(compensation.id, compensation);
  };
  return {
    at: (path) => steps.get(path),
    undoing: (id) => compensations.get(id),
    open: (event) => {
      const body = steps.get(event.step)?.body;
      if (body === undefined) return { children: [], anew: [] };
      const isAgain = isFirstRound(event) && (event.attempt ?? 1) > 1;
      const anew = isAgain ? [...steps.keys()].filter((path) => isInside(path, event.step)) : [];
      const children = childrenOf(event.step, body, event).flatMap(({ id }, at): readonly Step[] => {
        const template = body.kind === 'group' ? body.steps[at] : body.steps[0];
        return template === undefined ? [] : [{ ...template, id }];
      });
      for (const child of children) if (!steps.has(child.id)) learn(child);
      return { children, anew };
    },
  };
};
