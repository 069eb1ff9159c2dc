/** Parts of a text, collected one after another and put together where they overlap. */

/** A part of a text: where it starts and where it ends. */
export type Span = readonly [start: number, end: number];

/** Starts and ends, in order; no two overlap. */
export type Spans = { readonly starts: readonly number[]; readonly ends: readonly number[] };

export type Collected = { readonly add: (start: number, end: number) => void; readonly spans: () => Spans };

/** Collects spans. What touches without overlapping stays apart. */
export const collectSpans = (): Collected => {
  let all: (readonly [number, number])[] = [];
  const merged = (): Spans => {
    const starts: number[] = [];
    const ends: number[] = [];
    for (const [start, end] of all.sort((a, b) => a[0] - b[0])) {
      const last = ends.length - 1;
      if (last >= 0 && start < (ends[last] ?? 0)) ends[last] = Math.max(ends[last] ?? 0, end);
      else {
        starts.push(start);
        ends.push(end);
      }
    }
    return { starts, ends };
  };
  const add = (start: number, end: number): void => {
    const last = all.at(-1);
    // Most are found in order: a row of overlapping ones is kept as one.
    if (last !== undefined && start >= last[0] && start < last[1])
      all[all.length - 1] = [last[0], Math.max(last[1], end)];
    else all.push([start, end]);
  };
  return {
    add,
    spans: () => {
      const spans = merged();
      all = [];
      return spans;
    },
  };
};
