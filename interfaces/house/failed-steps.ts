/** Which failures of a run are to be told of. */
import type { Failure } from '../../core/failure.ts';
import type { StepId } from '../../core/id.ts';
import type { StepKind } from '../../core/run.ts';
import { isRound, parentPath } from '../../core/step-path.ts';

type Stood = { readonly id: StepId; readonly kind: StepKind; readonly failure: Failure | null };

/** Whether a composite failed by what is in it: then that is what is to be told. */
export const isOfBody = ({ failure }: Pick<Stood, 'failure'>): boolean => failure?.code === 'body-failed';

/** What the composites around it made of a failure: `overcome` by a later round, `forgiven` where one succeeded, else neither. */
const fate = (id: StepId, steps: ReadonlyMap<StepId, Stood>): 'overcome' | 'forgiven' | 'told' => {
  let isForgiven = false;
  let path = id;
  for (let around = parentPath(path); around !== null; around = parentPath(path)) {
    const hasSucceeded = steps.get(around)?.kind === 'succeeded';
    if (hasSucceeded && isRound(path)) return 'overcome';
    isForgiven ||= hasSucceeded;
    path = around;
  }
  return isForgiven ? 'forgiven' : 'told';
};

/** Those of the steps in trouble that have something to tell: first where nothing around has made up for it, then what was forgiven. */
export const worthTelling = <S extends Stood>(
  troubled: readonly S[],
  steps: ReadonlyMap<StepId, Stood>,
): readonly S[] => {
  const fates = troubled.filter((step) => !isOfBody(step)).map((step) => ({ step, fate: fate(step.id, steps) }));
  return (['told', 'forgiven'] as const).flatMap((wanted) =>
    fates.filter((each) => each.fate === wanted).map(({ step }) => step),
  );
};

/** The failed steps of a run that have something to tell. */
export const failedSteps = <S extends Stood>(steps: ReadonlyMap<StepId, S>): readonly S[] =>
  worthTelling(
    [...steps.values()].filter(({ kind }) => kind === 'failed'),
    steps,
  );
