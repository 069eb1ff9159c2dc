import { linkSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freeReserve, keepReserve } from '../../../../adapters/machine/reserve.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ws-reserve-'));
  writeFileSync(join(base, 'mine'), 'PRECIOUS');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test.each([
  ['a link', symlinkSync],
  ['another name of a file', linkSync],
])('%s in its place leaves what it leads to as it was', async (_name, plant) => {
  plant(join(base, 'mine'), join(base, 'reserve'));
  await keepReserve(base);
  expect(readFileSync(join(base, 'mine'), 'utf8')).toBe('PRECIOUS');
  expect(lstatSync(join(base, 'reserve')).size).toBe(1024 * 1024);
  await freeReserve(base);
  expect(readFileSync(join(base, 'mine'), 'utf8')).toBe('PRECIOUS');
});
