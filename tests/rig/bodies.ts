/** Random worlds of nested bodies, and what they must come to, worked out by recursion over the definition alone. */
import { MERGE } from '../../core/hidden-step.ts';
import { stepId, type StepId } from '../../core/id.ts';
import type { StepKind } from '../../core/run.ts';
import type { Body, Foreach, Group, Loop, Step } from '../../core/workstream.ts';
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

/** Which items need which: each may need those before it. */
const NEEDS: Readonly<Record<string, readonly string[]>> = { p: [], q: ['p'], r: ['p'], s: ['q', 'r'] };
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
      return { body: orLane(random, many(random, 1 + random.below(3), depth - 1, `${id}_`)) };
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

const randomStep = (random: Random, id: string, earlier: readonly string[], depth: number): Step =>
  aStep(
    id,
    earlier.length === 0 ? [] : [...new Set(Array.from({ length: random.below(3) }, () => random.pick(earlier)))],
    {
      condition: random.pick([null, null, null, null, 'always()', 'failure()', 'false']),
      continueOnError: random.chance(0.1),
      access: random.pick(['read', 'shared', 'shared', 'exclusive'] as const),
      retry: retryOf(random),
      ...bodyOf(random, id, depth),
    },
  );

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

/** `isHopeless`: of a failure that another try does not help. */
type Outcome = { readonly kind: StepKind; readonly isHopeless: boolean };
type End = Outcome & { readonly spoils: boolean };
type Foretold = { readonly kind: StepKind; readonly failures: number };

const plainly = (kind: StepKind): Outcome => ({ kind, isHopeless: false });

/** One that failed unforgiven, else one that otherwise spoils, else one that was forgiven and of which too many were. */
const culpritOf = (ends: readonly End[]): End | undefined => {
  const bad = ends.filter(({ spoils }) => spoils);
  return bad.find(({ kind }) => kind === 'failed') ?? bad[0] ?? ends.find(({ kind }) => kind === 'failed');
};

/** What is told of a composite is what its first inner step failed of. */
const failedBy = (ends: readonly End[]): Outcome => ({
  kind: 'failed',
  isHopeless: culpritOf(ends)?.isHopeless ?? false,
});

const together = (ends: readonly End[]): Outcome => {
  if (ends.some(({ spoils }) => spoils)) return failedBy(ends);
  return plainly(ends.every(({ kind }) => kind === 'skipped') ? 'skipped' : 'succeeded');
};

/** Ends by path; how often a leaf has failed so far is kept, since a new generation goes on from there. */
class Oracle {
  readonly ends = new Map<string, Foretold>();
  readonly #scripts: World['scripts'];
  readonly #failures = new Map<string, number>();

  constructor({ plan, scripts }: World) {
    this.#scripts = scripts;
    this.#scope(plan.workstream.steps, (id) => id);
    this.#scope(plan.workstream.finally, (id) => id);
  }

