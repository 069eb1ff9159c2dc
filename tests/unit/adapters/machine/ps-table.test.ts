import { expect, test } from 'vitest';
import { scanProcesses } from '../../../../adapters/machine/process-table.ts';
import { isMarked, psRows, psRowsIn } from '../../../../adapters/machine/ps-table.ts';

const TEXT = `
    1     0     1 Ss   /sbin/launchd
  100     1   100 S    /bin/sh -c work HOME=/x WS_RUN_ID=r1 LANG=C
  101   100   101 S+   sleep 9
  102     1   102 S    other WS_RUN_ID=r12
  103     1   103 Z    <defunct> WS_RUN_ID=r1
  104   101   104 R    deep
  105   100   105 S    ws-watchdog x
no line of it
`;

test('what ps prints is read by process, those that only wait to be collected left out', () => {
  expect(psRowsIn(TEXT).map(({ pid }) => pid)).toEqual([1, 100, 101, 102, 104, 105]);
});

test('a mark is a whole word of the environment', () => {
  const rows = psRowsIn(TEXT).filter((row) => isMarked(row, 'WS_RUN_ID=r1'));
  expect(rows.map(({ pid }) => pid)).toEqual([100]);
});

test('who carries the mark is found, and who descends from it, in sessions of their own, too', () => {
  const found: number[] = [];
  scanProcesses({ mark: 'WS_RUN_ID=r1', root: null }, ({ pid }) => void found.push(pid), psRowsIn(TEXT));
  expect(found).toEqual([100, 101, 104]);
});

test('the ps of this machine tells of this very process', () => {
  expect(psRows().find(({ pid }) => pid === process.pid)?.parent).toBe(process.ppid);
});
