import { describe, expect, test } from 'vitest';
import { createIdentities, keyOf, type MadeCall } from '../../../../../adapters/tools/cassette/identity.ts';
import { callAt, type Elsewhere } from './call.ts';

const SECRET = 'sk-secret-value';
const mask = (text: string): string => text.replaceAll(SECRET, '***');
const madeAt = (elsewhere: Elsewhere = {}, more: Partial<MadeCall> = {}): MadeCall => {
  const call = callAt(elsewhere);
  const prompt = `look at ${call.worktree}/a, ${call.paths.home}/b and ${call.paths.directory}, in ${call.attempt.run}`;
  return { kind: 'tool', tool: 'claude', with: { prompt, model: 'sonnet' }, call, ...more };
};
const keys = (...made: readonly MadeCall[]): readonly string[] => {
  const identify = createIdentities(mask);
  return made.map((each) => keyOf(identify(each)));
};
const key = (made: MadeCall): string => keys(made)[0] ?? '';

describe('a call', () => {
  test('is the same in another run, at another place and in another attempt', () => {
    expect(key(madeAt({ run: 'zyxwvutsr2', root: '/two/x', attempt: 7 }))).toBe(key(madeAt()));
  });

  test('holds no secret, no place and no run', () => {
    const identity = createIdentities(mask)(madeAt({}, { with: { prompt: `${SECRET} in /one/trees/abcdefghi1` } }));
    expect(identity.with).toEqual({ prompt: '*** in ⟦worktree⟧' });
  });

  test('takes a run that a person named for a word like any other', () => {
    const made = (run: string) => madeAt({ run }, { with: { prompt: 'run the test' } });
    expect(key(made('test'))).toBe(key(made('abcdefghi1')));
  });

  test('is another by its tool, model, words, environment, input, folder, try or step', () => {
    const { call } = madeAt();
    const origin = (more: object): MadeCall => madeAt({}, { call: { ...call, origin: { ...call.origin, ...more } } });
    const others = [
      madeAt(),
      madeAt({}, { tool: 'codex' }),
      madeAt({}, { kind: 'shell' }),
      madeAt({}, { with: { ...madeAt().with, model: 'opus' } }),
      madeAt({}, { with: { ...madeAt().with, prompt: 'other' } }),
      ...[origin({ env: { A: '1' } }), origin({ input: 1 }), origin({ cwd: 'sub' }), origin({ tries: 1 })],
      madeAt({}, { call: { ...call, attempt: { ...call.attempt, step: 'other' as typeof call.attempt.step } } }),
    ];
    expect(new Set(others.map(key)).size).toBe(others.length);
  });

  test('that is made twice in an attempt is told apart, in whatever order others come between', () => {
    const [first, second] = [madeAt(), madeAt({}, { with: { prompt: 'check' } })];
    const [a1, b1, a2] = keys(first, second, first);
    expect(new Set([a1, b1, a2]).size).toBe(3);
    expect(keys(second, first, first)).toEqual([b1, a1, a2]);
    // Another attempt begins to count anew.
    expect(keys(first, madeAt({ attempt: 2 }))).toEqual([a1, a1]);
  });
});
