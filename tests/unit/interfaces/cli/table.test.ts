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
});
