/** A definition of which only some steps are run, with what they need. */
import type { StepId } from '../../core/id.ts';
import { nearest } from '../../core/planning/nearest.ts';
import { planWorkstream } from '../../core/planning/plan.ts';
import { err, invariant, ok, type Result } from '../../core/result.ts';
import type { Plan } from '../../core/plan.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { EventLog } from '../../core/event-log.ts';
import type { RunId } from '../../core/id.ts';
import type { LoadedDefinition } from './driving.ts';
import { loadDefinition, type Where } from './load-definition.ts';
import { planParts } from './plan-parts.ts';

/** Names of steps that an expression holds: `steps.build` and `steps['build']`. */
const NAMED_STEP = /\bsteps\s*(?:\.\s*([\w-]+)|\[\s*'([^']*)'\s*\])/g;

const withNeeds = ({ steps }: Workstream, only: readonly string[]): ReadonlySet<string> => {
  const byId = new Map(steps.map((step) => [step.id as string, step]));
  const kept = new Set<string>();
  const open = [...only];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (kept.has(id)) continue;
    kept.add(id);
    open.push(...(byId.get(id)?.needs ?? []));
  }
  return kept;
};

const unknownStep = (id: string, { steps, finally: last }: Workstream): string => {
  if (last.some((step) => step.id === id)) return `step "${id}" stands in finally, and runs only behind all others`;
  const meant = nearest(
    id,
    steps.map((step) => step.id),
  );
  return `there is no step "${id}"${meant === null ? '' : `. Did you mean "${meant}"?`}`;
};

/**
 * The plan of these steps and what they need; `finally`, and outputs that name other steps, are left out. The error is a
 * sentence about a step that is not there.
 */
export const planOnly = (plan: Plan, only: readonly string[]): Result<Plan, string> => {
  const { workstream } = plan;
  if (only.length === 0) return ok(plan);
  const unknown = only.find((id) => !workstream.steps.some((step) => step.id === id));
  if (unknown !== undefined) return err(unknownStep(unknown, workstream));
  const kept = withNeeds(workstream, only);
  const isKnown = (text: string): boolean =>
    [...text.matchAll(NAMED_STEP)].every(([, plain, quoted]) => kept.has(plain ?? quoted ?? ''));
  const narrowed = planWorkstream(
    {
      ...workstream,
      steps: workstream.steps.filter((step) => kept.has(step.id)),
      finally: [],
      outputs: Object.fromEntries(Object.entries(workstream.outputs).filter(([, text]) => isKnown(text))),
    },
    planParts.digest,
    planParts.describe,
  );
  invariant(narrowed.ok, 'steps with all that they need make a plan where the whole does');
  return narrowed;
};

/** The steps that a run was asked for; none where it was asked for all. */
const onlyOf = async (store: Pick<EventLog, 'events'>, run: RunId): Promise<readonly StepId[]> => {
  for await (const event of store.events(run, 0)) if (event.type === 'run.created') return event.options.only ?? [];
  return [];
};

/** What the file of a run says now, of the steps that the run was asked for. */
export const loadDefinitionOf = async (
  store: Pick<EventLog, 'events'>,
  run: RunId,
  file: string,
  where: Where,
): Promise<LoadedDefinition> => {
  const loaded = await loadDefinition(file, where);
  if (loaded.plan === null) return loaded;
  const narrowed = planOnly(loaded.plan, await onlyOf(store, run));
  if (narrowed.ok) return { ...loaded, plan: narrowed.value };
  const place = { file, line: 1, column: 1, pointer: '/steps' };
  return {
    plan: null,
    diagnostics: [{ code: 'unknown-step', severity: 'error', message: narrowed.error, ...place }],
  };
};
