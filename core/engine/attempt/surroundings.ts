/** What is around a step: the item and the round that it is in, and what its names lead to. */
import { stepId } from '../../id.ts';
import type { Json, JsonObject } from '../../json.ts';
import { parentOf, rootOf, type Plan } from '../../plan.ts';
import type { EachFacts } from '../../planning/expressions/expression-language.ts';
import type { Run } from '../../run.ts';
import { around } from '../../state/growth.ts';
import { usedBy } from '../../used.ts';
import type { Workstream } from '../../workstream.ts';
import { changedBelow } from './changed-files.ts';
import { outputsAt, stepFactsAt } from './step-facts.ts';

/** The composites that a step is in and can see, from the inside out: up to the workstream that it is part of, and that one with it. */
function* seenAround(plan: Plan, place: number): Generator<number> {
  for (const composite of around(plan, place)) {
    yield composite;
    if (usedBy(plan.steps[composite]?.body) !== null) return;
  }
}

/** A step, and the composites that it is in and can see the item and the round of. */
function* outwards(plan: Plan, place: number): Generator<number> {
  yield place;
  for (const composite of seenAround(plan, place)) if (usedBy(plan.steps[composite]?.body) === null) yield composite;
}

/** The workstream that a step is part of, and what that was given. */
export type Frame = Pick<Workstream, 'id' | 'title' | 'env'> & { readonly inputs: JsonObject };

/** That of the run, or the innermost that is used; what the environment of those around says holds in it, too. */
export const frameAround = (run: Run, from: number | null): Frame => {
  const { plan, options } = run;
  if (from !== null)
    for (const composite of around(plan, from)) {
      const used = usedBy(plan.steps[composite]?.body);
      if (used === null) continue;
      const { env } = frameAround(run, composite);
      return { ...used, env: { ...env, ...used.env }, inputs: plan.openings.get(composite)?.inputs ?? {} };
    }
  return { ...plan.workstream, inputs: options.inputs };
};

/** The place that `steps.<id>` leads to from a place, looked for from the inside out; undefined where there is none. */
export const placeNamed = (plan: Plan, from: number | null, id: string): number | undefined => {
  if (from !== null)
    for (const composite of seenAround(plan, from)) {
      const step = plan.steps[composite];
      const found = step?.body?.kind === 'group' ? plan.index.get(stepId(`${step.id}/${id}`)) : undefined;
      if (found !== undefined || usedBy(step?.body) !== null) return found;
    }
  return plan.index.get(stepId(id));
};

/** The place of a workstream of the bundle which the one that a step is part of needs; undefined where it needs none of that id. */
export const placeNeeded = (plan: Plan, from: number, id: string): number | undefined => {
  const own = plan.workstream.isBundle === true ? plan.steps[rootOf(plan, from)] : undefined;
  return own?.needs.some((need) => need === id) === true ? plan.index.get(stepId(id)) : undefined;
};

/** The innermost item that a step is in; null where it is in none. */
export const eachAround = (run: Run, from: number): EachFacts | null => {
  const { plan } = run;
  for (const place of outwards(plan, from)) {
    const each = plan.each.get(place);
    const foreach = parentOf(plan, place);
    if (each === undefined || foreach === null) continue;
    const path = plan.steps[foreach]?.id ?? '';
    const { key, value, index, needs = [] } = each;
    const need = (other: string): Json => {
      const found = needs.includes(other) ? plan.index.get(stepId(`${path}[${other}]`)) : undefined;
      return found === undefined ? null : outputsAt(run, found);
    };
    const previous = (): Json =>
      (plan.openings.get(foreach)?.children ?? []).slice(0, index).map((before) => outputsAt(run, before));
    return { key, value, index, need, previous };
  }
  return null;
};

/** The innermost combination of a matrix that a step is in; null where it is in none. */
export const matrixAround = ({ plan }: Run, from: number): Json => {
  for (const place of outwards(plan, from)) {
    const each = plan.each.get(place);
    const foreach = parentOf(plan, place);
    const body = foreach === null ? undefined : plan.steps[foreach]?.body;
    if (each !== undefined && body?.kind === 'foreach' && body.isMatrix) return each.value;
  }
  return null;
};

/** The number of the round that a step itself is; null where it is none. */
const roundOf = (plan: Plan, place: number): number | null => {
  const loop = parentOf(plan, place);
  const step = loop === null ? undefined : plan.steps[loop];
  // The path of a round is that of its loop, a sign, and its number.
  return step?.body?.kind === 'loop' ? Number(plan.steps[place]?.id.slice(step.id.length + 1)) : null;
};

/** The place of the round before the one that a step is; null where it is none, or the first. */
export const roundBefore = (plan: Plan, place: number): number | null => {
  const round = roundOf(plan, place);
  const loop = parentOf(plan, place);
  if (round === null || loop === null) return null;
  return plan.openings.get(loop)?.children[round - 2] ?? null;
};

/** What `loop` tells of the innermost round that a step is in; null where it is in none. */
export const loopAround = (run: Run, from: number): JsonObject | null => {
  for (const round of outwards(run.plan, from)) {
    const index = roundOf(run.plan, round);
    if (index === null) continue;
    const before = roundBefore(run.plan, round);
    const facts = stepFactsAt(run, round);
    return {
      index,
      previous: before === null ? null : outputsAt(run, before),
      changedFiles: before === null ? [] : changedBelow(run, before),
      status: facts?.status ?? null,
      outputs: facts?.outputs ?? null,
      exitCode: facts?.exitCode ?? null,
    };
  }
  return null;
};
