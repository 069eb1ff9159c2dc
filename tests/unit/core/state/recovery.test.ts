import { expect, test } from 'vitest';
import type { StepEvent } from '../../../../core/event.ts';
import { instant, stepId } from '../../../../core/id.ts';
import type { Recovery } from '../../../../core/run.ts';
import { recoveryAfter, UNTROUBLED } from '../../../../core/state/recovery.ts';
import { placed, type Told } from './example-log.ts';
import { RUN } from '../../../rig/run.ts';

const of = { step: stepId('a'), attempt: 2 };
const refused = { code: 'acceptance-failed', check: { kind: 'file', path: 'f' }, message: 'no file f' } as const;
const interrupted = { code: 'interrupted', by: 'crash', message: 'gone' } as const;
const fix = { title: 'Mend', argv: ['mend'], cwd: null } as const;

const after = (told: readonly Told[]): Recovery =>
  placed(RUN, told)
    .filter((event): event is StepEvent => 'step' in event)
    .reduce(recoveryAfter, UNTROUBLED);

const accepted: Told = { type: 'step.answered', ...of, by: 'ann', answer: 'accept', outputs: { done: 'yes' } };
const fixing: Told = {
  ...{ type: 'step.retrying', ...of, failure: refused, diagnosis: null },
  decision: { kind: 'fix', fix, reason: 'r' },
};

test('a fix is tried on work that a person did, which stays accepted', () => {
  expect(after([accepted, fixing])).toMatchObject({
    accepted: { done: 'yes' },
    fix: { fix, of: refused.code },
    fixes: 1,
  });
});

test('where the attempt with the fix is lost, the accepted work is checked again and no fix is spent', () => {
  const lost: Told = {
    ...{ type: 'step.retrying', ...of, failure: interrupted, diagnosis: null },
    decision: { kind: 'retry', at: instant(0), counts: false, reason: 'r' },
  };
  expect(after([accepted, fixing, lost])).toMatchObject({ accepted: { done: 'yes' }, fix: null, fixes: 0 });
});

test('whoever is to do the work once more is asked once more', () => {
  const again: Told = {
    ...{ type: 'step.retrying', ...of, failure: refused, diagnosis: null },
    decision: { kind: 'retry', at: instant(0), counts: true, reason: 'r' },
  };
  expect(after([accepted, again])).toMatchObject({ accepted: null, spent: 1 });
});
