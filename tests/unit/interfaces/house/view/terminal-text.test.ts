import { expect, test } from 'vitest';
import { plainText, shownLine } from '../../../../../interfaces/house/view/terminal-text.ts';

const text = (line: string): string =>
  shownLine(line)
    .map((part) => part.text)
    .join('');

test('colours become classes, and end where they end', () => {
  expect(shownLine('\u001b[32mfound\u001b[0m 48 \u001b[1;31muses\u001b[m')).toEqual([
    { text: 'found', classes: 't-green' },
    { text: ' 48 ', classes: '' },
    { text: 'uses', classes: 't-red t-bold' },
  ]);
});

test.each([
  ['a title', '\u001b]0;you are owned\u0007ok'],
  ['a link', '\u001b]8;;https://evil.example\u001b\\ok\u001b]8;;\u001b\\'],
  ['a title without an end', 'ok\u001b]0;whatever comes'],
  ['a cleared screen', '\u001b[2J\u001b[Hok'],
  ['a device string', '\u001bPq#0\u001b\\ok'],
  ['a line written over', 'first\rok'],
  ['an end of Windows', 'ok\r'],
])('%s does nothing', (_, line) => expect(text(line)).toBe('ok'));

test('a colour by its number takes its number along', () => {
  expect(shownLine('\u001b[38;5;31mplain\u001b[38;2;1;31;3mtoo')).toEqual([
    { text: 'plain', classes: '' },
    { text: 'too', classes: '' },
  ]);
});

test('what would hide or turn text is seen', () => {
  expect(plainText('a\u202eb\u200bc\u0000\u001b')).toBe('a<U+202E>b<U+200B>c\u2400\u241b');
});
