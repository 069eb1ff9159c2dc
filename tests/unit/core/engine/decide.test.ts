import { describe, expect, test } from 'vitest';
import { decide, type Input } from '../../../../core/engine/decide.ts';
import { createEvaluation } from '../../../../core/engine/evaluate.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import type { Happening } from '../../../../core/event.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant, runId, stepId } from '../../../../core/id.ts';
import type { DueParts } from '../../../../core/planning/schedule/evaluation.ts';
import type { ErrorPolicy } from '../../../../core/policy.ts';
import { err, ok } from '../../../../core/result.ts';
import type { OnInterrupted } from '../../../../core/workstream.ts';
import { after, aRun, aStartedRun, PLACE, RUN } from '../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';

const A = stepId('a');
const now = instant(50);
const asked = (policy: ErrorPolicy): DueParts => ({ policy, evaluation: createEvaluation(checkJson), now });
const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const failing: ErrorPolicy = { decide: () => ({ kind: 'escalate', reason: 'r' }) };
const fallingBack: ErrorPolicy = { decide: () => ({ kind: 'fallback', to: 1, reason: 'r' }) };
const running: readonly Happening[] = [
  { type: 'step.readied', step: A, attempt: null },
  { type: 'step.started', step: A, attempt: 1 },
];
const question = { kind: 'question', prompt: '?', choices: ['again', 'skip', 'reject'] } as const;
const waiting: readonly Happening[] = [
  ...running,
  { type: 'step.parked', step: A, attempt: 1, wait: question, cause: null },
];
const oneStep = (onInterrupted: OnInterrupted = 'retry') =>
  aStartedRun(aWorkstream([aStep('a', [], { onInterrupted })]));
const attempt = { run: RUN, step: A, attempt: 1 };
const success = { outputs: { n: 1 }, exitCode: 0, checkpoint: 'sha' };
const typesOf = (happenings: readonly Happening[]) => happenings.map(({ type }) => type);
const by = { by: 'test', signal: null };

describe('an outcome', () => {
  test('of the attempt under way is the end of the step', () => {
    const input: Input = { kind: 'outcome', outcome: { attempt, result: ok(success) } };
    expect(decide(after(oneStep(), running), input, asked(failing))).toEqual([
      { type: 'step.succeeded', step: A, attempt: 1, ...success },
    ]);
  });

  test.each([
    ['of an earlier attempt', { ...attempt, attempt: 0 }],
    ['of a later attempt', { ...attempt, attempt: 2 }],
    ['of another run', { ...attempt, run: runId('other') }],
    ['of a step that does not exist', { ...attempt, step: stepId('b') }],
  ])('%s is no happening', (_, stale) => {
    const input: Input = { kind: 'outcome', outcome: { attempt: stale, result: ok(success) } };
    expect(decide(after(oneStep(), running), input, asked(failing))).toEqual([]);
  });

  test.each([
    ['is skipped where it may be done without', 'skip', failing, 'tool-missing', 'step.skipped'],
    ['has failed else', null, failing, 'tool-missing', 'step.failed'],
    ['goes on with what it falls back to', 'skip', fallingBack, 'tool-missing', 'step.retrying'],
    ['has failed of anything else', 'skip', failing, 'timeout', 'step.failed'],
  ] as const)('of a step without its tool %s', (_, unavailable, policy, code, type) => {
    const failure: Failure =
      code === 'timeout' ? { code, afterMs: 1, message: 'm' } : { code, tool: 'codex', message: 'there is no codex' };
    const step = aStep('a', [], unavailable === null ? {} : { unavailable });
    const input: Input = { kind: 'outcome', outcome: { attempt, result: err({ failure, diagnosis: null }) } };
    expect(typesOf(decide(after(aStartedRun(aWorkstream([step])), running), input, asked(policy)))).toEqual([type]);
  });

  test('that comes twice is no happening the second time', () => {
    const run = after(oneStep(), running);
    const input: Input = { kind: 'outcome', outcome: { attempt, result: ok(success) } };
    after(run, decide(run, input, asked(failing)));
    expect(decide(run, input, asked(failing))).toEqual([]);
  });

  test('that tells of a full disk costs the step nothing and pauses the run', () => {
    const full: Failure = { code: 'disk-full', message: 'no room' };
    const input: Input = { kind: 'outcome', outcome: { attempt, result: err({ failure: full, diagnosis: null }) } };
    const happenings = decide(after(oneStep(), running), input, asked(failing));
    expect(typesOf(happenings)).toEqual(['step.retrying', 'run.paused']);
    expect(happenings[0]).toMatchObject({ decision: { counts: false } });
  });

  test.each([
    [{ kind: 'retry', at: instant(99), counts: true, reason: 'r' }, 'step.retrying'],
    [{ kind: 'fix', fix: { title: 't', argv: ['x'], cwd: null }, reason: 'r' }, 'step.retrying'],
    [{ kind: 'fallback', to: 1, reason: 'r' }, 'step.retrying'],
    [{ kind: 'wait', at: instant(99), reason: 'r' }, 'step.retrying'],
    [{ kind: 'ask', prompt: '?', choices: ['again'], reason: 'r' }, 'step.parked'],
    [{ kind: 'log', reason: 'r' }, 'step.failed'],
    [{ kind: 'escalate', reason: 'r' }, 'step.failed'],
  ] as const)('that failed does what the policy says: %o', (decision, type) => {
    const input: Input = { kind: 'outcome', outcome: { attempt, result: err({ failure: exit1, diagnosis: null }) } };
    const happenings = decide(after(oneStep(), running), input, asked({ decide: () => decision }));
    expect(typesOf(happenings)).toEqual([type]);
  });
});

