/** What a world of nested bodies must come to, worked out by recursion over its definition alone. */
import type { Demand } from '../../core/demand.ts';
import { MERGE } from '../../core/hidden-step.ts';
import { stepId } from '../../core/id.ts';
import type { StepKind } from '../../core/run.ts';
import { lastOf } from '../../core/used.ts';
import type { Body, Foreach, Group, Loop, Step } from '../../core/workstream.ts';
import type { World } from './simulator.ts';

/** Which items need which: each may need those before it. */
export const NEEDS: Readonly<Record<string, readonly string[]>> = { p: [], q: ['p'], r: ['p'], s: ['q', 'r'] };
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

const isMet = (when: Demand['when'], { kind, spoils }: End): boolean =>
  when === 'finished' || (when === 'succeeded' ? !spoils : kind === when);

/** What the ends of the needs of a step are to it; a need that was to end otherwise weighs more than one that was to succeed. */
const bearingOf = ({ needs, demands = [] }: Step, known: ReadonlyMap<string, End>): 'met' | 'spoiled' | 'lost' => {
  const asked = needs.flatMap((step) => {
    const end = known.get(step);
    const demand = demands.find((each) => each.step === step) ?? { when: 'succeeded' as const, any: false };
    return end === undefined ? [] : [{ ...demand, isMet: isMet(demand.when, end) }];
  });
  const choice = asked.filter(({ any }) => any);
  const unmet: { readonly when: Demand['when'] }[] = asked.filter((each) => !each.any && !each.isMet);
  if (choice.length > 0 && choice.every((each) => !each.isMet))
    unmet.push(choice.find(({ when }) => when !== 'succeeded') ?? { when: 'succeeded' });
  if (unmet.length === 0) return 'met';
  return unmet.every(({ when }) => when === 'succeeded') ? 'spoiled' : 'lost';
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

  #group(id: string, body: Group): Outcome {
    const first = body.steps.length - lastOf(body);
    const name = (child: string): string => `${id}/${child}`;
    const main = this.#scope(body.steps.slice(0, first), name);
    const hasFailed = main.some(({ spoils }) => spoils);
    const last = this.#scope(body.steps.slice(first), name, hasFailed);
    const outcome = together([...main, ...last]);
    if (outcome.kind === 'failed') return outcome;
    // What merges a lane is no work of its own.
    return together(main.filter((_, at) => body.steps[at]?.id !== MERGE));
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

  #one(id: string, step: Step, isSpoiled: boolean, hasFailed = false): End {
    const { condition, body } = step;
    const runs =
      condition === 'always()' ||
      (condition === 'failure()' ? isSpoiled || hasFailed : condition !== 'false' && !isSpoiled);
    const made = (): Outcome => (body === undefined ? this.#leaf(id, step) : this.#composite(id, body, step));
    const outcome = runs ? made() : plainly('skipped');
    this.#end(id, outcome.kind);
    const { kind } = outcome;
    // One whose own steps were all skipped has spoiled nothing.
    const spoils = kind === 'failed' ? !step.continueOnError : kind === 'skipped' && isSpoiled && !runs;
    return { ...outcome, spoils };
  }

  #skip(id: string): End {
    this.#end(id, 'skipped');
    return { ...plainly('skipped'), spoils: false };
  }

  #end(id: string, kind: StepKind): void {
    this.ends.set(id, { kind, failures: this.#failures.get(id) ?? 0 });
  }

  /** `hasFailed`: what the steps run after. */
  #scope(steps: readonly Step[], name: (id: string) => string, hasFailed = false): readonly End[] {
    const known = new Map<string, End>();
    return steps.map((step) => {
      const needs = bearingOf(step, known);
      const end =
        needs === 'lost' ? this.#skip(name(step.id)) : this.#one(name(step.id), step, needs === 'spoiled', hasFailed);
      known.set(step.id, end);
      return end;
    });
  }
}

const isInside = (path: string, composite: string): boolean =>
  path.startsWith(composite) && ['/', '[', '#'].includes(path[composite.length] ?? '');

/** The end of every step of a world, by its path. */
export const foretell = (world: World): ReadonlyMap<string, Foretold> => new Oracle(world).ends;
