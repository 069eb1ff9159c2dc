import { expect, test } from 'vitest';
import { tickWords, timeScale } from '../../../../../interfaces/house/view/time-scale.ts';

const MINUTE = 60_000;

test('time without idleness is even', () => {
  const scale = timeScale({ from: 0, to: 10 * MINUTE });
  expect(scale.at(0)).toBe(0);
  expect(scale.at(5 * MINUTE)).toBeCloseTo(0.5);
  expect(scale.at(20 * MINUTE)).toBe(1);
  expect(scale.folds).toEqual([]);
});

test('a long idle stretch becomes a narrow band, and work keeps its proportions', () => {
  const scale = timeScale({ from: 0, to: 60 * MINUTE }, [{ from: 10 * MINUTE, to: 50 * MINUTE }]);
  const [fold] = scale.folds;
  expect(fold?.width).toBeLessThan(0.05);
  expect(scale.at(10 * MINUTE)).toBeCloseTo(1 - scale.at(50 * MINUTE));
  expect(scale.at(5 * MINUTE) * 2).toBeCloseTo(scale.at(10 * MINUTE));
});

test('idleness that overlaps is folded once, and what is short is left as it is', () => {
  const overlapping = [
    { from: 10 * MINUTE, to: 30 * MINUTE },
    { from: 20 * MINUTE, to: 50 * MINUTE },
  ];
  expect(timeScale({ from: 0, to: 60 * MINUTE }, overlapping).folds).toHaveLength(1);
  expect(timeScale({ from: 0, to: 60 * MINUTE }, [{ from: MINUTE, to: 3 * MINUTE }]).folds).toEqual([]);
});

test('ticks are round, do not touch, and none stands in a fold', () => {
  const scale = timeScale({ from: 0, to: 63 * MINUTE }, [{ from: 7 * MINUTE, to: 24 * MINUTE }]);
  expect(scale.ticks.map(({ after }) => tickWords(after)).slice(0, 4)).toEqual(['0', '5m', '25m', '30m'].slice(0, 4));
  const lefts = scale.ticks.map(({ left }) => left);
  expect(lefts.every((left, at) => at === 0 || left - (lefts[at - 1] ?? 0) > 0.08)).toBe(true);
});

test('the time grows from left to right, whatever is folded', () => {
  const scale = timeScale({ from: 0, to: 100 * MINUTE }, [
    { from: 5 * MINUTE, to: 40 * MINUTE },
    { from: 60 * MINUTE, to: 90 * MINUTE },
  ]);
  const places = Array.from({ length: 101 }, (_, at) => scale.at(at * MINUTE));
  expect(places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0))).toBe(true);
  expect([places[0], places.at(-1)]).toEqual([0, 1]);
});
