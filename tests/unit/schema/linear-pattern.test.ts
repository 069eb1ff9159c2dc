import { describe, expect, test } from 'vitest';
import { linearPattern } from '../../../schema/linear-pattern.ts';

const TEXTS = [
  ...['', 'a', 'b', 'A', '0', '_', '-', ']', '[', '^', '$', '.', '/', '\\', ' ', '\t', '\n', '\r', '\b', '\v', '\0'],
  ...[
    '\u00a0',
    '\ufeff',
    '\u2028',
    'é',
    'Ω',
    'ж',
    '😀',
    '\ud83d',
    'aaa',
    'ab',
    'ab\n',
    'a b',
    'a-b',
    '10',
    '1.2.3',
    '::',
  ],
];

describe('a pattern matches what it matches in JavaScript', () => {
  test.each([
    ...[
      'a',
      '^a$',
      '^.$',
      '.',
      '^\\s$',
      '^\\S$',
      '^[\\s]$',
      '^[\\S]$',
      '^[^\\s]$',
      '^[^\\S]$',
      '^\\d+$',
      '^\\D$',
      '^\\w$',
      '^\\W$',
    ],
    ...[
      '^[\\w-]$',
      '^[a\\-c]$',
      '^[\\-a]$',
      '^[a-c-]$',
      '^[+--]$',
      '^[a-c-e]$',
      '^[^]$',
      '[]',
      '^[[]$',
      '^[\\]]$',
      '^[\\^]$',
      '^[$.]$',
      '^[/]$',
      '^\\/$',
    ],
    ...[
      '^\\u0041$',
      '^[\\u0041-\\u{1F600}]$',
      '^\\ud83d\\ude00$',
      '^\\u{1f600}$',
      '^\\x41$',
      '^\\cJ$',
      '^[\\b]$',
      '\\bb\\b',
      'a\\B',
      '^\\0$',
    ],
    ...[
      '^\\p{L}$',
      '^\\P{L}$',
      '^[\\p{Lu}\\d]$',
      '^\\p{Letter}$',
      '^\\p{Script=Greek}$',
      '^\\p{sc=Cyrillic}$',
      '^\\p{gc=Lu}$',
      '^\\p{Any}$',
    ],
    ...[
      '^(?<name>a)b?$',
      '^(?:a|b)+$',
      '^(a)(b)$',
      '^a{2,3}$',
      '^a{3}$',
      '^a{2,}?$',
      '^\\d+(?:\\.\\d+){2}$',
      '^[[:alph]$',
      '^\\.$',
      '^\\\\$',
      '^\\$$',
      '\\n$',
      '^',
    ],
  ])('%s', (pattern) => {
    const native = new RegExp(pattern, 'u');
    const linear = linearPattern(pattern);
    expect(TEXTS.filter((text) => linear.test(text))).toEqual(TEXTS.filter((text) => native.test(text)));
  });
});

test.each([
  ['^(?=a)', 'the pattern "^(?=a)" uses the look-around (?=…), which is not supported'],
  ['(?!a)', 'the pattern "(?!a)" uses the look-around (?!…), which is not supported'],
  ['(?<=a)b', 'the pattern "(?<=a)b" uses the look-around (?<=…), which is not supported'],
  ['(?<!a)b', 'the pattern "(?<!a)b" uses the look-around (?<!…), which is not supported'],
  ['(a)\\1', 'the pattern "(a)\\\\1" uses the back-reference \\1, which is not supported'],
  ['(?<n>a)\\k<n>', 'the pattern "(?<n>a)\\\\k<n>" uses the back-reference \\k<n>, which is not supported'],
])('%s is refused in words', (pattern, message) => {
  expect(() => linearPattern(pattern)).toThrow(message);
});

test.each(['(', '[b-a]', 'a**', '\\u{110000}', '(?i', '\\A', '\\Q', '[[:alpha:]]+]'])('%s is no pattern', (pattern) => {
  expect(() => linearPattern(pattern)).toThrow('Invalid regular expression');
});
