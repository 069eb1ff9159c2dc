/** A run that is cancelled before it has a place ends without one. */
import { expect, test } from 'vitest';
import { callOff, isCalledOff } from '../../../../core/engine/call-off.ts';
import { createRun } from '../../../../core/engine/create-run.ts';
import { createEvaluation } from '../../../../core/engine/evaluate.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import { loadRun } from '../../../../core/engine/load-run.ts';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import { instant } from '../../../../core/id.ts';
import type { Signal } from '../../../../core/signals.ts';
import { openMemoryStore } from '../../../../core/state/memory/store.ts';
import { createPolicy } from '../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS } from '../../../../error/engine/policy/policy-settings.ts';
import { aPlan, aStep, aWorkstream, sha256 } from '../../../rig/step.ts';

const clock = { now: () => instant(5), sleepUntil: () => Promise.reject(new Error('nothing is waited for')) };
const chance = { id: () => 'r1', fraction: () => 0.5 };
const CANCEL: Signal = { kind: 'cancel', by: 'someone', compensate: true };

/** A run of two steps and a last one, with these signals waiting for it. */
const waiting = async (...signals: readonly Signal[]) => {
  const store = openMemoryStore(sha256);
  const plan = aPlan(aWorkstream([aStep('a'), aStep('b', ['a'])], { finally: [aStep('last')] }));
  const options = { inputs: {}, concurrency: null, source: null, base: 'HEAD', inherits: null };
  const made = await createRun({ plan, options, id: null }, { store, clock, chance });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  for (const signal of signals) await store.sendSignal(made.value, clock.now(), signal);
  const run = await loadRun(made.value, { store, digest: sha256, describe: describeTool });
  if (run === null) throw new Error('invariant: it was made above');
  return { store, run };
};

test('only a cancel calls a run off that has not begun', async () => {
  const { store, run } = await waiting({ kind: 'pause', by: 'someone' });
  expect(await isCalledOff(run, { store })).toBe(false);
  await store.sendSignal(run.id, clock.now(), CANCEL);
  expect(await isCalledOff(run, { store })).toBe(true);
  run.place = { base: 'b', branch: 'ws/test/r1' };
  expect(await isCalledOff(run, { store })).toBe(false);
});

test('it is cancelled with all its steps, its last ones too, and no signal is left', async () => {
  const { store, run } = await waiting({ kind: 'pause', by: 'someone' }, CANCEL);
  const told: string[] = [];
  const policy = createPolicy({ chance, settings: DEFAULT_POLICY_SETTINGS });
  const freeReserve = () => Promise.reject(new Error('there is room'));
  const end = await callOff(
    run,
    { store, clock, policy, evaluation: createEvaluation(checkJson), freeReserve },
    { observe: (_, events) => void told.push(...events.map(({ type }) => type)) },
  );
  expect(end).toEqual({ kind: 'settled', status: 'cancelled', isOutOfRoom: false });
  expect(told).toEqual(['run.cancelling', ...Array<string>(3).fill('step.cancelled'), 'run.cancelled']);
  expect(await store.signals(run.id)).toEqual([]);
});
