import { describe, expect, test } from 'vitest';
import { createEvaluation } from '../../../../../core/engine/evaluate.ts';
import { checkJson } from '../../../../../schema/json-schema.ts';
import { seal } from '../../../../../core/engine/seal.ts';
import type { Happening } from '../../../../../core/event.ts';
import type { Failure } from '../../../../../core/failure.ts';
import { instant, stepId } from '../../../../../core/id.ts';
import { due } from '../../../../../core/planning/schedule/due.ts';
import type { Evaluation } from '../../../../../core/planning/schedule/evaluation.ts';
import { outlivesHalt } from '../../../../../core/planning/schedule/halt.ts';
import { err, ok } from '../../../../../core/result.ts';
import { fold } from '../../../../../core/state/fold.ts';
import type { RunState } from '../../../../../core/state/run-state.ts';
import { Frontier } from '../../../../../core/planning/schedule/frontier.ts';
import { createPolicy } from '../../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS } from '../../../../../error/engine/policy/policy-settings.ts';
import { after, aRun, aStartedRun, isTidied } from '../../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../../rig/step.ts';

const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const go: Evaluation = {
  condition: () => ({ kind: 'go' }),
  outputs: () => ok({}),
  opening: () => ok({ items: null, limits: {}, inputs: null }),
  until: () => ok(true),
  bodyOutputs: () => ok({}),
  fits: () => true,
  choice: () => null,
};

const policy = createPolicy({ chance: { fraction: () => 0.5 }, settings: DEFAULT_POLICY_SETTINGS });

/** All that is due, taken in turn, as words: `a readied`. */
const settle = (run: RunState, evaluation: Evaluation = go, now = 0): string[] => {
  const frontier = new Frontier(run, {
    accessOf: (step) => step.access ?? 'shared',
    concurrency: run.options.concurrency ?? 1,
  });
  const asked = { evaluation, policy, now: instant(now) };
  const words: string[] = [];
  for (let next = due(run, frontier, asked); ; next = due(run, frontier, asked)) {
    if (next === null && isTidied(run, frontier)) continue;
    if (next === null) return words;
    const size = run.steps.length;
    const place = 'step' in next ? run.plan.index.get(next.step) : undefined;
    const before = place === undefined ? undefined : run.steps[place]?.state.kind;
    fold(run, seal(run, next, instant(now)));
    if (place !== undefined && before !== undefined) frontier.moved(place, before);
    if (run.steps.length > size) frontier.grew();
    words.push('step' in next ? `${next.step} ${next.type.slice(5)}` : next.type);
  }
};

const ended = (id: string, how: 'succeeded' | 'failed' | 'forgiven'): readonly Happening[] => {
  const of = { step: stepId(id), attempt: 1 };
  const decision = { kind: how === 'forgiven' ? 'log' : 'escalate', reason: 'r' } as const;
  return [
    how === 'succeeded'
      ? { type: 'step.succeeded', ...of, outputs: {}, exitCode: 0, checkpoint: null }
      : { type: 'step.failed', ...of, failure: exit1, diagnosis: null, decision },
  ];
};

