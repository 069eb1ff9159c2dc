/**
 * Lays a graph out from top to bottom: each box below all that it needs, boxes of a row in the order that crosses least. Longest path
 * and a few sweeps by the mean of neighbours: milliseconds for thousands of boxes.
 */

export type Box = { readonly id: string; readonly width: number; readonly height: number };

export type Placed = {
  /** Of the left upper corner, in the order of the boxes. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
};

export type Gaps = { readonly between: number; readonly below: number };

const SWEEPS = 4;
/** A row that is wider than this many boxes is broken into several, one below the other. */
const WIDEST_ROW = 60;

/** Edges are pairs of places in `boxes`; those that would close a circle are passed over. */
export const layOut = (
  boxes: readonly Box[],
  edges: readonly (readonly [number, number])[],
  { between, below }: Gaps,
): Placed => {
  const count = boxes.length;
  const outs: number[][] = Array.from({ length: count }, () => []);
  const ins: number[][] = Array.from({ length: count }, () => []);
  const open = new Int32Array(count);
  for (const [from, to] of edges) {
    outs[from]?.push(to);
    ins[to]?.push(from);
    open[to] = (open[to] ?? 0) + 1;
  }
  const layer = new Int32Array(count);
  const queue: number[] = [];
  for (let at = 0; at < count; at += 1) if (open[at] === 0) queue.push(at);
  for (const at of queue) {
    for (const next of outs[at] ?? []) {
      layer[next] = Math.max(layer[next] ?? 0, (layer[at] ?? 0) + 1);
      open[next] = (open[next] ?? 0) - 1;
      if (open[next] === 0) queue.push(next);
    }
  }
  const layers: number[][] = [];
  for (let at = 0; at < count; at += 1) (layers[layer[at] ?? 0] ??= []).push(at);
  const place = new Float64Array(count);
  const centre = (row: readonly number[]): void => row.forEach((at, index) => (place[at] = index - row.length / 2));
  layers.forEach(centre);
  const sweep = (rows: readonly number[][], neighbours: readonly (readonly number[])[]): void => {
    for (const row of rows) {
      for (const at of row) {
        const near = neighbours[at] ?? [];
        if (near.length > 0) place[at] = near.reduce((sum, each) => sum + (place[each] ?? 0), 0) / near.length;
      }
      row.sort((one, other) => (place[one] ?? 0) - (place[other] ?? 0));
      centre(row);
    }
  };
  for (let time = 0; time < SWEEPS; time += 1) {
    sweep(layers, ins);
    sweep([...layers].reverse(), outs);
  }
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const rows = layers.flatMap((row) => broken(row));
  const widthOf = (row: readonly number[]): number =>
    row.reduce((sum, at) => sum + (boxes[at]?.width ?? 0), 0) + between * Math.max(0, row.length - 1);
  const width = rows.reduce((most, row) => Math.max(most, widthOf(row)), 0);
  let top = 0;
  for (const row of rows) {
    let left = (width - widthOf(row)) / 2;
    let tallest = 0;
    for (const at of row) {
      const { width: wide = 0, height: tall = 0 } = boxes[at] ?? {};
      x[at] = left;
      y[at] = top;
      left += wide + between;
      tallest = Math.max(tallest, tall);
    }
    top += tallest + below;
  }
  return { x, y, width, height: Math.max(0, top - below) };
};

const broken = (row: readonly number[]): readonly (readonly number[])[] => {
  const parts = Math.ceil(row.length / WIDEST_ROW);
  const size = Math.ceil(row.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, at) => row.slice(at * size, (at + 1) * size));
};
