import { describe, expect, test } from 'vitest';
import { stepId } from '../../../../core/id.ts';
import { scopeAt } from '../../../../core/scope.ts';
import { opened } from '../../../../core/state/growth.ts';
import { roomy } from '../../../../core/state/rows.ts';
import type { Adjacency, Plan, Template } from '../../../../core/plan.ts';
import { aPlan, aStep, aWorkstream } from '../../../rig/step.ts';

const rowsOf = ({ offsets, targets }: Adjacency, count: number): readonly (readonly number[])[] =>
  Array.from({ length: count }, (_, place) => [...targets.subarray(offsets[place], offsets[place + 1])]);

/** All of a plan as it is read, whatever room its arrays have left. */
const readOf = (plan: Plan) => ({
  ids: plan.steps.map(({ id }) => id),
  index: [...plan.index],
  scopes: [...plan.scopes],
  needs: rowsOf(plan.needs, plan.steps.length),
  dependents: rowsOf(plan.dependents, plan.steps.length),
  priority: [...plan.priority.subarray(0, plan.steps.length)],
});

const own = (): Plan => aPlan(aWorkstream([aStep('a'), aStep('b', ['a'])], { finally: [aStep('z')] }));

/** What opens, as the planner makes it of a definition of its own. */
const opening = (...ids: readonly string[]): Template =>
  aPlan(aWorkstream(ids.map((id, at) => aStep(id, at === 0 ? [] : [ids[at - 1] ?? '']))));

describe('a plan that grows', () => {
  test('has the new rows behind the old ones, moved to where they lie, in a scope of their own', () => {
    const grown = opened(own(), 'compensation', opening('x', 'y'));
    expect(readOf(grown)).toEqual({
      ids: ['a', 'b', 'z', 'x', 'y'],
      index: [
        ['a', 0],
        ['b', 1],
        ['z', 2],
        ['x', 3],
        ['y', 4],
      ],
      scopes: [
        { kind: 'main', first: 0, end: 2 },
        { kind: 'finally', first: 2, end: 3 },
        { kind: 'compensation', first: 3, end: 5 },
      ],
      needs: [[], [0], [], [], [3]],
      dependents: [[1], [], [], [4], []],
      priority: [2, 1, 1, 2, 1],
    });
    expect(scopeAt(grown.scopes, 4).kind).toBe('compensation');
    expect(() => scopeAt(grown.scopes, 5)).toThrow('invariant');
  });

  test('leaves the plan that it was made from as it was, and then grows in place', () => {
    const plan = own();
    const before = readOf(plan);
    const grown = opened(plan, 'compensation', opening('x', 'y'));
    expect(opened(grown, 'compensation', opening('v', 'w'))).toBe(grown);
    expect(readOf(plan)).toEqual(before);
    expect(readOf(opened(plan, 'compensation', opening('x'))).ids).toEqual(['a', 'b', 'z', 'x']);
  });

  test('changes no old row, however often it grows', () => {
    let grown = own();
    for (let round = 0; round < 100; round++) {
      const before = readOf(grown);
      grown = opened(grown, 'compensation', opening(`x${round}`, `y${round}`));
      const after = readOf(grown);
      const count = before.ids.length;
      expect(after.needs.slice(0, count)).toEqual(before.needs);
      expect(after.dependents.slice(0, count)).toEqual(before.dependents);
      expect(after.priority.slice(0, count)).toEqual(before.priority);
      expect(after.needs.slice(count)).toEqual([[], [count]]);
      expect(grown.index.get(stepId(`y${round}`))).toBe(count + 1);
    }
  });

  test('has room for more than is asked, so that growing by one is cheap', () => {
    const full = Uint32Array.of(1, 2, 3, 4);
    expect(roomy(full, 4)).toBe(full);
    expect([...roomy(full, 5)]).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
    expect(roomy(full, 20)).toHaveLength(20);
    expect(roomy(new Float64Array(), 1)).toBeInstanceOf(Float64Array);
  });
});
