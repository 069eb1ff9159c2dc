import { expect, test } from 'vitest';
import { due } from '../../../../core/planning/schedule/due.ts';
import { Frontier } from '../../../../core/planning/schedule/frontier.ts';
import { instant, stepId } from '../../../../core/id.ts';
import type { Happening } from '../../../../core/event.ts';
import { seal } from '../../../../core/engine/seal.ts';
import { fold } from '../../../../core/state/fold.ts';
import { createEvaluation } from '../../../../core/engine/evaluate.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import { createPolicy } from '../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS } from '../../../../error/engine/policy/policy-settings.ts';
import type { RunState } from '../../../../core/state/run-state.ts';
import type { Step } from '../../../../core/workstream.ts';
import { randomFrom, type Random } from '../../../rig/random.ts';
import { aStartedRun, isTidied } from '../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';

const SEEDS = process.env['WS_LONG'] === undefined ? 1_000 : 20_000;
const SIZES = { a: 2, b: 3 } as const;

const wantsOf = (random: Random): Partial<Step> => {
  const pools = (['a', 'b'] as const).filter(() => random.chance(0.5));
  const resources = Object.fromEntries(pools.map((pool) => [pool, 1 + random.below(SIZES[pool])]));
  return {
    ...(pools.length === 0 ? {} : { resources }),
    ...(random.chance(0.2) ? { mutex: { name: 'm', strict: random.chance(0.5) } } : {}),
  };
};

/** Places in the order in which they should start. */
const byTurn = ({ plan }: RunState): readonly number[] =>
  [...plan.steps.keys()].toSorted(
    (one, other) => (plan.priority[other] ?? 0) - (plan.priority[one] ?? 0) || one - other,
  );

/** Carries a run out, in which any step at work may be the next to end; gives how often a step was overtaken at most. */
const carryOut = (seed: number): number => {
  const random = randomFrom(seed);
  const steps = Array.from({ length: 4 + random.below(12) }, (_, at) =>
    aStep(`s${at}`, at > 0 && random.chance(0.3) ? [`s${random.below(at)}`] : [], {
      ...wantsOf(random),
      access: 'read',
    }),
  );
  const run = aStartedRun({ ...aWorkstream(steps), resources: SIZES }, { concurrency: 1 + random.below(8) });
  const frontier = new Frontier(run, { accessOf: () => 'read', concurrency: run.options.concurrency ?? 1 });
  const policy = createPolicy({ chance: random, settings: DEFAULT_POLICY_SETTINGS });
  const working = new Set<string>();
  const overtaken = new Map<string, number>();
  const wants = new Map(run.plan.steps.map((step) => [String(step.id), step]));
  const isRival = (one: Step, other: Step): boolean =>
    Object.keys(one.resources ?? {}).some((pool) => pool in (other.resources ?? {})) ||
    (one.mutex !== undefined && other.mutex !== undefined);
  const take = (happening: Happening): void => {
    const place = 'step' in happening ? run.plan.index.get(happening.step) : undefined;
    const before = place === undefined ? undefined : run.steps[place]?.state.kind;
    fold(run, seal(run, happening, instant(0)));
    if (place !== undefined && before !== undefined) frontier.moved(place, before);
  };
  for (let turns = 0; turns < 1_000; turns++) {
    for (;;) {
      const next = due(run, frontier, { evaluation: createEvaluation(checkJson), policy, now: instant(0) });
      if (next === null) {
        if (!isTidied(run, frontier)) break;
        continue;
      }
      take(next);
      if (next.type !== 'step.started') continue;
      working.add(next.step);
      const at = run.plan.index.get(next.step) ?? 0;
      const started = run.plan.steps[at];
      const heads = new Set<string>();
      for (const place of byTurn(run)) {
        const waiting = run.plan.steps[place];
        if (place === at || waiting === undefined || started === undefined) break;
        const line = JSON.stringify([waiting.resources, waiting.mutex]);
        if (run.steps[place]?.state.kind !== 'ready' || heads.has(line)) continue;
        heads.add(line);
        if (isRival(waiting, started)) overtaken.set(waiting.id, (overtaken.get(waiting.id) ?? 0) + 1);
      }
      for (const [pool, size] of [...Object.entries(SIZES), ['m', 1] as const]) {
        const used = [...working].reduce((sum, id) => {
          const step = wants.get(id);
          return sum + (pool === 'm' ? Number(step?.mutex !== undefined) : (step?.resources?.[pool] ?? 0));
        }, 0);
        if (used > size) throw new Error(`seed ${seed}: ${used} of ${pool} are taken`);
      }
    }
    if (run.status === 'succeeded') return Math.max(0, ...overtaken.values());
    const ended = random.pick([...working]);
    working.delete(ended);
    take({ type: 'step.succeeded', step: stepId(ended), attempt: 1, outputs: {}, exitCode: 0, checkpoint: null });
  }
  throw new Error(`seed ${seed}: it stands still`);
};

test(`${SEEDS} random sets of steps that want of pools: none is exceeded, none stands still, and nobody is overtaken for long`, () => {
  let most = 0;
  for (let seed = 1; seed <= SEEDS; seed++) most = Math.max(most, carryOut(seed));
  console.log(`a step was overtaken ${most} times at most`);
  // By as many as the largest pool has places, once it is the first of those that want the same.
  expect(most).toBe(SIZES.b);
});