describe('a lost attempt', () => {
  test.each([
    ['retry', 'step.retrying'],
    ['ask', 'step.parked'],
    ['fail', 'step.failed'],
  ] as const)('of a step with onInterrupted: %s becomes %s', (onInterrupted, type) => {
    const run = after(oneStep(onInterrupted), running);
    expect(typesOf(decide(run, { kind: 'lost', attempt, isAtWork: false }, asked(failing)))).toEqual([type]);
  });

  test('costs no failure', () => {
    const run = after(oneStep(), running);
    after(run, decide(run, { kind: 'lost', attempt, isAtWork: false }, asked(failing)));
    expect(run.steps[0]).toMatchObject({ attempts: 1, failures: 0 });
  });

  test('of a run that is being cancelled is cancelled', () => {
    const run = after(oneStep(), [...running, { type: 'run.cancelling', by: 'test', compensate: false }]);
    expect(typesOf(decide(run, { kind: 'lost', attempt, isAtWork: false }, asked(failing)))).toEqual([
      'step.cancelled',
    ]);
  });
});

describe('a step that takes ws down', () => {
  const lost = (n: number, isAtWork = true): Input => ({
    kind: 'lost',
    attempt: { ...attempt, attempt: n },
    isAtWork,
  });
  const again = (n: number): readonly Happening[] => [
    { type: 'step.readied', step: A, attempt: null },
    { type: 'step.started', step: A, attempt: n },
  ];
  /** The run after so many deaths in a row, the step at work again. */
  const afterDeaths = (deaths: number, run = oneStep()) => {
    after(run, running);
    for (let n = 1; n <= deaths; n++) after(run, [...decide(run, lost(n), asked(failing)), ...again(n + 1)]);
    return run;
  };

  test('is quarantined at the third death in a row, and waits for a person', () => {
    const [parked, ...more] = decide(afterDeaths(2), lost(3), asked(failing));
    expect(parked).toMatchObject({
      type: 'step.parked',
      wait: { choices: ['again', 'skip', 'reject'] },
      cause: { failure: { code: 'quarantined', deaths: 3 } },
    });
    expect(more).toEqual([]);
  });

  test('costs the run nothing where it may fail', () => {
    const run = afterDeaths(2, aStartedRun(aWorkstream([aStep('a', [], { continueOnError: true })])));
    expect(decide(run, lost(3), asked(failing))).toMatchObject([
      { type: 'step.failed', failure: { code: 'quarantined' }, decision: { kind: 'log' } },
    ]);
  });

  test('has all its chances again once a person says so', () => {
    const run = afterDeaths(2);
    after(run, decide(run, lost(3), asked(failing)));
    after(run, decide(run, { kind: 'answer', step: A, answer: 'again', outputs: {}, ...by }, asked(failing)));
    after(run, [{ type: 'step.started', step: A, attempt: 4 }]);
    expect(typesOf(decide(run, lost(4), asked(failing)))).toEqual(['step.retrying']);
  });

  test('is none where it was not at work: that death counts neither for it nor against it', () => {
    const run = afterDeaths(2);
    after(run, [...decide(run, lost(3, false), asked(failing)), ...again(4)]);
    expect(typesOf(decide(run, lost(4), asked(failing)))).toEqual(['step.parked']);
  });

  test('is none where an attempt came to an end in between', () => {
    const run = afterDeaths(2);
    const retrying: ErrorPolicy = { decide: () => ({ kind: 'retry', at: now, counts: true, reason: 'r' }) };
    const outcome = {
      attempt: { ...attempt, attempt: 3 },
      result: err({ failure: exit1, diagnosis: null }),
    };
    after(run, [...decide(run, { kind: 'outcome', outcome }, asked(retrying)), ...again(4)]);
    expect(typesOf(decide(run, lost(4), asked(failing)))).toEqual(['step.retrying']);
  });
});

