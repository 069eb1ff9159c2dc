import { describe, expect, test } from 'vitest';
import type { Happening } from '../../../../core/event.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant, stepId } from '../../../../core/id.ts';
import { due } from '../../../../core/planning/schedule/due.ts';
import { Frontier } from '../../../../core/planning/schedule/frontier.ts';
import { ok } from '../../../../core/result.ts';
import { amendRun } from '../../../../core/state/fold.ts';
import type { RunState } from '../../../../core/state/run-state.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';
import { createPolicy } from '../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS } from '../../../../error/engine/policy/policy-settings.ts';
import { after, aStartedRun, isTidied } from '../../../rig/run.ts';
import { aPlan, aStep, aWorkstream } from '../../../rig/step.ts';

const { tool, breakers, timeoutMs, retry } = aStep('undo');
const compensate = { tool, with: { run: 'undo' }, breakers, timeoutMs, retry };
const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };

const undoable = (id: string, needs: readonly string[] = []): Step => aStep(id, needs, { compensate });
const begin = (id: string): readonly Happening[] => [
  { type: 'step.readied', step: stepId(id), attempt: null },
  { type: 'step.started', step: stepId(id), attempt: 1 },
];
const succeed = (id: string): readonly Happening[] => [
  ...begin(id),
  { type: 'step.succeeded', step: stepId(id), attempt: 1, outputs: {}, exitCode: 0, checkpoint: null },
];
const fail = (id: string): readonly Happening[] => {
  const of = { step: stepId(id), attempt: 1 };
  const decision = { kind: 'escalate', reason: 'r' } as const;
  return [...begin(id), { type: 'step.failed', ...of, failure: exit1, diagnosis: null, decision }];
};
const COMPENSATING: Happening = { type: 'run.compensating', cause: 'failed', order: 'success' };
/** As 0.1.0 wrote it. */
const BY_PLAN: Happening = { type: 'run.compensating', cause: 'failed' };
const PAUSED: Happening = { type: 'run.paused', by: 'me', reason: 'request' };
const RESUMED: Happening = { type: 'run.resumed', by: 'me' };

/** What has opened, in its order. */
const openedIn = ({ plan }: RunState): readonly string[] =>
  plan.scopes
    .filter(({ kind }) => kind === 'compensation')
    .flatMap(({ first, end }) => plan.steps.slice(first, end).map(({ id }) => id));

const policy = createPolicy({ chance: { fraction: () => 0.5 }, settings: DEFAULT_POLICY_SETTINGS });
const nextOf = (run: RunState): Happening | null => {
  const frontier = new Frontier(run, { accessOf: () => 'shared', concurrency: 4 });
  isTidied(run, frontier);
  return due(run, frontier, {
    evaluation: {
      condition: () => ({ kind: 'go' }),
      outputs: () => ok({}),
      opening: () => ok({ items: null, limits: {}, inputs: null }),
      until: () => ok(true),
      bodyOutputs: () => ok({}),
      fits: () => true,
      choice: () => null,
    },
    policy,
    now: instant(0),
  });
};

/** a↶, b↶, c↶ and d✗, which need nothing of each other. */
const four = (over: Partial<Workstream> = {}): Workstream =>
  aWorkstream([undoable('a'), undoable('b'), undoable('c'), aStep('d')], over);
/** The same after b, c and a have succeeded in this order and d has failed. */
const failedFour = (over: Partial<Workstream> = {}): RunState =>
  after(aStartedRun(four(over)), [...['b', 'c', 'a'].flatMap(succeed), ...fail('d')]);

