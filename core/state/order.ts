/** In which order the nodes of a graph can follow one another. */
import type { Scope } from '../scope.ts';
import type { Adjacency } from '../plan.ts';

/**
 * Places so that each comes after what it needs; among equals the order of the document decides, and one scope comes
 * after the other. Shorter than the graph where it has a cycle. Source: A. B. Kahn, Topological sorting of large
 * networks, CACM 1962.
 */
export const orderOf = (
  needs: Adjacency,
  dependents: Adjacency,
  scopes: readonly Pick<Scope, 'first' | 'end'>[],
): Uint32Array => {
  const count = needs.offsets.length - 1;
  const unmet = new Uint32Array(count);
  for (let place = 0; place < count; place++)
    unmet[place] = (needs.offsets[place + 1] ?? 0) - (needs.offsets[place] ?? 0);
  const order = new Uint32Array(count);
  let filled = 0;
  let next = 0;
  for (const { first, end: last } of scopes) {
    for (let place = first; place < last; place++) if (unmet[place] === 0) order[filled++] = place;
    for (; next < filled; next++) {
      const place = order[next] ?? 0;
      const end = dependents.offsets[place + 1] ?? 0;
      for (let edge = dependents.offsets[place] ?? 0; edge < end; edge++) {
        const dependent = dependents.targets[edge] ?? 0;
        const left = (unmet[dependent] ?? 0) - 1;
        unmet[dependent] = left;
        if (left === 0) order[filled++] = dependent;
      }
    }
  }
  return order.subarray(0, filled);
};

/** Nobody mends more circles at a time. */
const MOST_CYCLES = 20;

/**
 * Ways round cycles that share no place, each with its first place repeated at the end: each needs the one before. `order`
 * left them out.
 */
export const findCycles = (needs: Adjacency, order: Uint32Array): readonly (readonly number[])[] => {
  const count = needs.offsets.length - 1;
  const isOrdered = new Uint8Array(count);
  for (const place of order) isOrdered[place] = 1;
  const stuckNeed = (place: number): number | undefined => {
    const all = needs.targets.subarray(needs.offsets[place] ?? 0, needs.offsets[place + 1] ?? 0);
    return all.find((need) => isOrdered[need] === 0);
  };
  const cycles: (readonly number[])[] = [];
  const seenAt = new Map<number, { readonly walk: number; readonly at: number }>();
  for (
    let walk = isOrdered.indexOf(0);
    walk !== -1 && cycles.length < MOST_CYCLES;
    walk = isOrdered.indexOf(0, walk + 1)
  ) {
    const path: number[] = [];
    let place: number | undefined = walk;
    while (place !== undefined && !seenAt.has(place)) {
      seenAt.set(place, { walk, at: path.length });
      path.push(place);
      place = stuckNeed(place);
    }
    const back = place === undefined ? undefined : seenAt.get(place);
    // A way into what an earlier walk went through comes round no new cycle.
    if (back?.walk !== walk) continue;
    const cycle = path.slice(back.at).reverse();
    const [first] = cycle;
    if (first !== undefined) cycles.push([...cycle, first]);
  }
  return cycles;
};

/** For each place the number of steps on the longest way from it to an end, itself included. */
export const priorityOf = (dependents: Adjacency, order: Uint32Array): Float64Array => {
  const priority = new Float64Array(order.length);
  for (let at = order.length - 1; at >= 0; at--) {
    const place = order[at] ?? 0;
    let longest = 0;
    const end = dependents.offsets[place + 1] ?? 0;
    for (let edge = dependents.offsets[place] ?? 0; edge < end; edge++)
      longest = Math.max(longest, priority[dependents.targets[edge] ?? 0] ?? 0);
    priority[place] = longest + 1;
  }
  return priority;
};