describe('a look at what was left behind', () => {
  const left = [attempt];
  const order = (upTo: number) => ({ upTo, left, readers: [{ ...attempt, step: stepId('r') }], lane: null });
  const found = ok({ salvaged: 'refs/ws/x', unexplained: ['junk.txt'], taken: [] });
  const look = (result: Extract<Input, { kind: 'tidied' }>['result'], upTo = 4): Input => ({
    kind: 'tidied',
    order: order(upTo),
    result,
  });
  const failed: readonly Happening[] = [
    ...running,
    ...([{ type: 'step.failed', step: A, attempt: 1, failure: exit1, diagnosis: null }] as const).map((event) => ({
      ...event,
      decision: { kind: 'log', reason: 'r' } as const,
    })),
  ];

  test('tells who left it, where it is kept, and what nobody can have written that may', () => {
    const run = after(oneStep(), failed);
    const happenings = decide(run, look(found), asked(failing));
    expect(happenings).toEqual([
      {
        ...{ type: 'run.tidied', upTo: 4, left: ['a'], salvaged: 'refs/ws/x', trouble: null },
        ...{ unexplained: ['junk.txt'], readers: ['r'] },
      },
    ]);
  });

  test('names no reader where all is explained', () => {
    const clean = ok({ salvaged: 'refs/ws/x', unexplained: [], taken: [] });
    expect(decide(after(oneStep(), failed), look(clean), asked(failing))).toMatchObject([{ readers: [] }]);
  });

  test('tells what was not put back, because the checkpoint of another step may hold it', () => {
    const taken = [{ step: A, by: [stepId('beside')] }];
    const look_ = look(ok({ salvaged: null, unexplained: [], taken }));
    expect(decide(after(oneStep(), failed), look_, asked(failing))).toMatchObject([{ type: 'run.tidied', taken }]);
  });

  test('that comes twice, or after a newer one, is no happening', () => {
    const run = after(oneStep(), failed);
    after(run, decide(run, look(found), asked(failing)));
    expect(decide(run, look(found), asked(failing))).toEqual([]);
    expect(decide(run, look(found, 3), asked(failing))).toEqual([]);
  });

  test.each([
    ['paused', { type: 'run.paused', by: 'test', reason: 'request' }],
    ['waiting', { type: 'run.waiting' }],
  ] as const)('of a run that is %s meanwhile is no happening: whoever takes it up looks again', (_, event) => {
    expect(decide(after(oneStep(), [...failed, event]), look(found), asked(failing))).toEqual([]);
  });

  test('that could not be taken is told, and the run goes on', () => {
    const trouble = err({ code: 'workspace', message: 'git cannot lock' } as const);
    const run = after(oneStep(), failed);
    const happenings = decide(run, look(trouble), asked(failing));
    expect(happenings).toMatchObject([
      { type: 'run.tidied', left: ['a'], salvaged: null, unexplained: [], readers: [], trouble: 'git cannot lock' },
    ]);
    after(run, happenings);
    expect(run.tidied).toEqual({ upTo: 4, violation: null, lanes: new Map() });
  });

  test('for which the disk has no room pauses the run, and is taken again when it goes on', () => {
    const full = err({ code: 'disk-full', message: 'no room' } as const);
    const run = after(oneStep(), failed);
    const happenings = decide(run, look(full), asked(failing));
    expect(happenings).toEqual([{ type: 'run.paused', by: 'ws', reason: 'disk-full' }]);
    after(run, happenings);
    expect(run.tidied.upTo).toBe(0);
  });

  test('for which the disk has no room keeps no run from being cancelled', () => {
    const full = err({ code: 'disk-full', message: 'no room' } as const);
    const run = after(oneStep(), [...failed, { type: 'run.cancelling', by: 'test', compensate: false }]);
    expect(decide(run, look(full), asked(failing))).toMatchObject([{ type: 'run.tidied', trouble: 'no room' }]);
  });
});

describe('an answer', () => {
  test.each([
    ['accept', ['step.answered', 'step.succeeded']],
    ['again', ['step.answered', 'step.readied']],
    ['skip', ['step.answered', 'step.skipped']],
    ['reject', ['step.answered', 'step.failed']],
  ] as const)('%s moves a waiting step on', (answer, types) => {
    const input: Input = { kind: 'answer', step: A, answer, outputs: {}, ...by };
    expect(typesOf(decide(after(oneStep(), waiting), input, asked(failing)))).toEqual(types);
  });

  test('wakes a run that waits', () => {
    const run = after(oneStep(), [...waiting, { type: 'run.waiting' }]);
    const input: Input = { kind: 'answer', step: A, answer: 'again', outputs: {}, ...by };
    expect(typesOf(decide(run, input, asked(failing)))).toEqual(['step.answered', 'run.woken', 'step.readied']);
  });

  test('to a step that waits for none is no happening', () => {
    const input: Input = { kind: 'answer', step: A, answer: 'again', outputs: {}, ...by };
    expect(decide(after(oneStep(), running), input, asked(failing))).toEqual([]);
  });
});

