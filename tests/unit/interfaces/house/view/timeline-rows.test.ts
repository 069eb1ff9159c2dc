import { expect, test } from 'vitest';
import { timelineRows, type TimedStep } from '../../../../../interfaces/house/view/timeline-rows.ts';

const step = (id: string, startedAt: number | null, more: Partial<TimedStep> = {}): TimedStep => ({
  ...{ id, parent: null, kind: 'step', state: startedAt === null ? 'blocked' : 'succeeded', skipped: null, startedAt },
  ...more,
});
const skipped = (id: string, reason: string): TimedStep => step(id, null, { state: 'skipped', skipped: reason });
const all = new Set<string>();

const shown = (
  steps: readonly TimedStep[],
  open: ReadonlySet<string> = all,
  unfolded: ReadonlySet<string> = all,
): readonly string[] =>
  timelineRows(steps, { open, unfolded }).map((row) =>
    row.kind === 'skips' ? `${row.steps.length} skipped` : `${' '.repeat(row.depth)}${row.step.id}`,
  );

test('steps stand in the order they began, what is to come in that of the plan', () => {
  expect(shown([step('late', 30), step('planned-1', null), step('early', 10), step('planned-2', null)])).toEqual([
    'early',
    'late',
    'planned-1',
    'planned-2',
  ]);
});

test('a composite stands where its first inner step began, and shows it where it is open', () => {
  const steps = [
    step('after', 25),
    step('all', null, { kind: 'foreach' }),
    step('all[b]', 30, { parent: 'all' }),
    step('all[a]', 20, { parent: 'all' }),
  ];
  expect(shown(steps)).toEqual(['all', 'after']);
  expect(shown(steps, new Set(['all']))).toEqual(['all', ' all[a]', ' all[b]', 'after']);
});

test('steps skipped in a row for one reason are one row, until it is opened', () => {
  const steps = [skipped('a', 'condition'), skipped('b', 'condition'), skipped('c', 'upstream')];
  expect(shown(steps)).toEqual(['2 skipped', 'c']);
  expect(shown(steps, all, new Set(['a']))).toEqual(['a', 'b', 'c']);
});
