/** What decided how long a run took. */
import { expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { criticalPath, type Timed } from '../../../../../interfaces/house/view/critical-path.ts';

const step = (id: string, finishedAt: number | null, needs: readonly string[] = [], isFinally = false): Timed => ({
  ...{ id, needs, isFinally, startedAt: instant(0), finishedAt: finishedAt === null ? null : instant(finishedAt) },
});

test.each<readonly [string, readonly Timed[], readonly string[]]>([
  ['nothing has begun', [{ ...step('a', 1), startedAt: null }], []],
  ['the need that ended last', [step('a', 5), step('b', 9), step('c', 12, ['a', 'b'])], ['b', 'c']],
  ['what is still under way ends it', [step('a', 5), step('b', null, ['a']), step('c', 99, ['a'])], ['a', 'b']],
  ['what comes last comes after all', [step('a', 5), step('b', 9), step('z', 10, [], true)], ['b', 'z']],
])('%s', (_, steps, path) => {
  expect(criticalPath(steps)).toEqual(path);
});
