/** Random worlds of nested bodies, played and held to what they must come to. */
import type { Demand } from '../../core/demand.ts';
import { MERGE } from '../../core/hidden-step.ts';
import { stepId, type StepId } from '../../core/id.ts';
import type { Body, Foreach, Group, Loop, Step, Used } from '../../core/workstream.ts';
import { foretell, NEEDS } from './foretell.ts';
import { randomFrom, type Random } from './random.ts';
import { replay, simulate, summaryOf, wholeOf, type Script, type World } from './simulator.ts';
import { aPlan, aStep, aWorkstream } from './step.ts';

const BACKOFF = { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 };
const retryOf = (random: Random) => ({ limit: random.below(3), on: null, repeats: 99, backoff: BACKOFF });

export const aGroup = (steps: readonly Step[], over: Partial<Group> = {}): Group => ({
  kind: 'group',
  steps,
  outputs: {},
  timeoutMs: null,
  ...over,
});

export const aForeach = (items: Foreach['items'], inner: Step, over: Partial<Foreach> = {}): Foreach => ({
  ...{ kind: 'foreach', steps: [inner], isMatrix: false, items, key: null, where: null, needs: null },
  ...{ concurrency: null, minSuccess: null, failFast: false, timeoutMs: null, maxItems: 1000 },
  ...over,
});

export const aLoop = (inner: Step, max: Loop['max'], until: string | null, over: Partial<Loop> = {}): Loop => ({
  ...{ kind: 'loop', steps: [inner], max, min: 1, until, onMax: 'fail', unchanged: 'continue', timeoutMs: null },
  ...over,
});

/** A group that is a workstream of its own; `last` of its steps run after all others. */
export const aUse = (steps: readonly Step[], last: readonly Step[] = [], over: Partial<Used> = {}): Group =>
  aGroup([...steps, ...last], {
    used: {
      ...{ source: './used.yaml', id: 'used', title: 'Used', inputs: {}, with: {}, env: {}, secrets: [] },
      ...{ concurrency: null, failFast: false, last: last.length, ...over },
    },
  });

const UNTILS: readonly (string | null)[] = [
  null,
  'loop.index == 2',
  'false',
  'success()',
  'always() && loop.index == 2',
];

const writes = ({ id, access, body }: Step): boolean =>
  body === undefined ? access !== 'read' && id !== MERGE : body.steps.some(writes);

/** Now and then the group has a lane, the last step of which merges it. */
const orLane = (random: Random, steps: readonly Step[]): Group => {
  if (random.chance(0.5) || !steps.some(writes)) return aGroup(steps);
  const needs = steps.map(({ id }) => id);
  const files = random.pick([[], [], ['src'], ['src/a', 'docs']]);
  return aGroup([...steps, { ...aStep(MERGE, needs), access: 'exclusive' }], { lane: { wraps: 'group', files } });
};

const bodyOf = (random: Random, id: string, depth: number): { readonly body?: Body } => {
  if (depth === 0 || random.chance(0.45)) {
    if (random.chance(0.6)) return {};
    return { body: orLane(random, [aStep(`${id}_w`, [], { access: 'shared', retry: retryOf(random) })]) };
  }
  const inner = (): Step => randomStep(random, id, [], depth - 1);
  switch (random.below(3)) {
    case 0:
      return { body: groupOf(random, id, depth) };
    case 1:
      return {
        body: aForeach(['p', 'q', 'r', 's'].slice(0, random.below(5)), inner(), {
          concurrency: random.pick([null, 1, 2]),
          minSuccess: random.pick([null, null, 1, 2]),
          needs: random.chance(0.25) ? "${{ fromJSON(env[format('needs_{0}', each.key)]) }}" : null,
        }),
      };
    default:
      return {
        body: aLoop(inner(), 1 + random.below(3), random.pick(UNTILS), {
          onMax: random.pick(['fail', 'succeed'] as const),
          min: random.chance(0.2) ? 2 : 1,
        }),
      };
  }
};

const groupOf = (random: Random, id: string, depth: number): Group => {
  const steps = many(random, 1 + random.below(3), depth - 1, `${id}_`);
  if (random.chance(0.5)) return orLane(random, steps);
  const last = Array.from({ length: random.below(3) }, (_, at) => randomStep(random, `${id}_f${at}`, [], depth - 1));
  return aUse(steps, last, { concurrency: random.pick([null, 1, 2]) });
};

const demandsOf = (random: Random, needs: readonly string[]): Pick<Step, 'demands'> => {
  if (random.chance(0.6)) return {};
  const demands = needs.flatMap((need): readonly Demand[] => {
    const when = random.pick(['succeeded', 'succeeded', 'failed', 'finished', 'skipped'] as const);
    const any = random.chance(0.5);
    return when === 'succeeded' && !any ? [] : [{ step: stepId(need), when, any }];
  });
  return demands.length === 0 ? {} : { demands };
};

