import { expect, test } from 'vitest';
import {
  EXIT_CODES,
  exitCode,
  exitOfDrive,
  exitOfRefusal,
  type ExitCode,
} from '../../../../interfaces/cli/exit-code.ts';
import { createProgram } from '../../../../interfaces/cli/program.ts';
import { fullHelp } from '../../../../interfaces/cli/help.ts';
import type { DriveEnd } from '../../../../interfaces/house/driving.ts';
import type { Refusal } from '../../../../interfaces/house/refusal.ts';

test('the table has one line for each code, smallest first', () => {
  expect(EXIT_CODES.map(({ code }) => code)).toEqual(Object.values(exitCode));
  expect(EXIT_CODES.map(({ code }) => code)).toEqual(EXIT_CODES.map(({ code }) => code).sort((a, b) => a - b));
});

test('ws help all shows it', () => {
  const program = createProgram(async () => undefined).configureOutput({ getOutHelpWidth: () => 100 });
  for (const { code, meaning } of EXIT_CODES)
    expect(fullHelp(program)).toContain(`\n  ${String(code).padEnd(4)}  ${meaning}\n`);
});

test.each<[DriveEnd, ExitCode]>([
  [{ kind: 'finished', status: 'succeeded' }, 0],
  [{ kind: 'finished', status: 'failed' }, 1],
  [{ kind: 'finished', status: 'cancelled' }, 1],
  [{ kind: 'broken', message: 'm' }, 1],
  [{ kind: 'unprepared', message: 'm' }, 2],
  [{ kind: 'waiting' }, 3],
  [{ kind: 'paused', reason: 'disk-full' }, 3],
  [{ kind: 'held' }, 4],
  [{ kind: 'stopped' }, 130],
])('a driving that ends like %j exits with %i', (end, code) => {
  expect(exitOfDrive(end)).toBe(code);
});

test.each<[Refusal['kind'], ExitCode]>([
  ['findings', 1],
  ['invalid', 2],
  ['environment', 2],
  ['held', 4],
])('what is refused as %s exits with %i', (kind, code) => {
  expect(exitOfRefusal({ kind })).toBe(code);
});
