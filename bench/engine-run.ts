/** Drives a run through the whole loop with steps that succeed at once: what is left is what the engine costs. */
import type { Clock } from '../core/clock.ts';
import { createEvaluation } from '../core/engine/evaluate.ts';
import { checkJson } from '../schema/json-schema.ts';
import { Inbox } from '../core/engine/inbox.ts';
import { drive } from '../core/engine/loop.ts';
import { runId } from '../core/id.ts';
import { ok } from '../core/result.ts';
import { beginRun } from '../core/state/fold.ts';
import { Frontier } from '../core/planning/schedule/frontier.ts';
import type { Store } from '../core/store.ts';
import type { Plan } from '../core/plan.ts';
import { createPolicy } from '../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS } from '../error/engine/policy/policy-settings.ts';

/** Makes a run of `plan` under the id `name` and drives it to its end. Throws when it does not succeed. */
export const driveToEnd = async (
  name: string,
  plan: Plan,
  parts: { readonly store: Pick<Store, 'append'>; readonly clock: Clock; readonly concurrency: number },
): Promise<void> => {
  const { store, clock, concurrency } = parts;
  const id = runId(name);
  const created = {
    type: 'run.created' as const,
    workstream: plan.workstream,
    planHash: plan.hash,
    options: { inputs: {}, concurrency, source: null, base: 'HEAD', inherits: null },
    run: id,
    seq: 1,
    at: clock.now(),
    correlationId: id,
    causationId: null,
  };
  const appended = await store.append(id, [created]);
  if (!appended.ok) throw new Error(JSON.stringify(appended.error));
  const run = beginRun(created, plan);
  const inbox = new Inbox(clock);
  const success = ok({ outputs: {}, exitCode: 0, checkpoint: null });
  const end = await drive(
    run,
    new Frontier(run, { accessOf: () => 'read', concurrency: run.options.concurrency ?? 1 }),
    {
      store,
      clock,
      inbox,
      dispatcher: {
        dispatch: ({ attempt }) => inbox.push({ kind: 'outcome', outcome: { attempt, result: success } }),
        tidy: (order) =>
          inbox.push({ kind: 'tidied', order, result: ok({ salvaged: null, unexplained: [], taken: [] }) }),
        abort: () => {},
      },
      // What an order costs is measured with the attempts that need one.
      order: (attempt) => ({
        ...{ attempt, lane: null, workstream: name, secrets: [], breakers: [], refreshes: [] },
        work: { kind: 'rollback' },
      }),
      policy: createPolicy({ chance: { fraction: () => 0.5 }, settings: DEFAULT_POLICY_SETTINGS }),
      evaluation: createEvaluation(checkJson),
      observe: () => {},
      isPatient: false,
      foregroundMs: 0,
      handled: () => {},
    },
    [{ kind: 'begin', place: { base: '', branch: '' } }],
  );
  if (end.kind !== 'settled' || run.status !== 'succeeded') throw new Error(`the run ended ${run.status}`);
};
