import { expect, test } from 'vitest';
import type { AgentOutcome, Facts } from '../../../../../adapters/tools/agent/outcome.ts';
import { FAILURES, failureOfOutcome } from '../../../../../adapters/tools/agent/outcome-failure.ts';
import { waitOfOutcome } from '../../../../../adapters/tools/agent/asking.ts';

const facts = (given: Partial<Facts> = {}): Facts => ({
  ...{
    end: { kind: 'exited', exitCode: 0 },
    cut: null,
    last: null,
    errors: [],
    denials: [],
    tools: { ok: 0, failed: 0 },
  },
  ...{ changed: null, isToChange: true, stallMs: 2_000, limit: null, over: null, isAsking: false },
  ...given,
});
const said = (message: string, status: number | null = null): Partial<Facts> => ({
  errors: [{ kind: 'error', status, message, isFatal: true }],
});

type Row = readonly [AgentOutcome, Partial<Facts>, object | null];
const rows: readonly Row[] = [
  ['ok', {}, null],
  ['no_change', {}, null],
  [
    'denied',
    { denials: [{ kind: 'denied', name: 'Bash', subject: 'rm x' }] },
    { code: 'permission-denied', message: 'It was not allowed what it wanted to do: Bash rm x' },
  ],
  ['tool_failed', said('no luck'), { code: 'tool-exit', status: 1, message: 'It could not do it: no luck' }],
  ['quota', said('slow down', 429), { code: 'rate-limited', resetsAt: null }],
  ['quota', said('Rate limit reached for requests per min', 429), { code: 'rate-limited' }],
  ['quota', said('5-hour limit reached', 429), { code: 'quota-exceeded' }],
  ['quota', said('You exceeded your current quota', 429), { code: 'quota-exceeded', resetsAt: null }],
  ['quota', said('pay', 402), { code: 'quota-exceeded' }],
  ['quota', { ...said('slow', 429), limit: 5_000 }, { code: 'quota-exceeded', resetsAt: 5_000 }],
  ['auth', {}, { code: 'unauthenticated' }],
  ['unavailable', {}, { code: 'unavailable', resetsAt: null }],
  ['context_too_long', {}, { code: 'context-too-long' }],
  ['refused', {}, { code: 'refused' }],
  ['asks', {}, null],
  ['budget_exceeded', {}, { code: 'budget-exceeded' }],
  ['scope_violated', {}, { code: 'scope-violated', paths: [] }],
  ['stalled', {}, { code: 'timeout', afterMs: 2_000, message: 'It was stopped because it said nothing for 2 s' }],
  ['timeout', { end: { kind: 'timeout', afterMs: 9 } }, { code: 'timeout', afterMs: 9 }],
  ['cancelled', { end: { kind: 'aborted' } }, { code: 'interrupted', by: 'cancel' }],
  ['crashed', {}, { code: 'tool-exit', status: 0 }],
  ['crashed', { end: { kind: 'signalled', signal: 'SIGSEGV' } }, { code: 'tool-signal', signal: 'SIGSEGV' }],
];

test.each(rows)('%s is %j', (outcome, given, expected) => {
  const failure = failureOfOutcome(outcome, facts(given), 'It');
  if (expected === null) expect(failure).toBeNull();
  else expect(failure).toMatchObject(expected);
});

test('there is a row for every outcome', () => {
  expect(Object.keys(FAILURES).toSorted()).toEqual([...new Set(rows.map(([outcome]) => outcome))].toSorted());
});

test('a person is asked by two outcomes, of denials only where that is wanted', () => {
  const denials: Facts['denials'] = [
    { kind: 'denied', name: 'Bash', subject: 'rm x' },
    { kind: 'denied', name: 'Bash', subject: 'rm x' },
  ];
  const of = {
    dialect: { title: 'It', ruleOf: ({ name, subject }: { name: string; subject: string }) => `${name}(${subject})` },
    tool: 'mine',
  };
  expect(waitOfOutcome('denied', facts({ denials }), of)).toBeNull();
  expect(waitOfOutcome('denied', facts({ denials, isAsking: true }), of)).toMatchObject({
    kind: 'permission',
    wants: { tool: 'mine', all: [{ name: 'Bash', subject: 'rm x', rule: 'Bash(rm x)' }] },
  });
  expect(waitOfOutcome('asks', facts(), of)).toMatchObject({ kind: 'reply', choices: ['reply', 'skip', 'reject'] });
  expect(waitOfOutcome('ok', facts({ isAsking: true }), of)).toBeNull();
  const all = waitOfOutcome('denied', facts({ denials, isAsking: true }), { ...of, dialect: { title: 'It' } });
  expect(all?.wants?.all).toEqual([{ name: 'Bash', subject: 'rm x', rule: '*' }]);
});
