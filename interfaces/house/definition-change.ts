/** Holds the file a run was made of against the definition the run keeps. */
import { loadRun } from '../../core/engine/load-run.ts';
import type { RunId, StepId } from '../../core/id.ts';
import { compareDefinitions } from '../../core/planning/changes.ts';
import { withoutFormer } from '../../core/secrets.ts';
import type { Run } from '../../core/run.ts';
import { isStepDone } from '../../core/state/machine.ts';
import type { Plan } from '../../core/plan.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { DefinitionChange } from './driving.ts';
import type { House } from './house.ts';
import { areThere } from './named-files.ts';
import { loadDefinitionOf } from './only-steps.ts';
import { planParts } from './plan-parts.ts';
import { sourceAt } from './run-site.ts';

const shown = (workstream: Workstream): string => `${JSON.stringify(workstream, null, 2)}\n`;

/** The difference, and which finished steps stand in the way of taking it in. */
const difference = (run: Run, plan: Plan): DefinitionChange => {
  const [ended, underWay] = [new Set<StepId>(), new Set<StepId>()];
  for (const [place, { id }] of run.plan.steps.entries()) {
    const kind = run.steps[place]?.state.kind ?? 'blocked';
    if (isStepDone(kind)) ended.add(id);
    else if (kind !== 'blocked' && kind !== 'ready') underWay.add(id);
  }
  const before = withoutFormer(run.plan.workstream);
  const compared = compareDefinitions(before, plan.workstream, { finished: ended, underWay });
  return {
    kind: 'changed',
    before: shown(before),
    after: shown(plan.workstream),
    objections: compared.blocking,
  };
};

/** What has become of the file since. */
export const definitionChange = async (
  run: RunId,
  { store, repository, env, given }: Pick<House, 'store' | 'repository' | 'env' | 'given'>,
): Promise<DefinitionChange> => {
  const row = await store.run(run);
  const source = row === null ? null : sourceAt(repository, row);
  if (row === null || source === null) return { kind: 'gone' };
  if (!areThere(source)) return { kind: 'gone' };
  const loaded = await loadDefinitionOf(store, run, source, { directory: repository.root, env, given });
  if (loaded.plan === null) return { kind: 'invalid', diagnostics: loaded.diagnostics };
  if (loaded.plan.hash === row.hash) return { kind: 'same' };
  const known = await loadRun(run, { store, ...planParts });
  return known === null ? { kind: 'gone' } : difference(known, loaded.plan);
};
