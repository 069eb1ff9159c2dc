/** What is typed, as it comes in pieces. */
import { describe, expect, test } from 'vitest';
import { createTyping, hiddenText, type Keys, type Typed } from '../../../../interfaces/cli/typing.ts';

const keysOf = (...pieces: readonly string[]): Keys & { readonly shown: readonly boolean[] } => {
  const left = pieces.values();
  const shown: boolean[] = [];
  return { shown, next: async () => left.next().value ?? null, show: (isShown) => void shown.push(isShown) };
};

const line = (text: string): Typed => ({ kind: 'line', text });

describe('lines', () => {
  test.each<[string, readonly string[], readonly Typed[]]>([
    ['in pieces', ['a', 'b\n', 'c\n'], [line('ab'), line('c')]],
    ['typed ahead', ['a\nb\nc\n'], [line('a'), line('b'), line('c')]],
    ['of a terminal that says return', ['a\rb\r\n'], [line('a'), line('b')]],
    ['the last without an end', ['a\nb'], [line('a'), line('b'), { kind: 'ended' }]],
    ['none', [], [{ kind: 'ended' }]],
  ])('%s', async (_, pieces, expected) => {
    const typing = createTyping(keysOf(...pieces));
    for (const each of expected) expect(await typing(false)).toEqual(each);
  });

  test('a hidden line between two that are shown; what was typed ahead is not lost', async () => {
    const keys = keysOf('a\ns3', 'cret\rb\n');
    const typing = createTyping(keys);
    expect([await typing(false), await typing(true), await typing(false)]).toEqual([
      line('a'),
      line('s3cret'),
      line('b'),
    ]);
    expect(keys.shown).toEqual([false, true]);
  });

  test.each<[string, readonly string[], Typed]>([
    ['Ctrl-C', ['abc', '\u0003'], { kind: 'interrupted' }],
    ['Ctrl-D', ['\u0004'], { kind: 'ended' }],
    ['an input that ends in the middle', ['abc'], { kind: 'ended' }],
  ])('%s ends a hidden line, and typing is shown again', async (_, pieces, expected) => {
    const keys = keysOf(...pieces);
    expect(await createTyping(keys)(true)).toEqual(expected);
    expect(keys.shown).toEqual([false, true]);
  });
});

test.each([
  ['abc\u007f\bd', 'ad'],
  ['abc\u0015x y', 'x y'],
  ['a\u001b[Db\u001b[3~c', 'abc'],
  ['gr\u00fc\u00df \u{1f600}!\u007f', 'gr\u00fc\u00df \u{1f600}'],
  ['ab\u0004', 'ab'],
])('hidden keys %j are %j', (keys, text) => {
  expect(hiddenText(keys)).toEqual({ text, end: null });
});
