/** Who is told how large the logs of attempts have become. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runId, stepId } from '../../../../core/id.ts';
import { logGrowth, type Grown } from '../../../../interfaces/api/log-growth.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aWorkstream } from '../../core/state/example-log.ts';
import { begun, created, recorded, started, succeeded } from '../cli/script.ts';
import { aHome } from '../home.ts';

let folder = '';
let house: House;
beforeAll(async () => {
  folder = makeFolder('ws growth ');
  const happenings = [created({ ...aWorkstream('build'), secrets: [] }), started, begun('a')];
  const home = await aHome(makeRepository(join(folder, 'repo')), { runs: [{ id: 'k3f9', happenings }] });
  const opened = await home.composer.openHouse(home.root);
  if (!opened.ok) throw new Error(opened.error.message);
  house = opened.value;
});
afterAll(() => removeFolder(folder));

test('an attempt that was under way before, as it grows and once more when it ends', async () => {
  const { stdout } = house.files.paths({ run: runId('k3f9'), step: stepId('a'), attempt: 1 });
  mkdirSync(dirname(stdout), { recursive: true });
  writeFileSync(stdout, 'one\n');
  const growth = logGrowth(house);
  const told: Grown[] = [];
  let heard: () => void;
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  await growth.begin((grown) => {
    told.push(grown);
    heard();
  });
  await first;
  expect(told).toEqual([{ run: 'k3f9', step: 'a', attempt: 1, stdout: 4, stderr: 0, report: 0 }]);
  writeFileSync(stdout, 'one\ntwo\n');
  for (const event of recorded('k3f9', [succeeded('a')], 4)) growth.take(event);
  expect(told[1]).toMatchObject({ stdout: 8 });
  writeFileSync(stdout, '');
  for (const event of recorded('k3f9', [begun('b'), succeeded('b')], 5)) growth.take(event);
  growth.end();
  expect(told.slice(2)).toEqual([{ run: 'k3f9', step: 'b', attempt: 1, stdout: 0, stderr: 0, report: 0 }]);
});
