/** Small definitions and plans for tests of the command line, made without the planner. */
import type { Adjacency, Plan } from '../../../../core/plan.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';

export type Needs = Readonly<Record<string, readonly string[]>>;

const RETRY: Step['retry'] = { ...aStep('any').retry, limit: 2 };

const step = (id: string, needs: readonly string[]): Step => aStep(id, needs, { retry: RETRY });

/** A workstream from `{ step: needs }`. */
export const workstreamOf = (steps: Needs, last: Needs = {}, over: Partial<Workstream> = {}): Workstream =>
  aWorkstream(
    Object.entries(steps).map(([id, needs]) => step(id, needs)),
    {
      id: 'example',
      title: 'An example',
      concurrency: 2,
      finally: Object.entries(last).map(([id, needs]) => step(id, needs)),
      ...over,
    },
  );

const adjacency = (lists: readonly (readonly number[])[]): Adjacency => {
  const offsets = Uint32Array.from([0, ...lists.map(() => 0)]);
  for (const [place, list] of lists.entries()) offsets[place + 1] = (offsets[place] ?? 0) + list.length;
  return { offsets, targets: Uint32Array.from(lists.flat()) };
};

/** The plan of a workstream whose steps are listed after what they need. */
export const planOf = (workstream: Workstream): Plan => {
  const steps = [...workstream.steps, ...workstream.finally];
  const index = new Map(steps.map(({ id }, place) => [id, place]));
  const needs = steps.map((one) => one.needs.map((need) => index.get(need) ?? -1));
  const dependents = steps.map((_, place) => steps.flatMap((_other, at) => (needs[at]?.includes(place) ? [at] : [])));
  return {
    hash: 'a'.repeat(64),
    workstream,
    steps,
    index,
    scopes: [
      { kind: 'main', first: 0, end: workstream.steps.length },
      { kind: 'finally', first: workstream.steps.length, end: steps.length },
    ],
    compensation: [],
    order: Uint32Array.from(steps.keys()),
    needs: adjacency(needs),
    dependents: adjacency(dependents),
    priority: new Float64Array(steps.length),
    templates: new Map(),
    above: new Uint32Array(),
    openings: new Map(),
    each: new Map(),
  };
};
