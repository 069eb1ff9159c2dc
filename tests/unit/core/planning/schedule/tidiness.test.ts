import { describe, expect, test } from 'vitest';
import type { Happening } from '../../../../../core/event.ts';
import type { Failure } from '../../../../../core/failure.ts';
import { instant, stepId } from '../../../../../core/id.ts';
import { Tidiness } from '../../../../../core/planning/schedule/tidiness.ts';
import type { RunState } from '../../../../../core/state/run-state.ts';
import { after, aStartedRun, RUN } from '../../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../../rig/step.ts';

const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const violated: Failure = { code: 'read-only-violated', paths: ['a'], message: 'it wrote' };
const escalated = { decision: { kind: 'escalate', reason: 'r' }, diagnosis: null } as const;
const question = { kind: 'question', prompt: '?', choices: ['again', 'skip', 'reject', 'accept'] } as const;

const W = { step: stepId('w'), attempt: 1 };
const R = { step: stepId('r'), attempt: 1 };
const begun = (of: typeof W): readonly Happening[] => [
  { type: 'step.readied', step: of.step, attempt: null },
  { type: 'step.started', ...of },
];
const succeeded = (of: typeof W, checkpoint: string | null): Happening => ({
  ...{ type: 'step.succeeded', ...of },
  ...{ outputs: {}, exitCode: 0, checkpoint },
});
const failed = (of: typeof W, failure: Failure = exit1): Happening => ({
  type: 'step.failed',
  ...of,
  failure,
  ...escalated,
});
const retrying: Happening = {
  ...{ type: 'step.retrying', ...W, failure: exit1, diagnosis: null },
  decision: { kind: 'retry', at: instant(1), counts: true, reason: 'r' },
};
const asked: Happening = {
  ...{ type: 'step.parked', ...W, wait: question },
  cause: {
    ...{ failure: { code: 'quarantined', deaths: 3, message: 'm' }, diagnosis: null },
    decision: { kind: 'ask', prompt: '?', choices: question.choices, reason: 'r' },
  },
};
const answered = (answer: 'accept' | 'skip'): Happening => ({
  ...{ type: 'step.answered', ...W },
  ...{ by: 'somebody', answer, outputs: {} },
});

/** `w` may write, `r` only reads. */
const aRunOf = (...happenings: readonly Happening[]): RunState =>
  after(aStartedRun(aWorkstream([aStep('w'), aStep('r', [], { access: 'read' })])), happenings);

const tidinessOf = (run: RunState): Tidiness => {
  const tidiness = new Tidiness(run, ({ access }) => access !== 'read');
  tidiness.grew(0);
  return tidiness;
};
const standing = (tidiness: Tidiness): string =>
  [tidiness.isQuiet() ? 'quiet' : '', tidiness.hasLeft() ? 'left' : '', tidiness.hasRead() ? 'read' : '']
    .join(' ')
    .trim()
    .replace('  ', ' ');

const courses: readonly [string, readonly Happening[], string][] = [
  ['nothing has begun', [], 'quiet'],
  ['one that may write is at work', begun(W), ''],
  ['one that only reads is at work', begun(R), 'quiet'],
  ['what was written is in a checkpoint', [...begun(W), succeeded(W, 'sha')], 'quiet'],
  ['one has failed that may write', [...begun(W), failed(W)], 'quiet left'],
  ['one has failed and goes on', [...begun(W), retrying], ''],
  ['one is cancelled before its next try', [...begun(W), retrying, { type: 'step.cancelled', ...W }], 'quiet left'],
  ['one never began', [{ type: 'step.skipped', step: W.step, attempt: null, reason: 'policy' }], 'quiet'],
  ['one waits for a person', [...begun(W), asked], ''],
  [
    'a person skips what was quarantined',
    [...begun(W), asked, answered('skip'), { type: 'step.skipped', ...W, reason: 'policy' }],
    'quiet left',
  ],
  [
    'a person accepts as it is what had failed',
    [...begun(W), asked, answered('accept'), succeeded(W, null)],
    'quiet left',
  ],
  ['one has read', [...begun(R), succeeded(R, null)], 'quiet read'],
  ['one that only reads has failed', [...begun(R), failed(R)], 'quiet read'],
  ['one that only reads has written', [...begun(R), failed(R, violated)], 'quiet left read'],
  ['one has failed beside one at work', [...begun(R), ...begun(W), failed(R, violated)], 'left read'],
];

describe('whether anybody looks at the worktree', () => {
  test.each(courses)('when %s', (_, happenings, expected) => {
    expect(standing(tidinessOf(aRunOf(...happenings)))).toBe(expected);
  });

  test.each(courses)('is the same event by event and built afresh, when %s (T1)', (_, happenings) => {
    const run = aRunOf();
    const kept = tidinessOf(run);
    for (const happening of happenings) {
      after(run, [happening]);
      const place = 'step' in happening ? run.plan.index.get(happening.step) : undefined;
      // An answer leaves the step where it is.
      if (place !== undefined && happening.type !== 'step.answered') kept.moved(place);
      const fresh = tidinessOf(run);
      expect([standing(kept), kept.order()]).toEqual([standing(fresh), fresh.order()]);
    }
  });
});

test('a look is asked for of all that ended since the last one, in the order of their ends', () => {
  const run = aRunOf(...begun(W), ...begun(R), succeeded(R, null), failed(W));
  const tidiness = tidinessOf(run);
  const upTo = run.seq;
  expect(tidiness.order()).toEqual({ upTo, left: [{ run: RUN, ...W }], readers: [{ run: RUN, ...R }], lane: null });
  const found = { salvaged: null, unexplained: [], readers: [], trouble: null };
  after(run, [{ type: 'run.tidied', upTo, left: [W.step], ...found }]);
  tidiness.tidied();
  expect(standing(tidiness)).toBe('quiet');
  expect(tidiness.order()).toEqual({ upTo: run.seq, left: [], readers: [], lane: null });
});

test('what ends while somebody looks is left for the next look', () => {
  const run = aRunOf(...begun(W), ...begun(R), failed(W));
  const tidiness = tidinessOf(run);
  const { upTo } = tidiness.order();
  after(run, [succeeded(R, null)]);
  tidiness.moved(1);
  const found = { salvaged: null, unexplained: [], readers: [], trouble: null };
  after(run, [{ type: 'run.tidied', upTo, left: [W.step], ...found }]);
  tidiness.tidied();
  expect(standing(tidiness)).toBe('quiet read');
});
