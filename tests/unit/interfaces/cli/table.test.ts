/** Tables as wide as they may be. */
import { describe, expect, test } from 'vitest';
import { tableLines } from '../../../../interfaces/cli/table.ts';

describe('tableLines', () => {
  const head = ['STEP', 'MESSAGE', 'RUNS'];
  const rows = [['build', 'a message of some forty letters, all needed', '12']];

  test('leaves cells whole where nothing is too long', () => {
    expect(tableLines(head, rows, { columns: 1_000_000, column: 1 })[1]).toBe(
      'build  a message of some forty letters, all needed  12',
    );
  });

  test('cuts the one column that may be cut, so that the line fits', () => {
    const lines = tableLines(head, rows, { columns: 40, column: 1 });
    expect(lines).toEqual(['STEP   MESSAGE                      RUNS', 'build  a message of some forty le…  12']);
  });

  const wide = ['RUN', 'STATUS', 'BRANCH', 'NOTE'];

  test.each([
    [80, ['RUN   STATUS   BRANCH      NOTE', 'k3f9  failed   ws/ci/k3f9  late', 'a1    waiting  ws/ci/a1']],
    [30, ['RUN   STATUS   BRANCH', '    NOTE', 'k3f9  failed   ws/ci/k3f9', '    late', 'a1    waiting  ws/ci/a1']],
    [
      19,
      [
        ...['RUN   STATUS', '    BRANCH', '    NOTE'],
        ...['k3f9  failed', '    ws/ci/k3f9', '    late', 'a1    waiting', '    ws/ci/a1'],
      ],
    ],
  ])('of %i columns go on below where they are too wide', (columns, lines) => {
    const cells = [
      ['k3f9', 'failed', 'ws/ci/k3f9', 'late'],
      ['a1', 'waiting', 'ws/ci/a1', ''],
    ];
    expect(tableLines(wide, cells, { columns, column: null })).toEqual(lines);
  });
});