describe('what is due', () => {
  test('a step with nothing before it is readied and started', () => {
    // a → b
    expect(settle(aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'])])))).toEqual(['a readied', 'a started']);
  });

  test.each([
    [1, ['a readied', 'b readied', 'a started', 'b started']],
    [2, ['a readied', 'b readied', 'a started']],
  ])('a step at work at %i deaths in a row: what may run beside it', (deaths, words) => {
    // a, b
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b')], { concurrency: 2 }), { concurrency: 2 });
    const failure = { code: 'interrupted', by: 'crash', message: 'm', atWork: true } as const;
    for (let attempt = 1; attempt <= deaths; attempt++)
      after(run, [
        { type: 'step.readied', step: stepId('a'), attempt: null },
        { type: 'step.started', step: stepId('a'), attempt },
        {
          ...{ type: 'step.retrying', step: stepId('a'), attempt, failure, diagnosis: null },
          decision: { kind: 'retry', at: instant(0), counts: false, reason: 'r' },
        },
      ]);
    expect(settle(run).toSorted()).toEqual(words.toSorted());
  });

  test('a step starts when all it needs succeeded', () => {
    // a → c, b → c
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b'), aStep('c', ['a', 'b'])]));
    settle(run);
    expect(settle(after(run, ended('a', 'succeeded')))).toEqual([]);
    expect(settle(after(run, ended('b', 'succeeded')))).toEqual(['c readied', 'c started']);
  });

  test('a failed step skips everything that needs it, and the run fails', () => {
    // a✗ → b → c
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a']), aStep('c', ['b'])]));
    settle(run);
    expect(settle(after(run, ended('a', 'failed')))).toEqual(['b skipped', 'c skipped', 'run.failed']);
  });

  test('a failure that is allowed for skips nothing, and the run succeeds', () => {
    // a✗ → b
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'])]));
    settle(run);
    expect(settle(after(run, ended('a', 'forgiven')))).toEqual(['b readied', 'b started']);
    expect(settle(after(run, ended('b', 'succeeded')))).toEqual(['run.succeeded']);
  });

  test('a step skipped by its own condition lets those go on that need it', () => {
    // a (if: false) → b
    const never: Evaluation = { ...go, condition: () => ({ kind: 'skip', reason: 'condition' }) };
    const run = aStartedRun(aWorkstream([aStep('a', [], { condition: 'false' }), aStep('b', ['a'])]));
    expect(settle(run, never)).toEqual(['a skipped', 'b readied', 'b started']);
  });

  test('a condition that cannot be judged fails its step', () => {
    const broken: Evaluation = { ...go, condition: () => ({ kind: 'fail', failure: exit1 }) };
    const run = aStartedRun(aWorkstream([aStep('a', [], { condition: 'fromJSON(1)' })]));
    expect(settle(run, broken)).toEqual(['a failed', 'run.failed']);
  });

  test('no more steps run at once than allowed', () => {
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b'), aStep('c')]), { concurrency: 2 });
    expect(settle(run).filter((word) => word.endsWith('started'))).toEqual(['a started', 'b started']);
  });

  test('the step with the longest way behind it starts first', () => {
    // a, b → c → d
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b'), aStep('c', ['b']), aStep('d', ['c'])]), {
      concurrency: 1,
    });
    expect(settle(run)).toContain('b started');
  });

  test('an exclusive step waits until it is alone, and nothing overtakes it', () => {
    const run = aStartedRun(
      aWorkstream([
        aStep('a', [], { access: 'read' }),
        aStep('b', [], { access: 'exclusive' }),
        aStep('c', [], { access: 'read' }),
      ]),
    );
    expect(settle(run).filter((word) => word.endsWith('started'))).toEqual(['a started']);
    expect(settle(after(run, ended('a', 'succeeded')))).toEqual(['b started']);
    expect(settle(after(run, ended('b', 'succeeded')))).toEqual(['c started']);
  });

  test('finally steps run after all others, also after a failure', () => {
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'])], { finally: [aStep('z')] }));
    settle(run);
    expect(settle(after(run, ended('a', 'failed')))).toEqual(['b skipped', 'z readied', 'z started']);
    expect(settle(after(run, ended('z', 'succeeded')))).toEqual(['run.failed']);
  });

  test('with failFast the first failure cancels what has not started', () => {
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b')], { failFast: true, finally: [aStep('z')] }), {
      concurrency: 1,
    });
    settle(run);
    expect(settle(after(run, ended('a', 'failed')))).toEqual(['b cancelled', 'z readied', 'z started']);
  });

  test('a cancelled run cancels what is idle and still runs its finally steps', () => {
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'])], { finally: [aStep('z')] }));
    settle(run);
    expect(settle(after(run, [{ type: 'run.cancelling', by: 'test', compensate: false }]))).toEqual(['b cancelled']);
    const a = { step: stepId('a'), attempt: 1 };
    expect(settle(after(run, [{ type: 'step.cancelled', ...a }]))).toEqual(['z readied', 'z started']);
    expect(settle(after(run, ended('z', 'succeeded')))).toEqual(['run.cancelled']);
  });

  const tearDown = [
    aStep('a'),
    aStep('always', ['a'], { condition: 'always()' }),
    aStep('cancelled', ['a'], { condition: 'cancelled()' }),
    aStep('failure', ['a'], { condition: '${{ failure() }}' }),
    aStep('success', ['a'], { condition: "success() && 'x' == 'x'" }),
    aStep('plain', ['always']),
  ];
  const judged = (run: RunState): string[] =>
    settle(run, createEvaluation(checkJson)).filter((word) => !/ready|ied$/.test(word));

  test('what tears down outlives a cancel, once what it needs has ended, and nothing else does', () => {
    const run = aStartedRun(aWorkstream(tearDown), { concurrency: 9 });
    judged(run);
    expect(judged(after(run, [{ type: 'run.cancelling', by: 'test', compensate: false }]))).toEqual([
      'plain cancelled',
    ]);
    expect(judged(after(run, [{ type: 'step.cancelled', step: stepId('a'), attempt: 1 }]))).toEqual([
      'failure cancelled',
      'success cancelled',
      'always started',
      'cancelled started',
    ]);
    after(run, [...ended('always', 'succeeded'), ...ended('cancelled', 'succeeded')]);
    expect(judged(run)).toEqual(['run.cancelled']);
  });

  test('what tears down outlives failFast, where what failed counts as before all that has not begun', () => {
    const steps = [aStep('bad'), ...tearDown];
    const run = aStartedRun(aWorkstream(steps, { failFast: true }), { concurrency: 9 });
    judged(run);
    expect(judged(after(run, ended('bad', 'failed')))).toEqual(['plain cancelled']);
    expect(run.steps[1]?.state.kind).toBe('running');
    expect(judged(after(run, ended('a', 'succeeded')))).toEqual([
      'success cancelled',
      'always started',
      'cancelled started',
      'failure started',
    ]);
  });

  test('nothing is torn down before what is being ended has ended', () => {
    // up → test → down; test never begins
    const down = aStep('down', ['test'], { condition: 'always()' });
    const run = aStartedRun(aWorkstream([aStep('up'), aStep('test', ['up']), down]), { concurrency: 9 });
    judged(run);
    const cancelling = { type: 'run.cancelling', by: 'test', compensate: false } as const;
    expect(judged(after(run, [cancelling]))).toEqual(['test cancelled']);
    expect(judged(after(run, [{ type: 'step.cancelled', step: stepId('up'), attempt: 1 }]))).toEqual(['down started']);
  });

  test('a step that tears down goes on where it is under way, and one that is ready begins', () => {
    const run = aStartedRun(
      aWorkstream([aStep('a', [], { condition: 'always()' }), aStep('b', [], { condition: 'success()' })]),
    );
    const frontier = new Frontier(run, { accessOf: () => 'shared', concurrency: 1 });
    after(run, [
      { type: 'step.readied', step: stepId('a'), attempt: null },
      { type: 'step.readied', step: stepId('b'), attempt: null },
      { type: 'run.cancelling', by: 'test', compensate: false },
    ]);
    expect([0, 1].map((place) => outlivesHalt(run, frontier, createEvaluation(checkJson), place))).toEqual([
      true,
      false,
    ]);
    expect(judged(run)).toEqual(['b cancelled', 'a started']);
  });

  test('a run that is to be undone only while it is being cancelled is undone after its finally steps', () => {
    // a↶ → b, then z
    const { tool, breakers, timeoutMs, retry } = aStep('undo');
    const compensate = { tool, with: { run: 'undo' }, breakers, timeoutMs, retry };
    const run = aStartedRun(
      aWorkstream([aStep('a', [], { compensate }), aStep('b', ['a'])], { finally: [aStep('z')] }),
    );
    settle(run);
    settle(after(run, ended('a', 'succeeded')));
    settle(after(run, [{ type: 'run.cancelling', by: 'test', compensate: false }]));
    settle(after(run, [{ type: 'step.cancelled', step: stepId('b'), attempt: 1 }]));
    expect(settle(after(run, [{ type: 'run.cancelling', by: 'test', compensate: true }]))).toEqual([]);
    expect(settle(after(run, ended('z', 'succeeded')))).toEqual([
      'run.compensating',
      'a.compensate readied',
      'a.compensate started',
    ]);
  });

  test('a run cancelled before it started runs nothing', () => {
    const run = aRun(aWorkstream([aStep('a')], { finally: [aStep('z')] }));
    expect(settle(after(run, [{ type: 'run.cancelling', by: 'test', compensate: false }]))).toEqual([
      'a cancelled',
      'z cancelled',
      'run.cancelled',
    ]);
  });

  test('a backoff ends at its time and not before', () => {
    const run = aStartedRun(aWorkstream([aStep('a')]));
    settle(run);
    after(run, [
      {
        type: 'step.retrying',
        ...{ step: stepId('a'), attempt: 1, failure: exit1, diagnosis: null },
        decision: { kind: 'retry', at: instant(100), counts: true, reason: 'r' },
      },
    ]);
    expect(settle(run, go, 99)).toEqual([]);
    expect(settle(run, go, 100)).toEqual(['a readied', 'a started']);
  });

  test('a run in which only a person can move anything waits', () => {
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'])]));
    settle(run);
    const wait = { kind: 'question', prompt: '?', choices: [] } as const;
    expect(settle(after(run, [{ type: 'step.parked', step: stepId('a'), attempt: 1, wait, cause: null }]))).toEqual([
      'run.waiting',
    ]);
  });

  test('a step that waits until a time holds nobody up, and goes on by itself then', () => {
    // a → b
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'])]));
    settle(run);
    const wait = { kind: 'question', prompt: '?', choices: [], until: instant(100) } as const;
    after(run, [{ type: 'step.parked', step: stepId('a'), attempt: 1, wait, cause: null }]);
    expect(settle(run, go, 99)).toEqual(['run.waiting']);
    expect(settle(run, go, 99)).toEqual([]);
    expect(settle(run, go, 100)).toEqual(['run.woken', 'a readied', 'a started']);
  });

  test('it goes on at its time beside what is under way, too', () => {
    // a, b
    const run = aStartedRun(aWorkstream([aStep('a'), aStep('b')]));
    settle(run);
    const wait = { kind: 'question', prompt: '?', choices: [], until: instant(100) } as const;
    after(run, [{ type: 'step.parked', step: stepId('a'), attempt: 1, wait, cause: null }]);
    expect(settle(run, go, 99)).toEqual([]);
    expect(settle(run, go, 100)).toEqual(['a readied', 'a started']);
  });

  test('a step that waits until a time stays where its run is paused or cancelled', () => {
    const wait = { kind: 'question', prompt: '?', choices: [], until: instant(100) } as const;
    const parked = (): RunState => {
      const run = aStartedRun(aWorkstream([aStep('a')]));
      settle(run);
      return after(run, [{ type: 'step.parked', step: stepId('a'), attempt: 1, wait, cause: null }]);
    };
    expect(settle(after(parked(), [{ type: 'run.paused', by: 'test', reason: 'request' }]), go, 100)).toEqual([]);
    const cancelled = after(parked(), [{ type: 'run.cancelling', by: 'test', compensate: false }]);
    expect(settle(cancelled, go, 100)).toEqual(['a cancelled', 'run.cancelled']);
  });

  test('nothing is due in a paused run', () => {
    const run = after(aStartedRun(aWorkstream([aStep('a')])), [{ type: 'run.paused', by: 'test', reason: 'request' }]);
    expect(settle(run)).toEqual([]);
  });

  test('outputs that cannot be worked out fail the run', () => {
    const run = aStartedRun(aWorkstream([aStep('a')]));
    const broken: Evaluation = { ...go, outputs: () => err('outputs.x: no') };
    settle(run);
    expect(settle(after(run, ended('a', 'succeeded')), broken)).toEqual(['run.failed']);
  });
});
