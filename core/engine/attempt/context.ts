/** What expressions see of a run. Nothing is copied: a step is looked at when an expression names it. */
import { compensatedBy } from '../../compensating.ts';
import { stepId } from '../../id.ts';
import type { JsonObject } from '../../json.ts';
import type { ExpressionContext } from '../../planning/expressions/expression-language.ts';
import type { Run } from '../../run.ts';
import { stepFactsAt } from './step-facts.ts';
import { eachAround, frameAround, loopAround, matrixAround, placeNamed, placeNeeded } from './surroundings.ts';

/** What is particular to the place of an expression. */
export type Standpoint = {
  readonly env: Readonly<Record<string, string>>;
  readonly standing: ExpressionContext['standing'];
  readonly failure?: ExpressionContext['failure'];
  readonly event?: ExpressionContext['event'];
  /** The place of a step from which names are looked for; null at the top. */
  readonly from: number | null;
};

/** The context of an expression of `run`. */
export const contextOf = (
  run: Run,
  { env, standing, failure = null, event = null, from }: Standpoint,
): ExpressionContext => {
  const { id, title, inputs } = frameAround(run, from);
  return {
    failure,
    event,
    previous: run.options.previous ?? null,
    inputs,
    env,
    each: from === null ? null : eachAround(run, from),
    matrix: from === null ? null : matrixAround(run, from),
    loop: from === null ? null : loopAround(run, from),
    step: (id) => {
      const place = placeNamed(run.plan, from, id);
      return place === undefined ? null : stepFactsAt(run, place);
    },
    needed: (id) => {
      const place = from === null ? undefined : placeNeeded(run.plan, from, id);
      return place === undefined ? null : stepFactsAt(run, place);
    },
    run: {
      ...{ id: run.id, branch: run.place?.branch ?? '', base: run.place?.base ?? '' },
      ...{ startedAt: new Date(run.createdAt).toISOString(), workstream: run.plan.workstream.id },
    },
    workstream: { id, title },
    standing,
  };
};

/** The place whose names a step sees: its own, or that of the step that it undoes. */
export const standpointOf = ({ plan }: Run, id: string): number | null =>
  plan.index.get(compensatedBy(stepId(id)) ?? stepId(id)) ?? plan.index.get(stepId(id)) ?? null;

/** The context of what is worked out before there is a run. */
export const inputsOnly = (inputs: JsonObject): ExpressionContext => ({
  ...{ inputs, env: {}, failure: null, event: null, previous: null, each: null, matrix: null, loop: null },
  ...{ step: () => null, needed: () => null, standing: 'succeeded' },
  ...{ run: { id: '', branch: '', base: '', startedAt: '', workstream: '' }, workstream: { id: '', title: '' } },
});
