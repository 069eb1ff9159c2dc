/** The lines that scroll by. */
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { happenedLine } from '../../../../../interfaces/cli/view/happened.ts';
import { progressOf } from '../../../../../interfaces/house/progress.ts';
import { workstreamOf } from '../example.ts';
import { begun, created, failed, started, written } from '../script.ts';

const { steps, ...rest } = workstreamOf({ fetch: [] });
const workstream = { ...rest, steps: steps.map((step) => ({ ...step, title: 'Fetch the data' })) };

test.each([
  [80, '  ✖ fetch · Fetch the data  failed after 1.0s: exit 3 (no failure is forgiven)'],
  [40, '  ✖ fetch  failed after 1.0s: exit 3 (n…'],
])('at %i columns: what happened counts more than the title', (columns, line) => {
  const progress = progressOf(workstream);
  const failure = { code: 'tool-exit', status: 3, message: 'exit 3' } as const;
  const told = written('k3f9', [created(workstream), started, begun('fetch'), failed('fetch', 1, failure)]).map(
    (event) => happenedLine(event, progress.apply(event), { columns, paint: createColors(false), isStartShown: false }),
  );
  expect(told.at(-1)).toBe(line);
});
