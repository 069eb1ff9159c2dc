/** The steps of a definition, however deep they stand: who asks what a workstream needs must ask those in bodies, too. */
import { isHidden } from './hidden-step.ts';
import type { Step, Workstream } from './workstream.ts';

/** A step and the JSON pointer to it; what a wrapper wraps stands where the wrapper does. */
export type PlacedStep = { readonly step: Step; readonly pointer: string };

const below = (steps: readonly Step[], pointerOf: (index: number) => string): readonly PlacedStep[] =>
  steps.flatMap((step, index) => {
    const pointer = pointerOf(index);
    const { body } = step;
    if (body === undefined) return [{ step, pointer }];
    const inner = (at: number): string =>
      body.kind === 'group' && !isHidden(body.steps[at]) ? `${pointer}/steps/${at}` : pointer;
    return [{ step, pointer }, ...below(body.steps, inner)];
  });

/** Composites and what is in them, in the order of the file. */
export const placedSteps = ({ steps, finally: last }: Pick<Workstream, 'steps' | 'finally'>): readonly PlacedStep[] => [
  ...below(steps, (index) => `/steps/${index}`),
  ...below(last, (index) => `/finally/${index}`),
];

/** These steps and all that are in their bodies, however deep. */
export const stepsWithin = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => (step.body === undefined ? [step] : [step, ...stepsWithin(step.body.steps)]));

/** All steps of a workstream, `finally` after the main part. */
export const everyStep = ({ steps, finally: last }: Pick<Workstream, 'steps' | 'finally'>): readonly Step[] =>
  stepsWithin([...steps, ...last]);
