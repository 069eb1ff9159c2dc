import { describe, expect, test } from 'vitest';
import {
  ageWords,
  durationWords,
  moneyWords,
  shareWords,
  sizeWords,
  tokenWords,
} from '../../../../../interfaces/house/view/words.ts';

describe('a duration in few words', () => {
  test.each([
    [null, '–'],
    [0, '0.0s'],
    [300, '0.3s'],
    [4000, '4s'],
    [192_000, '3m 12s'],
    [3_599_600, '1h 00m'],
    [8_040_000, '2h 14m'],
    [266_400_000, '3d 2h'],
  ])('%s ms is %s', (ms, words) => expect(durationWords(ms)).toBe(words));
});

test.each([
  [59_999, '59s'],
  [780_000, '13m'],
  [8_040_000, '2h 14m'],
  [400_000_000, '4d'],
])('%s ms ago is said in its largest unit: %s', (ms, words) => expect(ageWords(ms)).toBe(words));

test('what is not known is never shown as nothing', () => {
  expect([moneyWords(null), moneyWords(0), moneyWords(940_000)]).toEqual(['–', '', '$0.94']);
  expect([tokenWords(null), tokenWords(999), tokenWords(38_400), tokenWords(1_200_000)]).toEqual([
    '–',
    '999',
    '38k',
    '1.2M',
  ]);
  expect([shareWords(1, 0), shareWords(163, 179), shareWords(41, 1000, 1)]).toEqual(['–', '91%', '4.1%']);
  expect([sizeWords(12), sizeWords(1200), sizeWords(64 * 1024 * 1024)]).toEqual(['12 B', '1.2 KiB', '64 MiB']);
});