  #fail(id: string): void {
    this.#failures.set(id, (this.#failures.get(id) ?? 0) + 1);
  }

  #leaf(id: string, { retry }: Step): Outcome {
    const script = this.#scripts.get(stepId(id)) ?? { fails: 0, end: 'ok' as const };
    for (let spent = 0; ; spent++) {
      const isTransient = (this.#failures.get(id) ?? 0) < script.fails;
      if (!isTransient && script.end === 'ok') return plainly('succeeded');
      this.#fail(id);
      if (!isTransient) return { kind: 'failed', isHopeless: true };
      if (spent === retry.limit) return plainly('failed');
    }
  }

  #body(id: string, body: Body): Outcome {
    switch (body.kind) {
      case 'group':
        return this.#group(id, body);
      case 'foreach':
        return this.#items(id, body);
      default:
        return this.#rounds(id, body);
    }
  }

  /** What merges a lane is no work of its own. */
  #group(id: string, { steps }: Group): Outcome {
    const ends = this.#scope(steps, (child) => `${id}/${child}`);
    if (ends.some(({ spoils }) => spoils)) return failedBy(ends);
    return together(ends.filter((_, at) => steps[at]?.id !== MERGE));
  }

  #items(id: string, body: Foreach): Outcome {
    // Cannot lie: the worlds above have lists of texts.
    const keys = body.items as readonly string[];
    if (keys.length === 0) return plainly('skipped');
    const known = new Map<string, End>();
    for (const key of keys) {
      const needs = body.needs === null ? [] : (NEEDS[key] ?? []);
      const isSpoiled = needs.some((need) => known.get(need)?.spoils === true);
      known.set(key, this.#one(`${id}[${key}]`, body.steps[0], isSpoiled));
    }
    const ends = [...known.values()];
    if (body.minSuccess === null) return together(ends);
    const succeeded = ends.filter(({ kind }) => kind === 'succeeded').length;
    return succeeded >= Number(body.minSuccess) ? plainly('succeeded') : failedBy(ends);
  }

  #rounds(id: string, { steps, until, max, min, onMax }: Loop): Outcome {
    for (let round = 1; ; round++) {
      const end = this.#one(`${id}#${round}`, steps[0], false);
      const asks = until === 'success()' || until?.startsWith('always()') === true;
      if (end.spoils && !asks) return failedBy([end]);
      const holds =
        (until === null && round === max) ||
        (until === 'success()' && !end.spoils) ||
        (until?.endsWith('loop.index == 2') === true && round === 2);
      if (holds && round >= Number(min)) return plainly(end.kind === 'skipped' ? 'skipped' : 'succeeded');
      if (round === max) return plainly(onMax === 'succeed' ? 'succeeded' : 'failed');
    }
  }

  #composite(id: string, body: Body, { retry }: Step): Outcome {
    for (let spent = 0; ; spent++) {
      // What a generation has laid out begins anew.
      for (const known of this.ends.keys()) if (isInside(known, id)) this.#end(known, 'blocked');
      const outcome = this.#body(id, body);
      if (outcome.kind !== 'failed') return outcome;
      this.#fail(id);
      if (spent === retry.limit || outcome.isHopeless) return outcome;
    }
  }

  #one(id: string, step: Step, isSpoiled: boolean): End {
    const { condition, body } = step;
    const runs =
      condition === 'always()' || (condition === 'failure()' ? isSpoiled : condition !== 'false' && !isSpoiled);
    const made = (): Outcome => (body === undefined ? this.#leaf(id, step) : this.#composite(id, body, step));
    const outcome = runs ? made() : plainly('skipped');
    this.#end(id, outcome.kind);
    const { kind } = outcome;
    // One whose own steps were all skipped has spoiled nothing.
    const spoils = kind === 'failed' ? !step.continueOnError : kind === 'skipped' && isSpoiled && !runs;
    return { ...outcome, spoils };
  }

  #end(id: string, kind: StepKind): void {
    this.ends.set(id, { kind, failures: this.#failures.get(id) ?? 0 });
  }

  #scope(steps: readonly Step[], name: (id: string) => string): readonly End[] {
    const known = new Map<string, End>();
    return steps.map((step) => {
      const end = this.#one(
        name(step.id),
        step,
        step.needs.some((need) => known.get(need)?.spoils === true),
      );
      known.set(step.id, end);
      return end;
    });
  }
}

const isInside = (path: string, composite: string): boolean =>
  path.startsWith(composite) && ['/', '[', '#'].includes(path[composite.length] ?? '');

/** The end of every step of a world, by its path. */
export const foretell = (world: World): ReadonlyMap<string, Foretold> => new Oracle(world).ends;

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
  for (let append = 2; append <= calm.appends; append += 1 + random.below(3)) {
    const when = random.pick(['before', 'after'] as const);
    await check(await simulate(world, seed + append, [{ append, when }]), `crash ${when} append ${append}`);
    runs += 1;
  }
  // Also between events that are always committed together.
  for (let cut = 1; cut < calm.log.length; cut += 1 + random.below(3)) {
    await check(await simulate(world, seed + cut, [], calm.log.slice(0, cut)), `cut after event ${cut}`);
    runs += 1;
  }
  return { runs, composites: calm.run.plan.openings.size };
};
