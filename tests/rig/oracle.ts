/** What a simulated run must come to, worked out without the engine. */
import type { WsEvent } from '../../core/event.ts';
import { stepId, type StepId } from '../../core/id.ts';
import { ROLLBACK } from '../../core/planning/compensation.ts';
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
  const compensations = world.plan.compensation.map(({ step }) => step);
  // A run that did nothing has failed, too.
  const isIdle = world.plan.workstream.steps.every(({ id }) => endOf(id).kind === 'skipped');
  const begins = (failed || isIdle) && compensations.some(({ id }) => undone(id));
  for (const step of compensations) {
    const end = undone(step.id) ? triedOut(step, scriptOf(step.id)) : { kind: 'skipped' as const, failures: 0 };
    foretold.set(step.id, begins ? end : { kind: 'blocked', failures: 0 });
  }
  return foretold;
};

const ENDS: readonly string[] = ['step.succeeded', 'step.failed', 'step.skipped', 'step.cancelled'];
const undoneBy = (id: StepId): StepId => stepId(id.replace(/\.compensate$/, ''));

/** Throws where compensations overlap, or what is undone is not undone in reverse of how it succeeded. */
export const checkCompensation = ({ plan }: World, log: readonly WsEvent[]): void => {
  const own = new Set([...plan.workstream.steps, ...plan.workstream.finally].map(({ id }) => id));
  const succeeded: StepId[] = [];
  const undone: StepId[] = [];
  let open: StepId | null = null;
  for (const event of log) {
    if (!('step' in event)) continue;
    if (own.has(event.step)) {
      if (event.type === 'step.succeeded') succeeded.push(event.step);
      continue;
    }
    if (open !== null && open !== event.step) throw new Error(`${event.step} is undone beside ${open}`);
    if (open === null && undone.includes(event.step)) throw new Error(`${event.step} is undone twice`);
    if (open === null) undone.push(event.step);
    open = ENDS.includes(event.type) ? null : event.step;
  }
  if (undone.slice(0, -1).includes(ROLLBACK)) throw new Error('something is undone after the rollback');
  // Written another way than the engine makes it: the list of what succeeded, read backwards.
  const did = undone.map(undoneBy).filter((id) => succeeded.includes(id));
  const due = succeeded.toReversed().filter((id) => did.includes(id));
  if (did.join(' ') !== due.join(' ')) throw new Error(`undone: ${did.join(' ')}, but due: ${due.join(' ')}`);
  for (const step of plan.workstream.steps)
    for (const need of step.needs)
      if (did.includes(step.id) && did.includes(need) && did.indexOf(step.id) > did.indexOf(need))
        throw new Error(`${need} is undone before ${step.id}`);
};

/** Counted from the log alone: who took its driver down three times in a row is not started unasked, and is alone before. */
export const checkPoison = (log: readonly WsEvent[]): void => {
  const deaths = new Map<StepId, number>();
  const underWay = new Set<StepId>();
  for (const event of log) {
    if (!('step' in event)) continue;
    const { step } = event;
    const before = deaths.get(step) ?? 0;
    if (event.type === 'step.started') {
      underWay.add(step);
      if (before > 2) throw new Error(`${step} is started after ${before} deaths`);
    } else if (event.type !== 'step.validating' && event.type !== 'step.refreshed' && event.type !== 'step.used')
      underWay.delete(step);
    if (underWay.size > 1 && [...underWay].some((id) => deaths.get(id) === 2))
      throw new Error(`one of ${[...underWay].join(' ')} is suspected, and has company`);
    const failure = 'cause' in event ? event.cause?.failure : 'failure' in event ? event.failure : undefined;
    if (failure?.code === 'quarantined' && before !== 2) throw new Error(`${step} is quarantined after ${before}`);
    const isDeath = failure?.code === 'interrupted' && failure.by === 'crash';
    if (isDeath && event.type === 'step.retrying') deaths.set(step, before + (failure.atWork === true ? 1 : 0));
    else if (event.type === 'step.retrying' && event.decision.kind !== 'wait') deaths.delete(step);
    else if (['step.succeeded', 'step.failed', 'step.answered', 'step.parked'].includes(event.type))
      deaths.delete(step);
  }
};

/** Whether a step was kept from taking its driver down once more. */
export const hasQuarantined = (log: readonly WsEvent[]): boolean =>
  log.some(
    (event) => 'cause' in event && typeof event.cause === 'object' && event.cause?.failure.code === 'quarantined',
  ) || log.some((event) => event.type === 'step.failed' && event.failure.code === 'quarantined');
