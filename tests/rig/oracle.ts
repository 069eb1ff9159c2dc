/** What a simulated run must come to, worked out without the engine. */
import type { WsEvent } from '../../core/event.ts';
import { stepId, type StepId } from '../../core/id.ts';
import type { StepKind } from '../../core/run.ts';
import type { Step } from '../../core/workstream.ts';
import type { Script, World } from './simulator.ts';

type Foretold = { readonly kind: StepKind; readonly failures: number };

/** A step tried by hand: one alternative after the other, each with all its failures forgiven. */
const triedOut = (step: Step, { fails, end }: Script): Foretold => {
  let failures = 0;
  for (let alternative = 0; alternative <= step.fallback.length; alternative++) {
    for (let spent = 0; ; spent++) {
      const isTransient = failures < fails;
      if (!isTransient && end === 'ok') return { kind: 'succeeded', failures };
      failures += 1;
      if (!isTransient || spent === step.retry.limit) break;
    }
  }
  return { kind: 'failed', failures };
};

/** The end of every step, worked out without the engine: recursion over the definition, no events, no time. */
export const oracle = (world: World): ReadonlyMap<StepId, Foretold> => {
  const { workstream } = world.plan;
  const own = new Map([...workstream.steps, ...workstream.finally].map((step) => [step.id, step]));
  const scriptOf = (id: StepId): Script => world.scripts.get(id) ?? { fails: 0, end: 'ok' };
  const ends = new Map<StepId, Foretold & { readonly spoils: boolean }>();
  const endOf = (id: StepId): Foretold & { readonly spoils: boolean } => {
    const known = ends.get(id);
    const step = own.get(id);
    if (known !== undefined || step === undefined) return known ?? { kind: 'blocked', failures: 0, spoils: true };
    const spoiled = step.needs.some((need) => endOf(need).spoils);
    const runs =
      step.condition === 'always()' ||
      (step.condition === 'failure()' && spoiled) ||
      ((step.condition === null || step.condition === 'success()') && !spoiled);
    const end = runs ? triedOut(step, scriptOf(id)) : { kind: 'skipped' as const, failures: 0 };
    const spoils = end.kind === 'failed' ? !step.continueOnError : end.kind === 'skipped' && spoiled;
    ends.set(id, { ...end, spoils });
    return { ...end, spoils };
  };
  const foretold = new Map<StepId, Foretold>([...own.keys()].map((id) => [id, endOf(id)]));
  const failed = [...own.keys()].some((id) => endOf(id).kind === 'failed' && endOf(id).spoils);
  const undone = (id: StepId): boolean =>
    !id.endsWith('.compensate') || endOf(stepId(id.slice(0, -11))).kind === 'succeeded';
  const compensations = world.plan.steps.slice(own.size);
  const begins = failed && compensations.some(({ id }) => undone(id));
  for (const step of compensations) {
    const end = undone(step.id) ? triedOut(step, scriptOf(step.id)) : { kind: 'skipped' as const, failures: 0 };
    foretold.set(step.id, begins ? end : { kind: 'blocked', failures: 0 });
  }
  return foretold;
};

/** Throws where compensations overlap, or come in another order than the reverse of what they undo. */
export const checkCompensation = ({ plan }: World, log: readonly WsEvent[]): void => {
  const { ownCount } = plan;
  let last = -1;
  let open: StepId | null = null;
  for (const event of log) {
    if (!('step' in event) || (plan.index.get(event.step) ?? 0) < ownCount) continue;
    if (open !== null && open !== event.step) throw new Error(`${event.step} is undone beside ${open}`);
    const place = plan.index.get(event.step) ?? 0;
    if (place < last) throw new Error(`${event.step} is undone too late`);
    last = place;
    open = ['step.succeeded', 'step.failed', 'step.skipped', 'step.cancelled'].includes(event.type) ? null : event.step;
  }
  // Written another way than the plan makes it: no compensation comes before that of a step that needs its own.
  const rank = new Map(plan.steps.slice(ownCount).map((step, at) => [step.id, at]));
  for (const step of plan.workstream.steps)
    for (const need of step.needs) {
      const [mine, theirs] = [rank.get(stepId(`${step.id}.compensate`)), rank.get(stepId(`${need}.compensate`))];
      if (mine !== undefined && theirs !== undefined && mine > theirs)
        throw new Error(`${need} is undone before ${step.id}`);
    }
};