describe('what undoes a run', () => {
  test('has no place in it before it opens', () => {
    const run = failedFour({ onFailure: 'rollback' });
    expect(openedIn(run)).toEqual([]);
    expect(run.plan.index.has(stepId('a.compensate'))).toBe(false);
    expect(run.steps).toHaveLength(4);
    expect(nextOf(run)).toEqual(COMPENSATING);
  });

  test('opens in the reverse order of success, the rollback last, and leaves the shared plan alone', () => {
    const run = failedFour({ onFailure: 'rollback' });
    const { plan } = run;
    after(run, [COMPENSATING]);
    expect(openedIn(run)).toEqual(['a.compensate', 'c.compensate', 'b.compensate', 'ws.rollback']);
    expect(run.steps).toHaveLength(8);
    expect(plan.steps).toHaveLength(4);
    expect(nextOf(run)).toMatchObject({ type: 'step.readied', step: 'a.compensate' });
  });

  test('of steps that an earlier run had done comes after that of the run itself, backwards', () => {
    const steps = ['a', 'b'].map((id) => ({ step: stepId(id), outputs: {}, exitCode: 0, checkpoint: null }));
    const inherits = { run: aStartedRun(four()).id, steps };
    const run = after(aStartedRun(four(), { inherits }), [...succeed('c'), ...fail('d'), COMPENSATING]);
    expect(openedIn(run)).toEqual(['c.compensate', 'b.compensate', 'a.compensate']);
  });

  test('of a step that did not succeed is skipped when its turn comes', () => {
    const run = after(aStartedRun(four()), [
      ...succeed('b'),
      ...fail('d'),
      ...fail('a'),
      ...succeed('c'),
      COMPENSATING,
    ]);
    expect(openedIn(run)).toEqual(['c.compensate', 'a.compensate', 'b.compensate']);
    after(run, succeed('c.compensate'));
    expect(nextOf(run)).toEqual({ type: 'step.skipped', step: 'a.compensate', attempt: null, reason: 'policy' });
  });

  test('goes on after one that fails, and its failure is not among those of the run', () => {
    const run = after(failedFour(), [COMPENSATING, ...fail('a.compensate')]);
    expect(nextOf(run)).toMatchObject({ type: 'step.readied', step: 'c.compensate' });
    after(
      run,
      ['c', 'b'].flatMap((id) => succeed(`${id}.compensate`)),
    );
    expect(nextOf(run)).toMatchObject({ type: 'run.failed', failed: ['d'] });
  });

  test('opens once, however often the run stops and goes on', () => {
    const run = after(failedFour(), [COMPENSATING, ...succeed('a.compensate'), PAUSED, RESUMED]);
    expect(nextOf(run)).toEqual(COMPENSATING);
    after(run, [COMPENSATING]);
    expect(openedIn(run)).toEqual(['a.compensate', 'c.compensate', 'b.compensate']);
    expect(nextOf(run)).toMatchObject({ type: 'step.readied', step: 'c.compensate' });
  });

  test('opens again in an amended run, with what was done in it done', () => {
    const run = after(failedFour(), [COMPENSATING, ...succeed('a.compensate'), PAUSED]);
    const { steps } = four();
    const workstream = aWorkstream([...steps.toReversed(), undoable('e')], { onFailure: 'rollback' });
    const plan = aPlan(workstream);
    const frame = { run: run.id, seq: run.seq + 1, at: instant(0), correlationId: run.id, causationId: null };
    amendRun(run, { type: 'run.amended', workstream, planHash: plan.hash, ...frame }, plan);
    expect(openedIn(run)).toEqual(['a.compensate', 'c.compensate', 'b.compensate', 'e.compensate', 'ws.rollback']);
    const kinds = run.plan.steps.map(({ id }, place) => `${id} ${run.steps[place]?.state.kind ?? ''}`);
    expect(kinds.slice(0, 6)).toEqual([
      'd failed',
      'c succeeded',
      'b succeeded',
      'a succeeded',
      'e blocked',
      'a.compensate succeeded',
    ]);
    expect(run.steps).toHaveLength(run.plan.steps.length);
    expect(plan.scopes).toHaveLength(2);
  });
});

describe('a run that 0.1.0 began to undo', () => {
  test('goes on in reverse of its plan, and says so again', () => {
    // What 0.1.0 had done: c, and half of b; the order of success would have been a, c, b.
    const run = after(failedFour(), [BY_PLAN, ...succeed('c.compensate'), ...begin('b.compensate')]);
    expect(openedIn(run)).toEqual(['c.compensate', 'b.compensate', 'a.compensate']);
    expect(nextOf(run)).toBeNull();
    after(run, [{ type: 'step.cancelled', step: stepId('b.compensate'), attempt: 1 }, PAUSED, RESUMED]);
    expect(nextOf(run)).toEqual(BY_PLAN);
    after(run, [BY_PLAN]);
    expect(nextOf(run)).toMatchObject({ type: 'step.readied', step: 'a.compensate' });
  });

  test('has also skipped what there was nothing to undo of', () => {
    const skipped: Happening = { type: 'step.skipped', step: stepId('c.compensate'), attempt: null, reason: 'policy' };
    const run = after(aStartedRun(four()), [...succeed('b'), ...fail('c'), ...succeed('a'), ...fail('d'), BY_PLAN]);
    after(run, [skipped]);
    expect(nextOf(run)).toMatchObject({ type: 'step.readied', step: 'b.compensate' });
  });
});
