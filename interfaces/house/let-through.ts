import type { StepId } from '../../core/id.ts';
import type { Workstream } from '../../core/workstream.ts';
import { stepsOf } from './definition-of.ts';

/** The steps that begin without this one where a person skips it: those that need it themselves. */
export const letThrough = (workstream: Workstream, step: StepId): readonly StepId[] =>
  stepsOf(workstream)
    .filter(({ needs }) => needs.includes(step))
    .map(({ id }) => id);
