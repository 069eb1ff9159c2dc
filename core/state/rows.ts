/** Arrays by place that grow at their end: what is there stays as it is, and n more places cost O(n). */
import type { Adjacency } from '../plan.ts';

type Row = Uint32Array | Int32Array | Uint8Array | Float64Array;

/** The array itself where it is long enough, else a copy with room for more than is asked, so that growing stays cheap. */
export const roomy = <T extends Row>(array: T, length: number): T => {
  if (array.length >= length) return array;
  // The cast cannot lie: an array and its constructor are of one kind.
  const wider = new (array.constructor as new (length: number) => T)(Math.max(length, array.length * 2));
  wider.set(array);
  return wider;
};

export type GrowingRows = { -readonly [K in keyof Adjacency]: Adjacency[K] };

/** Writes rows behind the rows that are there, from the place `first` on; their targets move with them. */
export const appendRows = (to: GrowingRows, { offsets, targets }: Adjacency, first: number, count: number): void => {
  const base = to.offsets[first] ?? 0;
  const edges = offsets[count] ?? 0;
  to.offsets = roomy(to.offsets, first + count + 1);
  to.targets = roomy(to.targets, base + edges);
  for (let at = 1; at <= count; at++) to.offsets[first + at] = base + (offsets[at] ?? 0);
  for (let edge = 0; edge < edges; edge++) to.targets[base + edge] = (targets[edge] ?? 0) + first;
};

/** The same edges the other way round. */
export const reversed = ({ offsets, targets }: Adjacency): Adjacency => {
  const count = offsets.length - 1;
  const back = new Uint32Array(count + 1);
  for (const target of targets) back[target + 1] = (back[target + 1] ?? 0) + 1;
  for (let place = 0; place < count; place++) back[place + 1] = (back[place + 1] ?? 0) + (back[place] ?? 0);
  const next = back.slice();
  const sources = new Uint32Array(targets.length);
  for (let place = 0; place < count; place++)
    for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++) {
      const target = targets[edge] ?? 0;
      const slot = next[target] ?? 0;
      sources[slot] = place;
      next[target] = slot + 1;
    }
  return { offsets: back, targets: sources };
};
