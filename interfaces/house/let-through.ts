import { pathsNeeding } from '../../core/definition-at.ts';
import { stepId, type StepId } from '../../core/id.ts';
import type { Workstream } from '../../core/workstream.ts';

/** The steps that begin without this one where a person skips it: those that need it themselves. */
export const letThrough = (workstream: Workstream, step: StepId): readonly StepId[] =>
  pathsNeeding(workstream, step).map(stepId);
