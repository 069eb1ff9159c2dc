import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkScratch, refusalOfScratch } from '../../../../interfaces/house/scratch.ts';
import { makeFolder, removeFolder } from '../../../rig/ws.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  vi.unstubAllEnvs();
  removeFolder(folder);
});

test.each<[string, (folder: string) => string, boolean]>([
  ['a folder', (at) => at, true],
  ['one that is not there', (at) => join(at, 'none'), false],
  [
    'a file',
    (at) => {
      writeFileSync(join(at, 'file'), '', { mode: 0o700 });
      return join(at, 'file');
    },
    false,
  ],
])('TMPDIR that is %s', async (_, placeIn, isFit) => {
  const place = placeIn(folder);
  vi.stubEnv('TMPDIR', place);
  expect((await checkScratch()).state).toBe(isFit ? 'ok' : 'fail');
  const refusal = await refusalOfScratch();
  expect(refusal === null).toBe(isFit);
  if (!isFit) expect(refusal?.message).toContain(place);
});
