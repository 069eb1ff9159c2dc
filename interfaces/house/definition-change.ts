/** Holds a definition file against the definition a run keeps. */
import { compareDefinitions } from '../../core/planning/changes.ts';
import type { Run } from '../../core/run.ts';
import { isStepDone } from '../../core/state/machine.ts';
import type { Plan, Workstream } from '../../core/workstream.ts';
import type { DefinitionChange } from './house.ts';

const shown = (workstream: Workstream): string => `${JSON.stringify(workstream, null, 2)}\n`;

/** The difference, and which finished steps stand in the way of taking it in. */
export const definitionChangeOf = (run: Run, plan: Plan): DefinitionChange => {
  const finished = run.plan.steps.filter((_, place) => isStepDone(run.steps[place]?.state.kind ?? 'blocked'));
  const before = run.plan.workstream;
  const compared = compareDefinitions(before, plan.workstream, new Set(finished.map((step) => step.id)));
  return {
    kind: 'changed',
    before: shown(before),
    after: shown(plan.workstream),
    objections: compared.blocking,
  };
};
