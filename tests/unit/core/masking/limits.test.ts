import { describe, expect, test } from 'vitest';
import { refusalToMask } from '../../../../core/masking/limits.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line-${at}`).join('\n');

describe('secrets that cannot be masked are named, and nothing of their values is told', () => {
  test.each([
    ['a NUL byte', { FINE: 'hunter2-hunter2', BAD: 'canary\0canary' }, /secret BAD holds a NUL/],
    ['one that is too long', { FINE: 'x', BAD: 'canary'.repeat(50_000) }, /secret BAD is too long/],
    ['too many characters beyond ASCII', { BAD: 'ä'.repeat(140_000) }, /secret BAD is too long/],
    [
      'too much together',
      Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, name.repeat(250_000)])),
      /secrets up to E are too long/,
    ],
    ['too many lines', { BAD: lines(12_000) }, /secret BAD cannot be masked: it has 12001 lines/],
    ['too many lines together', { A: lines(6_000), B: lines(6_001) }, /secrets up to B/],
  ])('%s', (_name, secrets, told) => {
    const refusal = refusalToMask(secrets);
    expect(refusal).toMatch(told);
    expect(refusal).not.toMatch(/canary|line-\d|AAAA/);
  });

  test('what can be handed on can be masked', () => {
    expect(refusalToMask({ LONG: 'x'.repeat(131_000), MANY: lines(5_000), NONE: '' })).toBeNull();
  });
});
