/** The graph of the items of one opening. */
import type { Adjacency, Template } from '../plan.ts';
import { invariant } from '../result.ts';
import type { Child } from './children.ts';
import { orderOf, priorityOf } from './order.ts';
import { reversed } from './rows.ts';

/** Which items need which, by their places in the list; an unknown key is no edge, whoever made the opening has told of it. */
export const itemNeeds = (
  items: readonly { readonly key: string; readonly needs?: readonly string[] }[],
): Adjacency => {
  const places = new Map(items.map(({ key }, at) => [key, at]));
  const offsets = new Uint32Array(items.length + 1);
  const targets: number[] = [];
  for (const [at, { needs = [] }] of items.entries()) {
    for (const key of new Set(needs)) {
      const found = places.get(key);
      if (found !== undefined) targets.push(found);
    }
    offsets[at + 1] = targets.length;
  }
  return { offsets, targets: Uint32Array.from(targets) };
};

const NO_EDGES = new Uint32Array();

/** One copy of the step of `template` for each child. */
export const itemsTemplate = ({ steps: [step] }: Template, children: readonly Child[]): Template => {
  invariant(step !== undefined, 'the body of a foreach is one step');
  const count = children.length;
  const steps = children.map(() => step);
  const items = children.flatMap(({ each }) => each ?? []);
  if (items.every(({ needs }) => needs === undefined)) {
    const none = { offsets: new Uint32Array(count + 1), targets: NO_EDGES };
    return { steps, needs: none, dependents: none, priority: new Float64Array(count).fill(1) };
  }
  const needs = itemNeeds(items);
  const dependents = reversed(needs);
  const order = orderOf(needs, dependents, [{ first: 0, end: count }]);
  return { steps, needs, dependents, priority: priorityOf(dependents, order) };
};
