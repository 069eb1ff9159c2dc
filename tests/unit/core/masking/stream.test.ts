import { describe, expect, test } from 'vitest';
import { createMask } from '../../../../core/masking.ts';

const shownOf = (secrets: readonly string[], pieces: readonly string[]): readonly string[] => {
  const stream = createMask(secrets).stream();
  return [...pieces.map((piece) => stream.push(Buffer.from(piece)).slice()), stream.end()].map((bytes) =>
    Buffer.from(bytes).toString(),
  );
};

describe('what is shown does not depend on the pieces a text comes in', () => {
  test.each([
    ['a control sequence in two', ['admin'], ['10\x1b[3', '1madmin\n'], '10\x1b[31m***\n'],
    ['a word behind a colour', ['admin'], ['x\x1b[31m', 'admin\n'], 'x\x1b[31madmin\n'],
    ['a word behind an escape', ['admin'], ['\\n', 'admin\n'], '\\n***\n'],
    ['a list that is too short for one', ['\x01\x02\x03\x04'], ['1 2 3 4', '\\'], '1 2 3 4\\'],
    ['a list of which much was shown', ['\x01\x02\x03\x04'], ['000012;', '1 2 3 4".'], '000012;***".'],
    ['an offset in two', ['abcdefgh'], ['61 62 63\n0000', '0003 64 65 66 67 68\n'], '***\n'],
    [
      'a line of numbers at the end',
      ['abcdefgh'],
      ['x\n0000000 1\n97\n98\n99\n100\n101\n102\n103\n', '104'],
      'x\n0000000 1\n***',
    ],
  ])('%s', (_name, secrets, pieces, expected) => {
    expect(shownOf(secrets, pieces).join('')).toBe(expected);
    expect(shownOf(secrets, [pieces.join('')]).join('')).toBe(expected);
  });
});

describe('little is held back', () => {
  test.each([
    ['lines', 'one\n', 0],
    ['a row of digits without an end', '0123456789abcdef', 0],
    ['a row of x', '0x4', 1],
    ['a list of numbers', '12, ', 0],
    ['colours', '\x1b[31m', 0],
    ['the beginning of a control sequence', 'ab\x1b[3', 3],
  ])('%s', (_name, text, most) => {
    const long = text.repeat(2_000);
    const shown = shownOf(['Zk7qXw9-mP3vTb'], [long]);
    expect(long.length - (shown[0]?.length ?? 0)).toBeLessThanOrEqual(most);
  });
});
