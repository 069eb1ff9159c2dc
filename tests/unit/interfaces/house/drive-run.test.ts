/** A limit that ends hours away: the run lets go, and goes on by itself once it has ended. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { instant, type RunId } from '../../../../core/id.ts';
import type { Result } from '../../../../core/result.ts';
import { driveRun } from '../../../../interfaces/house/drive-run.ts';
import type { DriveEnd } from '../../../../interfaces/house/driving.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import type { Refusal } from '../../../../interfaces/house/refusal.ts';
import { startRun } from '../../../../interfaces/house/start-run.ts';
import { allSteps, statusDocument, withoutWaits } from '../../../../interfaces/house/status-document.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

const HOUR = 3_600_000;

const asked = `if [ -f "$HOME/reset" ]; then echo done; else
  echo '{"type":"error","error":{"type":"usage_limit_reached","message":"The usage limit has been reached","resets_in_seconds":7200}}'
  exit 1; fi`;

const value = <T>(result: Result<T, Refusal>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const opened = async (steps: readonly object[], env: Readonly<Record<string, string>> = {}) => {
  const folder = makeFolder();
  const root = makeRepository(join(folder, 'repo'), { 'limit.json': { version: 1, id: 'limit', steps } });
  const home = await aHome(root, { env: { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), ...env } });
  const house = value(await home.composer.openHouse(root));
  onTestFinished(async () => {
    await house[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    removeFolder(folder);
  });
  const { plan } = await loadDefinition(join(root, 'limit.json'), { directory: root, env: house.env });
  if (plan === null) throw new Error('the definition is wrong');
  const request = {
    ...{ plan, inputs: {}, source: null, directory: root, base: null, concurrency: null },
    ...{ withChanges: false, id: null, only: [], labels: {}, tape: null },
  };
  const run = value(await startRun(request, house));
  const { workstream } = plan;
  const never = new AbortController().signal;
  const drive = async (isPatient: boolean, onEvent: (type: string) => void = () => undefined): Promise<DriveEnd> => {
    const { end } = await driveRun(
      run,
      {
        ...{ workstream, directory: root, isPatient, stop: never, kill: never },
        ...{ onNote: () => undefined, onTrouble: () => undefined, onNotice: () => undefined },
        onEvent: ({ type }) => onEvent(type),
      },
      house,
    );
    return end;
  };
  return { folder, home, house, run, drive };
};

const typesOf = async (house: House, run: RunId): Promise<readonly string[]> => {
  const types: string[] = [];
  for await (const { type } of house.store.events(run, 0)) types.push(type);
  return types;
};

test('a limit that ends in hours lets go of the run; resuming goes on by itself once it has ended, and not before', async () => {
  const { folder, home, house, run, drive } = await opened([{ id: 'a', run: asked }]);
  expect(await drive(false)).toEqual({ kind: 'waiting' });
  const [row] = await house.store.steps(run);
  expect(row?.question?.until).toBeGreaterThan(house.clock.now() + HOUR);
  expect(await drive(false)).toEqual({ kind: 'waiting' });
  writeFileSync(join(folder, 'reset'), '');
  home.skip(2 * HOUR);
  expect(await drive(false)).toEqual({ kind: 'finished', status: 'succeeded' });
  const types = await typesOf(house, run);
  expect(types.filter((type) => type === 'step.started')).toHaveLength(2);
  expect(types).not.toContain('step.answered');
  expect((await house.store.steps(run))[0]?.failures).toBe(0);
});

test('who is patient stays until the limit ends, and needs no second command', async () => {
  const { folder, home, house, run, drive } = await opened([{ id: 'a', run: asked }]);
  const ended = await drive(true, (type) => {
    if (type !== 'run.waiting') return;
    writeFileSync(join(folder, 'reset'), '');
    home.skip(3 * HOUR);
  });
  expect(ended).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(await typesOf(house, run)).toContain('run.woken');
});

test('a breaker that opens in hours holds nobody up either, and is no attempt', async () => {
  const { folder, home, house, run, drive } = await opened([{ id: 'a', run: asked, breaker: 'api' }]);
  writeFileSync(join(folder, 'reset'), '');
  const breakers = await house.breakers();
  await breakers.trip('api', instant(house.clock.now() + 5 * HOUR));
  expect(await drive(false)).toEqual({ kind: 'waiting' });
  const rows = await withoutWaits(run, allSteps([], await house.store.steps(run)), house);
  const row = await house.store.run(run);
  if (row === null) throw new Error('a run that was started is there');
  expect(statusDocument(house.repository, { run: row, account: null, steps: rows, driven: false })).toMatchObject({
    steps: [{ id: 'a', status: 'waiting', attempts: 0, waits: 1, question: { breaker: 'api' } }],
  });
  home.skip(6 * HOUR);
  expect(await drive(false)).toEqual({ kind: 'finished', status: 'succeeded' });
});
