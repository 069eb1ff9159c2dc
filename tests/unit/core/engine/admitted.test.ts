import { expect, test } from 'vitest';
import type { BreakerVerdict } from '../../../../core/breakers.ts';
import { admitted } from '../../../../core/engine/admitted.ts';
import { instant } from '../../../../core/id.ts';
import { err, ok } from '../../../../core/result.ts';

const guards = { breakers: ['anthropic'], accounts: ['anthropic/1'] };
const FAILS: BreakerVerdict = { kind: 'fails', until: null, isLasting: true };
const never = new AbortController().signal;
const failure = { code: 'quota-exceeded', resetsAt: null, message: 'm' } as const;

const heard = () => {
  const verdicts: Record<string, string> = {};
  const admit = async (names: readonly string[]) => {
    const settle = async ({ kind }: BreakerVerdict) => void (verdicts[names.join()] = kind);
    return { kind: 'admitted', leave: { settle } } as const;
  };
  return { verdicts, admit };
};

test.each([
  [true, { anthropic: 'works', 'anthropic/1': 'fails' }],
  [false, { anthropic: 'fails', 'anthropic/1': 'unknown' }],
])('what speaks of the account (%s) is held against it alone', async (isAccount, expected) => {
  const { verdicts, admit } = heard();
  const parts = { breakers: { admit }, verdictOf: () => FAILS, isOfAccount: () => isAccount };
  await admitted(guards, parts, never, async () => err({ failure, diagnosis: null }));
  expect(verdicts).toEqual(expected);
});

test('success speaks for both, and a call that is cut short for neither', async () => {
  const { verdicts, admit } = heard();
  const parts = { breakers: { admit }, verdictOf: () => FAILS, isOfAccount: () => true };
  await admitted(guards, parts, never, async () => ok(1));
  expect(verdicts).toEqual({ anthropic: 'works', 'anthropic/1': 'works' });
  await admitted(guards, parts, AbortSignal.abort(), async () => err({ failure, diagnosis: null }));
  expect(verdicts).toEqual({ anthropic: 'unknown', 'anthropic/1': 'unknown' });
});

test('where the account lets nobody through nobody is called, and the leave of the provider is given back', async () => {
  const { verdicts, admit } = heard();
  const reopensAt = instant(7);
  const asked = async (names: readonly string[]) =>
    names.includes('anthropic/1')
      ? ({ kind: 'refused', breaker: 'anthropic/1', reopensAt } as const)
      : await admit(names);
  const parts = { breakers: { admit: asked }, verdictOf: () => FAILS, isOfAccount: () => true };
  const call = () => Promise.reject(new Error('nobody calls'));
  const result = await admitted(guards, parts, never, call);
  expect(result).toMatchObject({
    ok: false,
    error: { failure: { code: 'breaker-open', breaker: 'anthropic/1', reopensAt } },
  });
  expect(verdicts).toEqual({ anthropic: 'unknown' });
});
