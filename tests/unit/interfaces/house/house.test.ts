/** Another face: calls the verbs of a house, knows nothing of the command line, and can leave nothing out. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunId } from '../../../../core/id.ts';
import type { Result } from '../../../../core/result.ts';
import type { RunRow } from '../../../../core/run-tables.ts';
import type { Plan } from '../../../../core/plan.ts';
import { diffRun } from '../../../../interfaces/house/diff-run.ts';
import { driveRun } from '../../../../interfaces/house/drive-run.ts';
import type { Driven } from '../../../../interfaces/house/driving.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { isDriven } from '../../../../interfaces/house/is-driven.ts';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import { mergeRun } from '../../../../interfaces/house/merge-run.ts';
import type { Refusal } from '../../../../interfaces/house/refusal.ts';
import { retryRun } from '../../../../interfaces/house/retry-run.ts';
import { startRun } from '../../../../interfaces/house/start-run.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

let folder = '';
let root = '';
let house: House;
beforeEach(async () => {
  folder = makeFolder('ws vérbs ');
  root = makeRepository(join(folder, 'repo'), {
    'good.json': { version: 1, id: 'good', steps: [{ id: 'write', run: 'echo "a line" > page.md' }] },
    'bad.json': { version: 1, id: 'bad', steps: [{ id: 'write', run: 'exit 1' }] },
    'change.json': { version: 1, id: 'change', spec: { change: 'add-login' }, steps: [{ id: 'write', run: 'true' }] },
    'openspec/config.yaml': 'schema: spec-driven\nws: { gate: approved }\n',
    'openspec/changes/add-login/proposal.md': '# Add login\n',
    'openspec/changes/add-login/tasks.md': '# Tasks\n\n## 1. Do it\n\n- [ ] 1.1 Write it\n',
  });
  const opened = await (await aHome(root)).composer.openHouse(root);
  if (!opened.ok) throw new Error(opened.error.message);
  house = opened.value;
});
afterEach(() => removeFolder(folder));

const planOf = async (file: string): Promise<Plan> => {
  const { plan, diagnostics } = await loadDefinition(join(root, file), { directory: root, env: house.env });
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
};

const start = async (file: string): Promise<Result<RunId, Refusal>> => {
  const request = { plan: await planOf(file), source: join(root, file), directory: root };
  return startRun(
    {
      ...request,
      inputs: {},
      base: null,
      withChanges: false,
      id: null,
      only: [],
      labels: {},
      tape: null,
      concurrency: null,
    },
    house,
  );
};

/** Starts a run and drives it to its end. */
const run = async (
  file: string,
): Promise<{ readonly row: RunRow; readonly driven: Driven; readonly told: string[] }> => {
  const started = await start(file);
  if (!started.ok) throw new Error(started.error.message);
  const told: string[] = [];
  const never = new AbortController().signal;
  const { workstream } = await planOf(file);
  const nothing = (): void => undefined;
  const options = {
    workstream,
    directory: root,
    onTrouble: nothing,
    onNote: nothing,
    onNotice: nothing,
    stop: never,
    isPatient: false,
    kill: never,
  };
  const driven = await driveRun(started.value, { ...options, onEvent: ({ type }) => void told.push(type) }, house);
  const row = await house.store.run(started.value);
  if (row === null) throw new Error('a run that was started is there');
  return { row, driven, told };
};

const merge = (row: RunRow, force = false) =>
  mergeRun(
    { run: row, directory: root, lane: null, squash: false, force, acceptsDamage: false, onNote: () => undefined },
    house,
  );

describe('a face of its own', () => {
  test('starts, drives, looks and merges', async () => {
    const { row, driven, told } = await run('good.json');
    expect(driven).toEqual({ end: { kind: 'finished', status: 'succeeded' }, bundle: null });
    expect([told[0], told.at(-1)]).toEqual(['run.started', 'run.succeeded']);
    const shown = await diffRun({ run: row.id, step: null, form: 'patch' }, house);
    expect(shown.ok && shown.value).toContain('+a line');
    expect(existsSync(join(root, 'page.md'))).toBe(false);
    expect(await merge(row)).toMatchObject({ ok: true, value: { into: 'main', files: 1 } });
    expect(readFileSync(join(root, 'page.md'), 'utf8')).toBe('a line\n');
  });

  test('is told why not by the verbs: what has not succeeded is not merged, what runs is not retried', async () => {
    const { row, driven } = await run('bad.json');
    expect(driven.bundle?.files).toContain('README.md');
    expect(await merge(row)).toMatchObject({ ok: false, error: { kind: 'findings' } });
    const retried = await retryRun({ run: row, from: 'wirte', base: null, directory: root }, house);
    expect(retried).toMatchObject({ ok: false, error: { kind: 'invalid', hint: 'Did you mean "write"?' } });
    const begun = { ...row, status: 'running' } as const;
    const refused = await retryRun({ run: begun, from: null, base: null, directory: root }, house);
    expect(refused).toMatchObject({ ok: false, error: { message: `run ${row.id} is not finished` } });
  });

  test('cannot pass the gate of a change: nothing is started until somebody has approved it', async () => {
    const refused = await start('change.json');
    expect(refused.ok).toBe(false);
    expect(!refused.ok && refused.error.diagnostics).toMatchObject([{ code: 'not-approved', file: 'change.json' }]);
    expect(await house.store.runs({ statuses: null, workstream: null, limit: 1 })).toEqual([]);
  });

  test('sees whether another drives a run, and merges nothing meanwhile', async () => {
    const { row } = await run('good.json');
    expect(await isDriven(row.id, house)).toBe(false);
    const lock = await house.locks.acquire(row.id);
    expect(await isDriven(row.id, house)).toBe(true);
    expect(await merge(row, true)).toMatchObject({ ok: false, error: { kind: 'held' } });
    await lock?.[Symbol.asyncDispose]();
  });
});
