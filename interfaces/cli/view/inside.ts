/** What is inside of composites, folded: a line where nothing has to be told, a tree where something has. */
import type { StepId } from '../../../core/id.ts';
import { isStepDone } from '../../../core/state/machine.ts';
import type { Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';

export type Counts = { readonly all: number; readonly done: number; readonly failed: number };

const childrenOf = (progress: Progress): ReadonlyMap<StepId | null, readonly StepView[]> => {
  const children = new Map<StepId | null, StepView[]>();
  for (const step of progress.steps.values()) {
    const known = children.get(step.parent);
    if (known === undefined) children.set(step.parent, [step]);
    else known.push(step);
  }
  return children;
};

/** How many steps stand directly in a composite, and how they stand. */
export const countsInside = (progress: Progress, composite: StepId): Counts => {
  let [all, done, failed] = [0, 0, 0];
  for (const { parent, kind } of progress.steps.values()) {
    if (parent !== composite) continue;
    all += 1;
    if (isStepDone(kind)) done += 1;
    if (kind === 'failed') failed += 1;
  }
  return { all, done, failed };
};

/** `7/10, 1 failed`. */
export const insideWords = ({ all, done, failed }: Counts): string =>
  `${done}/${all}${failed === 0 ? '' : `, ${failed} failed`}`;

/** A step, and how deep it stands; `counts` of a composite. */
export type Branch = { readonly step: StepView; readonly depth: number; readonly counts: Counts | null };

const isQuiet = ({ kind }: StepView): boolean => kind === 'succeeded' || kind === 'blocked' || kind === 'skipped';

/**
 * All steps as a tree, parents first. What is inside of a composite that has simply succeeded is left out, and so is what
 * has inside of one that has not.
 */
export const branchesOf = (progress: Progress): readonly Branch[] => {
  const children = childrenOf(progress);
  const branches: Branch[] = [];
  const visit = (step: StepView, depth: number): void => {
    const inside = children.get(step.id) ?? [];
    const counts = step.isComposite && inside.length > 0 ? countsOf(inside) : null;
    branches.push({ step, depth, counts });
    if (isQuiet(step)) return;
    for (const child of inside) if (!isQuiet(child)) visit(child, depth + 1);
  };
  for (const step of children.get(null) ?? []) visit(step, 0);
  return branches;
};

const countsOf = (steps: readonly StepView[]): Counts => ({
  all: steps.length,
  done: steps.filter(({ kind }) => isStepDone(kind)).length,
  failed: steps.filter(({ kind }) => kind === 'failed').length,
});
