/** Schedules simulated steps through the whole loop over the memory store: what the engine itself costs a step. */
import { Inbox } from '../core/engine/inbox.ts';
import { drive } from '../core/engine/loop.ts';
import { instant, runId } from '../core/id.ts';
import { ok } from '../core/result.ts';
import { beginRun } from '../core/state/fold.ts';
import { Frontier } from '../core/state/frontier.ts';
import { openMemoryStore } from '../core/state/memory/store.ts';
import type { Step } from '../core/workstream.ts';
import { createPolicy } from '../error/engine/policy.ts';
import { randomFrom } from '../tests/rig/random.ts';
import { aPlan, aStep, aWorkstream, sha256 } from '../tests/rig/step.ts';

/** Steps in a random DAG, each with up to three needs among the thousand before it. */
const randomSteps = (count: number): Step[] => {
  const random = randomFrom(count);
  const steps: Step[] = [];
  for (let at = 0; at < count; at++) {
    const needs = new Set<string>();
    for (let edge = 0; edge < 3 && at > 3; edge++) needs.add(`s${Math.max(0, at - 1 - random.below(1000))}`);
    steps.push(aStep(`s${at}`, [...needs]));
  }
  return steps;
};

export type Scheduled = {
  readonly steps: number;
  readonly planMs: number;
  readonly runMs: number;
  readonly peakMb: number;
};

/** Plans and schedules `count` steps, all of which succeed at once. Times in milliseconds. */
export const schedule = async (count: number): Promise<Scheduled> => {
  const workstream = aWorkstream(randomSteps(count));
  const planBegan = performance.now();
  const plan = aPlan(workstream);
  const planMs = performance.now() - planBegan;
  const began = performance.now();
  const store = openMemoryStore(sha256);
  const id = runId('benchmark1');
  const created = {
    type: 'run.created' as const,
    workstream,
    planHash: plan.hash,
    options: { inputs: {}, concurrency: 64, source: null, base: 'HEAD', inherits: null },
    run: id,
    seq: 1,
    at: instant(0),
    correlationId: id,
    causationId: null,
  };
  await store.append(id, [created]);
  const run = beginRun(created, plan);
  const clock = { now: () => instant(0), sleepUntil: async () => {} };
  const inbox = new Inbox(clock);
  const end = await drive(
    run,
    new Frontier(run, () => 'read'),
    {
      store,
      clock,
      inbox,
      dispatcher: {
        dispatch: (_run, attempt) =>
          inbox.push({
            kind: 'outcome',
            outcome: { attempt, result: ok({ outputs: {}, exitCode: 0, checkpoint: null }) },
          }),
        abort: () => {},
      },
      policy: createPolicy({ chance: { fraction: () => 0.5 } }),
      evaluation: { condition: () => ({ kind: 'go' }), outputs: () => ok({}) },
      observe: () => {},
      handled: () => {},
    },
    [{ kind: 'begin', place: { base: '', branch: '', worktree: '' } }],
  );
  const runMs = performance.now() - began;
  if (end.kind !== 'settled' || run.status !== 'succeeded') throw new Error(`ended ${run.status}`);
  return { steps: count, planMs, runMs, peakMb: process.resourceUsage().maxRSS / 1024 };
};

const main = async (): Promise<void> => {
  const sizes = process.argv.slice(2).map(Number);
  for (const size of sizes.length > 0 ? sizes : [25_000, 50_000, 100_000, 200_000]) {
    const { planMs, runMs, peakMb } = await schedule(size);
    const rate = Math.round((size / runMs) * 1000);
    console.log(
      `${size} steps: plan ${planMs.toFixed(0)} ms, schedule ${runMs.toFixed(0)} ms (${rate} steps/s), peak ${peakMb.toFixed(0)} MB`,
    );
  }
};
if (import.meta.filename === process.argv[1]) await main();
