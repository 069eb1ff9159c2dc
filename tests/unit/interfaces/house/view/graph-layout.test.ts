import { expect, test } from 'vitest';
import { layOut, type Box } from '../../../../../interfaces/house/view/graph-layout.ts';

const boxes = (count: number): readonly Box[] =>
  Array.from({ length: count }, (_, at) => ({ id: String(at), width: 180, height: 44 }));
const GAPS = { between: 16, below: 24 };

test('what needs another stands below it, and boxes of a row do not touch', () => {
  // 0 → 1, 2 → 3; 4 stands alone
  const edges = [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 3],
  ] as const;
  const { x, y } = layOut(boxes(5), edges, GAPS);
  for (const [from, to] of edges) expect(y[to]).toBeGreaterThanOrEqual((y[from] ?? 0) + 44 + 24);
  expect(Math.abs((x[1] ?? 0) - (x[2] ?? 0))).toBeGreaterThanOrEqual(196);
});

test('a row that is too wide to be read is broken into several', () => {
  const { width, height } = layOut(boxes(600), [], GAPS);
  expect(width).toBeLessThanOrEqual(60 * 196);
  expect(height).toBeGreaterThan(9 * 68);
});

test('a circle and an edge to nowhere lay nothing out twice and do not hang', () => {
  const { y } = layOut(
    boxes(3),
    [
      [0, 1],
      [1, 0],
      [7, 2],
    ],
    GAPS,
  );
  expect([...y].every(Number.isFinite)).toBe(true);
});
