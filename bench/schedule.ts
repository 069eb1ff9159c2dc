/**
 * Plans a random DAG and schedules it through the whole loop over the memory store, as a process of its own.
 * `npx tsx bench/schedule.ts <steps> [plan]`; prints what it took as JSON.
 */
import { instant } from '../core/id.ts';
import { openMemoryStore } from '../core/state/memory/store.ts';
import type { Step } from '../core/workstream.ts';
import { randomFrom } from '../tests/rig/random.ts';
import { aPlan, aStep, aWorkstream, sha256 } from '../tests/rig/step.ts';
import { driveToEnd } from './engine-run.ts';

const NEEDS = 3;
const REACH = 1_000;

/** Steps in a random DAG, each with three different needs, if there are as many, among the thousand before it. */
const randomSteps = (count: number): Step[] => {
  const random = randomFrom(count);
  const steps: Step[] = [];
  for (let at = 0; at < count; at++) {
    const needs = new Set<string>();
    while (needs.size < Math.min(NEEDS, at)) needs.add(`s${at - 1 - random.below(Math.min(REACH, at))}`);
    steps.push(aStep(`s${at}`, [...needs]));
  }
  return steps;
};

export type Scheduled = {
  readonly steps: number;
  readonly edges: number;
  readonly planMs: number;
  /** null where it was only planned. */
  readonly runMs: number | null;
  readonly peakMb: number;
};

/** Plans and, unless told not to, schedules `count` steps, all of which succeed at once. */
export const schedule = async (count: number, onlyPlan: boolean): Promise<Scheduled> => {
  const workstream = aWorkstream(randomSteps(count));
  const planBegan = performance.now();
  const plan = aPlan(workstream);
  const planMs = performance.now() - planBegan;
  let runMs: number | null = null;
  if (!onlyPlan) {
    const clock = { now: () => instant(0), sleepUntil: async () => {} };
    const began = performance.now();
    await driveToEnd('benchmark1', plan, { store: openMemoryStore(sha256), clock, concurrency: 64 });
    runMs = performance.now() - began;
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return { steps: count, edges: plan.needs.targets.length, planMs, runMs, peakMb };
};

if (import.meta.filename === process.argv[1])
  process.stdout.write(JSON.stringify(await schedule(Number(process.argv[2]), process.argv[3] === 'plan')));