const randomStep = (random: Random, id: string, earlier: readonly string[], depth: number): Step => {
  const needs =
    earlier.length === 0 ? [] : [...new Set(Array.from({ length: random.below(5) }, () => random.pick(earlier)))];
  return aStep(id, needs, {
    ...demandsOf(random, needs),
    condition: random.pick([null, null, null, null, 'always()', 'failure()', 'false']),
    continueOnError: random.chance(0.1),
    access: random.pick(['read', 'shared', 'shared', 'exclusive'] as const),
    retry: retryOf(random),
    ...bodyOf(random, id, depth),
  });
};

const many = (random: Random, count: number, depth: number, prefix: string): Step[] => {
  const steps: Step[] = [];
  for (let at = 0; at < count; at++) {
    const earlier = steps.map(({ id }) => id);
    steps.push(randomStep(random, `${prefix}${at}`, earlier, depth));
  }
  return steps;
};

/** A script is a function of the name: inner steps are not there yet when a world is made. */
class Scripts extends Map<StepId, Script> {
  override get(id: StepId): Script {
    let hash = 7;
    for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) % 1009;
    return { fails: hash % 5 === 0 ? 1 + (hash % 3) : 0, end: hash % 11 === 0 ? 'hopeless' : 'ok' };
  }
}

export const bodyWorld = (seed: number): World => {
  const random = randomFrom(seed ^ 0x77777);
  const steps = many(random, 1 + random.below(4), 3, 's');
  const last = random.chance(0.3) ? [aStep('f', [], bodyOf(random, 'f', 1))] : [];
  const env = Object.fromEntries(Object.entries(NEEDS).map(([key, needs]) => [`needs_${key}`, JSON.stringify(needs)]));
  const lanes = random.pick([null, { max: 1, recheck: 'never' }, { max: 2, recheck: 'always' }] as const);
  const plan = aPlan(aWorkstream(steps, { finally: last, env, ...(lanes === null ? {} : { lanes }) }));
  return { plan, scripts: new Scripts(), concurrency: 1 + random.below(4) };
};

/**
 * What it costs to cut a world grows with the square of its log, and a few large ones would take as long as all others
 * together: those are cut at so many places, and at each of them in the long lane.
 */
const PLACES = process.env['WS_LONG'] === '1' ? Number.POSITIVE_INFINITY : 120;

const strideIn = (length: number): number => Math.max(1, Math.ceil(length / PLACES));

/** Plays the world of a seed calmly, with crashes, and cut between any two events; throws where anything differs. */
export const checkBodies = async (seed: number): Promise<{ readonly runs: number; readonly composites: number }> => {
  const world = bodyWorld(seed);
  const random = randomFrom(seed);
  const fail = (what: string): never => {
    throw new Error(`seed ${seed}: ${what}`);
  };
  const calm = await simulate(world, seed, []);
  const want = summaryOf(calm.run);
  const ends = foretell(world);
  for (const [place, { id }] of calm.run.plan.steps.entries()) {
    const at = calm.run.steps[place];
    const foretold = ends.get(id);
    if (at?.state.kind !== foretold?.kind || at?.failures !== foretold?.failures)
      fail(`${id} is ${at?.state.kind} after ${at?.failures} failures, the oracle says ${JSON.stringify(foretold)}`);
  }
  for (const id of ends.keys()) if (!calm.run.plan.index.has(stepId(id))) fail(`${id} was never laid out`);
  const check = async ({ run, log }: Awaited<ReturnType<typeof simulate>>, how: string): Promise<void> => {
    if (summaryOf(run) !== want) fail(`${how}: ${summaryOf(run)} instead of ${want}`);
    const again = await replay(log);
    if (again === null || wholeOf(again) !== wholeOf(run)) fail(`${how}: the log replayed differs from the run`);
  };
  await check(calm, 'calm');
  let runs = 1;
  for (let append = 2; append <= calm.appends; append += strideIn(calm.appends) * (1 + random.below(3))) {
    const when = random.pick(['before', 'after'] as const);
    await check(await simulate(world, seed + append, [{ append, when }]), `crash ${when} append ${append}`);
    runs += 1;
  }
  // Also between events that are always committed together.
  for (let cut = 1; cut < calm.log.length; cut += strideIn(calm.log.length) * (1 + random.below(3))) {
    await check(await simulate(world, seed + cut, [], calm.log.slice(0, cut)), `cut after event ${cut}`);
    runs += 1;
  }
  return { runs, composites: calm.run.plan.openings.size };
};
