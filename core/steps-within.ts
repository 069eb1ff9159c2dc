/** The steps of a definition, however deep they stand: who asks what a workstream needs must ask those in bodies, too. */
import { isHidden } from './hidden-step.ts';
import { usedBy } from './used.ts';
import type { Body, Step, Workstream } from './workstream.ts';

/**
 * A step and the JSON pointer to it. What a wrapper wraps stands where the wrapper does; of what is used, which was written in
 * another document, all stands where that is said.
 */
export type PlacedStep = { readonly step: Step; readonly pointer: string; readonly isUsed: boolean };

/** Where the step at a place of a body stands, in the document where the composite stands at `outer`. */
export const pointerInside = (outer: string, body: Body, place: number): string => {
  if (body.kind !== 'group' || isHidden(body.steps[place])) return outer;
  return body.used === undefined ? `${outer}/steps/${place}` : `${outer}/uses`;
};

const placed = (step: Step, pointer: string, isUsed: boolean): readonly PlacedStep[] => {
  const { body } = step;
  const own = { step, pointer, isUsed };
  if (body === undefined) return [own];
  const isUsedInside = isUsed || usedBy(body) !== null;
  const inside = body.steps.flatMap((inner, at) =>
    placed(inner, isUsed ? pointer : pointerInside(pointer, body, at), isUsedInside),
  );
  return [own, ...inside];
};

/** Composites and what is in them, in the order of the file. */
export const placedSteps = ({ steps, finally: last }: Pick<Workstream, 'steps' | 'finally'>): readonly PlacedStep[] => [
  ...steps.flatMap((step, index) => placed(step, `/steps/${index}`, false)),
  ...last.flatMap((step, index) => placed(step, `/finally/${index}`, false)),
];

/** These steps and all that are in their bodies, however deep. */
export const stepsWithin = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => (step.body === undefined ? [step] : [step, ...stepsWithin(step.body.steps)]));

/** All steps of a workstream, `finally` after the main part. */
export const everyStep = ({ steps, finally: last }: Pick<Workstream, 'steps' | 'finally'>): readonly Step[] =>
  stepsWithin([...steps, ...last]);
