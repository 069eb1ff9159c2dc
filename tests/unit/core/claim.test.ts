import { describe, expect, test } from 'vitest';
import { isRival, mayTake, type Claim, type Want } from '../../../core/claim.ts';

const want = (pool: string, amount: number, size = 2, overtaking = size): Want => ({ pool, amount, size, overtaking });
const waiting = (overtaken: number, ...wants: readonly Want[]): Claim => ({ wants, isHeld: false, overtaken });
const using = (used: Readonly<Record<string, number>>) => (pool: string) => used[pool] ?? 0;

describe('who wants of pools', () => {
  test.each<[string, readonly Want[], readonly Claim[], Readonly<Record<string, number>>, boolean]>([
    ['may take where there is room', [want('a', 2)], [], {}, true],
    ['may not take more than is left', [want('a', 2)], [], { a: 1 }, false],
    ['takes all of it or nothing', [want('a', 1), want('b', 1, 1)], [], { b: 1 }, false],
    ['may go before one that was overtaken seldom', [want('a', 1)], [waiting(1, want('a', 2))], { a: 1 }, true],
    ['may not go before one that was overtaken often', [want('a', 1)], [waiting(2, want('a', 2))], { a: 1 }, false],
    ['may not go before one that is strict', [want('a', 1)], [waiting(0, want('a', 2, 2, 0))], { a: 1 }, false],
  ])('%s', (_, wants, before, used, expected) => {
    expect(mayTake(wants, before, using(used))).toBe(expected);
  });

  test('is a rival of who wants of the same', () => {
    expect(isRival([want('a', 1)], [want('b', 1), want('a', 1)])).toBe(true);
    expect(isRival([want('a', 1)], [want('b', 1)])).toBe(false);
  });
});