describe('a wish for the whole run', () => {
  test('to begin is granted once', () => {
    const run = aRun(aWorkstream([aStep('a')]));
    after(run, decide(run, { kind: 'begin', place: PLACE }, asked(failing)));
    expect(run).toMatchObject({ status: 'running', place: PLACE });
    expect(decide(run, { kind: 'begin', place: PLACE }, asked(failing))).toEqual([]);
  });

  test.each([
    ['pause', { kind: 'pause', reason: 'request', ...by }, 'paused'],
    ['cancel', { kind: 'cancel', compensate: false, ...by }, 'cancelling'],
  ] as const)('to %s is granted', (_, input, status) => {
    const run = oneStep();
    after(run, decide(run, input, asked(failing)));
    expect(run.status).toBe(status);
    expect(decide(run, input, asked(failing))).toEqual([]);
  });

  test('to cancel and undo a run that is being undone already is granted as it is; to cancel ends the undoing', () => {
    const run = aStartedRun(aWorkstream([aStep('a')]));
    after(run, [{ type: 'run.compensating', cause: 'failed' }]);
    expect(decide(run, { kind: 'cancel', compensate: true, ...by }, asked(failing))).toEqual([]);
    expect(typesOf(decide(run, { kind: 'cancel', compensate: false, ...by }, asked(failing)))).toEqual([
      'run.cancelling',
    ]);
  });

  test('to undo a run that is being cancelled is granted, once; to cancel it again changes nothing', () => {
    const run = oneStep();
    const wish = { kind: 'cancel', compensate: true, ...by } as const;
    after(run, decide(run, { ...wish, compensate: false }, asked(failing)));
    const granted = decide(run, wish, asked(failing));
    expect(granted).toEqual([{ type: 'run.cancelling', by: 'test', compensate: true }]);
    after(run, granted);
    expect(run).toMatchObject({ status: 'cancelling', compensation: 'wanted' });
    expect(decide(run, wish, asked(failing))).toEqual([]);
    expect(decide(run, { ...wish, compensate: false }, asked(failing))).toEqual([]);
  });

  test('to undo what is no longer being undone, because that was cancelled, comes too late', () => {
    const run = oneStep();
    after(run, [
      { type: 'run.compensating', cause: 'failed' },
      { type: 'run.cancelling', by: 'test', compensate: false },
    ]);
    expect(decide(run, { kind: 'cancel', compensate: true, ...by }, asked(failing))).toEqual([]);
  });

  test('to resume is heard by a paused run only', () => {
    const run = oneStep();
    expect(decide(run, { kind: 'resume', by: 'test' }, asked(failing))).toEqual([]);
    after(run, [{ type: 'run.paused', by: 'test', reason: 'request' }]);
    expect(typesOf(decide(run, { kind: 'resume', by: 'test' }, asked(failing)))).toEqual(['run.resumed']);
  });
});

describe('breakers that have closed', () => {
  const open = (breaker: string): Failure => ({ code: 'breaker-open', breaker, reopensAt: instant(900), message: 'm' });
  const parkedBefore = (breaker: string): readonly Happening[] => [
    ...running,
    {
      type: 'step.retrying',
      ...{ step: A, attempt: 1, failure: open(breaker), diagnosis: null },
      decision: { kind: 'wait', at: instant(900), reason: 'r' },
    },
  ];
  const changed: Input = { kind: 'breakers-changed', names: ['api'] };

  test('ready the steps that wait for them', () => {
    const run = after(oneStep(), parkedBefore('api'));
    expect(typesOf(decide(run, changed, asked(failing)))).toEqual(['step.readied']);
  });

  test.each([
    ['of another name', parkedBefore('npm')],
    ['of a step that runs', running],
  ])('%s are no happening', (_, happenings) => {
    expect(decide(after(oneStep(), happenings), changed, asked(failing))).toEqual([]);
  });

  test('do not wake a run that is paused', () => {
    const run = after(oneStep(), [...parkedBefore('api'), { type: 'run.paused', by: 'test', reason: 'request' }]);
    expect(decide(run, changed, asked(failing))).toEqual([]);
  });
});
