/** RELIABILITY row 20: forty edits of a definition, and what a run that has begun makes of each. */
import { describe, expect, test } from 'vitest';
import { stepId } from '../../../../core/id.ts';
import { compareDefinitions } from '../../../../core/planning/changes.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';

const done = aStep('done', [], { env: { A: '1' }, input: { x: 1 } });
const next = aStep('next', ['done']);
const last = aStep('last', ['next']);
const end = aStep('end');
const input = { type: 'string', description: null, required: true, default: null, options: [] } as const;
const before = aWorkstream([done, next, last], {
  finally: [end],
  env: { E: '1' },
  inputs: { i: input },
  secrets: ['S'],
  outputs: { o: 'x' },
});

const with_ = (over: Partial<Workstream>): Workstream => ({ ...before, ...over });
const steps = (...all: readonly Step[]): Workstream => with_({ steps: all });
const of = (step: Step, over: Partial<Step>): Step => ({ ...step, ...over });
const check = { kind: 'run', script: 'true' } as const;

type Verdict = 'same' | 'free' | 'blocked';

const edits: readonly (readonly [string, Workstream, Verdict])[] = [
  ['nothing', with_({}), 'same'],
  ['the order of keys of an input', steps(of(done, { input: { x: 1 } }), next, last), 'same'],
  ['steps reordered', steps(last, next, done), 'same'],
  ['a copy of everything', structuredClone(before), 'same'],
  ['the title', with_({ title: 'Other' }), 'free'],
  ['the description', with_({ description: 'Other' }), 'free'],
  ['the concurrency', with_({ concurrency: 9 }), 'free'],
  ['failFast', with_({ failFast: true }), 'free'],
  ['an output of the run', with_({ outputs: { o: 'y' } }), 'free'],
  ['an output of the run added', with_({ outputs: { o: 'x', p: 'y' } }), 'free'],
  ['the script of a pending step', steps(done, of(next, { with: { run: 'false' } }), last), 'free'],
  ['the tool of a pending step', steps(done, of(next, { tool: 'other' as Step['tool'] }), last), 'free'],
  ['the condition of a pending step', steps(done, of(next, { condition: 'always()' }), last), 'free'],
  ['the environment of a pending step', steps(done, of(next, { env: { B: '2' } }), last), 'free'],
  ['the time limit of a pending step', steps(done, of(next, { timeoutMs: 1 }), last), 'free'],
  ['the retries of a pending step', steps(done, of(next, { retry: { ...next.retry, limit: 5 } }), last), 'free'],
  ['the access of a pending step', steps(done, of(next, { access: 'exclusive' }), last), 'free'],
  ['the acceptance of a pending step', steps(done, of(next, { acceptance: [check] }), last), 'free'],
  ['the needs of a pending step', steps(done, next, of(last, { needs: [stepId('done')] })), 'free'],
  ['a pending step added', steps(done, next, last, aStep('more', ['done'])), 'free'],
  [
    'a pending step put before another',
    steps(done, aStep('more'), of(next, { needs: [stepId('done'), stepId('more')] }), last),
    'free',
  ],
  ['a pending step removed', steps(done, next), 'free'],
  ['a pending step renamed', steps(done, next, of(last, { id: stepId('final') })), 'free'],
  ['a finally step changed', with_({ finally: [of(end, { with: { run: 'false' } })] }), 'free'],
  ['a finally step removed', with_({ finally: [] }), 'free'],
  ['a finally step added', with_({ finally: [end, aStep('bye')] }), 'free'],
  [
    'a pending step made a finally step',
    with_({ steps: [done, next], finally: [end, of(last, { needs: [] })] }),
    'free',
  ],
  ['the change it carries out', with_({ spec: { change: 'other' } }), 'blocked'],
  ['the script of a finished step', steps(of(done, { with: { run: 'false' } }), next, last), 'blocked'],
  ['the environment of a finished step', steps(of(done, { env: { A: '2' } }), next, last), 'blocked'],
  ['the input of a finished step', steps(of(done, { input: { x: 2 } }), next, last), 'blocked'],
  ['the folder of a finished step', steps(of(done, { cwd: 'src' }), next, last), 'blocked'],
  ['the acceptance of a finished step', steps(of(done, { acceptance: [check] }), next, last), 'blocked'],
  ['the output schema of a finished step', steps(of(done, { outputs: { type: 'object' } }), next, last), 'blocked'],
  ['a finished step removed', steps(of(next, { needs: [] }), last), 'blocked'],
  [
    'a finished step renamed',
    steps(of(done, { id: stepId('first') }), of(next, { needs: [stepId('first')] }), last),
    'blocked',
  ],
  ['a finished step given a need', steps(of(done, { needs: [stepId('more')] }), next, last, aStep('more')), 'blocked'],
  ['the environment of all', with_({ env: { E: '2' } }), 'blocked'],
  ['the inputs', with_({ inputs: {} }), 'blocked'],
  ['the secrets', with_({ secrets: [] }), 'blocked'],
  ['the base', with_({ base: 'main' }), 'blocked'],
  ['the id', with_({ id: 'other' }), 'blocked'],
];

test.each(edits)('%s', (_, after, verdict) => {
  const changes = compareDefinitions(before, after, { finished: new Set([stepId('done')]), underWay: new Set() });
  const got: Verdict = changes.isSame ? 'same' : changes.blocking.length === 0 ? 'free' : 'blocked';
  expect(got).toBe(verdict);
});

test('before any step has finished, everything may change', () => {
  const none = { finished: new Set<Step['id']>(), underWay: new Set<Step['id']>() };
  for (const [, after] of edits) expect(compareDefinitions(before, after, none).blocking).toEqual([]);
});

describe('while a group is open', () => {
  const lane = { wraps: 'group', files: [] } as const;
  const grouped = (inner: readonly Step[], isLane: boolean): Workstream =>
    aWorkstream([
      aStep('g', [], {
        body: { kind: 'group', steps: inner, outputs: {}, timeoutMs: null, ...(isLane ? { lane } : {}) },
      }),
    ]);
  const [x, y] = [aStep('x'), aStep('y', ['x'])];
  const begun = { finished: new Set([stepId('g/x')]), underWay: new Set([stepId('g')]) };
  const blockingOf = (after: Workstream): readonly string[] =>
    compareDefinitions(grouped([x, y], true), after, begun).blocking;

  test('what has not begun in it may change', () => {
    expect(blockingOf(grouped([x, of(y, { with: { run: 'false' } })], true))).toEqual([]);
  });

  test('its lane may not be taken from it, nor its steps', () => {
    expect(blockingOf(grouped([x, y], false))).toEqual([expect.stringContaining('"g" has begun')]);
    expect(blockingOf(aWorkstream([aStep('g')]))).toContainEqual(expect.stringContaining('"g" has begun'));
  });

  test('what has finished in it may neither change nor go', () => {
    expect(blockingOf(grouped([of(x, { with: { run: 'false' } }), y], true))).toEqual([
      'step "g/x" has finished, and has changed',
    ]);
    expect(blockingOf(grouped([y], true))).toEqual(['step "g/x" has finished, and is gone']);
  });
});
