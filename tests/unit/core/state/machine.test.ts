import { describe, expect, test } from 'vitest';
import { isRunDone, isStepDone, RUN_MACHINE, STEP_MACHINE } from '../../../../core/state/machine.ts';
import type { RunStatus, StepKind } from '../../../../core/run.ts';

type Machine<S> = Readonly<Record<string, { readonly from: readonly S[]; readonly to: S | null }>>;

const statesOf = <S>(machine: Machine<S>, start: S): Set<S> => {
  const states = new Set<S>([start]);
  for (const { from, to } of Object.values(machine))
    for (const state of [...from, ...(to === null ? [] : [to])]) states.add(state);
  return states;
};

const reachableFrom = <S>(machine: Machine<S>, start: S): Set<S> => {
  const seen = new Set<S>([start]);
  for (let size = 0; size !== seen.size; ) {
    size = seen.size;
    for (const { from, to } of Object.values(machine))
      if (to !== null && from.some((state) => seen.has(state))) seen.add(to);
  }
  return seen;
};

const waysOut = <S>(machine: Machine<S>, state: S): boolean =>
  Object.values(machine).some(({ from, to }) => to !== null && to !== state && from.includes(state));

describe('the machine of steps', () => {
  const machine: Machine<StepKind> = STEP_MACHINE;
  test.each([...statesOf(machine, 'blocked')])('%s can be reached, and left unless it is an end', (state) => {
    expect(reachableFrom(machine, 'blocked').has(state)).toBe(true);
    expect(waysOut(machine, state)).toBe(!isStepDone(state));
  });
});

describe('the machine of runs', () => {
  const machine: Machine<RunStatus> = RUN_MACHINE;
  test.each([...statesOf(machine, 'created')])('%s can be reached, and left unless it is an end', (state) => {
    expect(reachableFrom(machine, 'created').has(state)).toBe(true);
    expect(waysOut(machine, state)).toBe(!isRunDone(state));
  });
});
