/** Waves and the critical path, against an oracle that walks every way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outlineOf } from '../../../../interfaces/cli/plan-outline.ts';
import { planOf, workstreamOf, type Needs } from './example.ts';

/** Random graphs: step n needs some of the steps before it. */
const graphs = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.array(fc.nat(), { minLength: count, maxLength: count }).map((masks): Needs => {
    const needs = (place: number): string[] =>
      Array.from({ length: place }, (_, at) => at)
        .filter((at) => ((masks[place] ?? 0) >> at) % 2 === 1)
        .map((at) => `s${at}`);
    return Object.fromEntries(masks.map((_, place) => [`s${place}`, needs(place)]));
  }),
);

const depth = (needs: Needs, step: string): number =>
  1 + Math.max(0, ...(needs[step] ?? []).map((need) => depth(needs, need)));

describe('the outline of a plan', () => {
  test('a step stands in the wave after the last of its needs, and the critical path is a longest way', () => {
    fc.assert(
      fc.property(graphs, (needs) => {
        const { waves, criticalPath, order } = outlineOf(planOf(workstreamOf(needs)));
        for (const [number, wave] of waves.entries())
          for (const step of wave) expect(depth(needs, step)).toBe(number + 1);
        expect(waves.flat().sort()).toEqual([...order].sort());
        expect(criticalPath).toHaveLength(Math.max(...Object.keys(needs).map((step) => depth(needs, step))));
        for (const [place, step] of criticalPath.slice(1).entries()) expect(needs[step]).toContain(criticalPath[place]);
      }),
    );
  });

  test('finally steps come in waves of their own, after all others', () => {
    // a → b, c │ y → z
    const plan = planOf(workstreamOf({ a: [], b: ['a'], c: [] }, { y: [], z: ['y'] }));
    expect(outlineOf(plan)).toMatchObject({
      waves: [['a', 'c'], ['b'], ['y'], ['z']],
      criticalPath: ['a', 'b', 'y', 'z'],
    });
  });
});
