import { describe, expect, test } from 'vitest';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import { retryRun } from '../../../../core/engine/retry-run.ts';
import { seal } from '../../../../core/engine/seal.ts';
import type { Happening, WsEvent } from '../../../../core/event.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant, stepId, type RunId } from '../../../../core/id.ts';
import { fold } from '../../../../core/state/fold.ts';
import { openMemoryStore } from '../../../../core/state/memory/store.ts';
import type { Store } from '../../../../core/store.ts';
import { aRun, PLACE, RUN } from '../../../rig/run.ts';
import { aStep, aWorkstream, sha256 } from '../../../rig/step.ts';

const { tool, breakers, timeoutMs, retry } = aStep('undo');
const compensate = { tool, with: { run: 'undo' }, breakers, timeoutMs, retry };
const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const begin = (id: string): readonly Happening[] => [
  { type: 'step.readied', step: stepId(id), attempt: null },
  { type: 'step.started', step: stepId(id), attempt: 1 },
];
const succeed = (id: string): readonly Happening[] => [
  ...begin(id),
  { type: 'step.succeeded', step: stepId(id), attempt: 1, outputs: {}, exitCode: 0, checkpoint: `after ${id}` },
];

/** The store after a run of kept, undone↶ and broken✗ that failed, with what undoes it done or not. */
const failedRun = async (undoing: readonly Happening[]): Promise<Store> => {
  const workstream = aWorkstream([aStep('kept'), aStep('undone', [], { compensate }), aStep('broken')]);
  const store = openMemoryStore(sha256);
  const run = aRun(workstream);
  const { plan, options } = run;
  const created: WsEvent = {
    type: 'run.created',
    ...{ workstream, planHash: plan.hash, options, run: RUN, seq: 1, at: instant(0) },
    ...{ correlationId: RUN, causationId: null },
  };
  const decision = { kind: 'escalate', reason: 'r' } as const;
  const broken = { step: stepId('broken'), attempt: 1, failure: exit1, diagnosis: null, decision };
  const told: readonly Happening[] = [
    ...[{ type: 'run.started', ...PLACE } as const, ...succeed('kept'), ...succeed('undone'), ...begin('broken')],
    ...[{ type: 'step.failed', ...broken } as const, ...undoing],
    { type: 'run.failed', failed: [stepId('broken')], message: 'failed: broken' },
  ];
  const events = told.map((happening): WsEvent => {
    const event = seal(run, { ...happening }, instant(0));
    fold(run, event);
    return event;
  });
  await store.append(RUN, [created, ...events]);
  return store;
};

const retried = (store: Store, from: string | null) =>
  retryRun(
    { run: RUN, from: from === null ? null : stepId(from), plan: null, base: null, source: null },
    {
      ...{
        store,
        digest: sha256,
        describe: describeTool,
        clock: { now: () => instant(9), sleepUntil: async () => {} },
      },
      chance: { id: () => 'again', fraction: () => 0 },
    },
  );

const inheritedBy = async (store: Store, run: RunId): Promise<readonly string[]> => {
  for await (const event of store.events(run, 0))
    if (event.type === 'run.created') return (event.options.inherits?.steps ?? []).map(({ step }) => step);
  return [];
};

const UNDONE: readonly Happening[] = [
  { type: 'run.compensating', cause: 'failed', order: 'success' },
  ...succeed('undone.compensate'),
];

describe('a run that is tried again', () => {
  test.each([
    ['takes over all that succeeded where nothing was undone', [], ['kept', 'undone']],
    ['does again what was undone', UNDONE, ['kept']],
  ])('%s', async (_, undoing, inherited) => {
    const store = await failedRun(undoing);
    const made = await retried(store, null);
    expect(made.ok && (await inheritedBy(store, made.value))).toEqual(inherited);
  });

  test('does again what read while something was written that nobody else can have written', async () => {
    const tidied = { salvaged: 'refs/ws/x', unexplained: ['a.txt'], readers: [stepId('kept')], trouble: null };
    const store = await failedRun([{ type: 'run.tidied', upTo: 9, left: [], ...tidied }]);
    const made = await retried(store, null);
    expect(made.ok && (await inheritedBy(store, made.value))).toEqual(['undone']);
  });

  test.each([
    ['never opened', []],
    ['has run', UNDONE],
  ])('does not begin with what undoes a step and %s', async (_, undoing) => {
    const made = await retried(await failedRun(undoing), 'undone.compensate');
    expect(made).toEqual({ ok: false, error: { code: 'unknown-step', step: 'undone.compensate' } });
  });
});
