/** What an agent told, as people read it. */
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { reportLines } from '../../../../../interfaces/cli/view/report-line.ts';

const settings = { paint: createColors(false), columns: 30, own: '/state/1' };
const linesOf = (told: object): readonly string[] => reportLines(JSON.stringify(told), settings);

test.each([
  {
    told: { kind: 'message', text: 'First.\n\nSecond, which is longer than a line' },
    lines: ['First.', 'Second, which is longer than a', 'line'],
  },
  { told: { kind: 'tool', name: 'Bash', subject: 'npm test\nnpm run x' }, lines: ['▸ Bash npm test …'] },
  { told: { kind: 'tool', name: 'Bash', subject: 'x'.repeat(50) }, lines: [`▸ Bash ${'x'.repeat(20)}…`] },
  { told: { kind: 'error', text: 'no such file' }, lines: ['! no such file'] },
  { told: { kind: 'file', path: 'src/a.ts' }, lines: ['✎ src/a.ts'] },
  { told: { kind: 'file', path: '/state/1/prompt.txt' }, lines: [] },
  { told: { kind: 'usage', tokens: 12345, costUsd: 0.5 }, lines: ['∑ 12,345 tokens, $0.50 so far'] },
  { told: { kind: 'usage', tokens: 5, costUsd: null }, lines: ['∑ 5 tokens so far'] },
  { told: { kind: 'usage', tokens: null, costUsd: null }, lines: [] },
  { told: { kind: 'other' }, lines: [] },
])('$told.kind', ({ told, lines }) => {
  expect(linesOf(told)).toEqual(lines);
});

test('nothing it says moves the cursor or forges a line', () => {
  const [line = ''] = linesOf({ kind: 'message', text: '\u001b[2J\u001b]0;x\u0007evil\u202e\rover' });
  expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(reportLines('no document', settings)).toEqual([]);
  expect(reportLines('[]', settings)).toEqual([]);
});
