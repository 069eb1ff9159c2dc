/** Waves and the critical path, against an oracle that walks every way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toolId } from '../../../../core/id.ts';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import { planWorkstream } from '../../../../core/planning/plan.ts';
import { drawGraph } from '../../../../interfaces/cli/commands/graph.ts';
import { outlineOf } from '../../../../interfaces/cli/plan-outline.ts';
import { planOf, workstreamOf, type Needs } from './example.ts';

const NO_RETRY = { limit: 0, on: null, repeats: null, backoff: { initialMs: 1, factor: 1, maxMs: 1, jitter: 0 } };

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

  test('what compensates steps is named apart, in the order it is done, and is in no drawing', () => {
    // a → b │ z
    const own = workstreamOf({ a: [], b: ['a'] }, { z: [] }, { onFailure: 'rollback' });
    const undo = { tool: toolId('shell'), with: { run: 'true' }, breakers: [], timeoutMs: 1000, retry: NO_RETRY };
    const steps = own.steps.map((step) => ({ ...step, compensate: undo }));
    const planned = planWorkstream({ ...own, steps }, () => 'a'.repeat(64), describeTool);
    if (!planned.ok) throw new Error('it has a plan');
    const plan = planned.value;
    expect(outlineOf(plan)).toMatchObject({
      order: ['a', 'b', 'z'],
      waves: [['a'], ['b'], ['z']],
      criticalPath: ['a', 'b', 'z'],
      compensations: ['b.compensate', 'a.compensate', 'ws.rollback'],
    });
    for (const format of ['mermaid', 'dot', 'json'] as const)
      expect(drawGraph(plan, format)).not.toMatch(/compensate|rollback/);
  });
});
