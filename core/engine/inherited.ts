/** What of a finished run a new one takes over: steps that succeeded, and what is inside of composites that did not. */
import { compensationOf } from '../compensating.ts';
import type { StepId } from '../id.ts';
import { isLane, laneAt } from '../lane.ts';
import { parentOf, type Plan } from '../plan.ts';
import type { Inherited, Run, StepRun } from '../run.ts';
import { itemsAround } from '../state/opening.ts';
import type { Step } from '../workstream.ts';
import { stepFactsAt } from './attempt/step-facts.ts';

/** What a compensation has undone, or may have, must be done again. */
const isUndone = (run: Run, step: Step): boolean => {
  const place = run.plan.index.get(compensationOf(step.id));
  const state = place === undefined ? undefined : run.steps[place]?.state;
  return state !== undefined && state.kind !== 'blocked' && state.kind !== 'skipped';
};

/** Whether a step was among those that only read when something was written: the rule that it may have broken is to be kept once. */
const isUnderSuspicion = ({ tidied: { violation } }: Run, { id }: Step): boolean =>
  violation?.readers.includes(id) ?? false;

const childrenAt = ({ plan }: Run, place: number): readonly number[] => plan.openings.get(place)?.children ?? [];

/** Whether the step at a place, and all that is in it, stands as it succeeded. */
export const stillStands = (run: Run, place: number): boolean => {
  const [step, at] = [run.plan.steps[place], run.steps[place]];
  if (step === undefined || at?.state.kind !== 'succeeded') return false;
  return isSound(run, place);
};

/** Nothing at or below a place has been undone since, or is under suspicion. */
const isSound = (run: Run, place: number): boolean => {
  const step = run.plan.steps[place];
  if (step === undefined || isUndone(run, step) || isUnderSuspicion(run, step)) return false;
  return childrenAt(run, place).every((child) => isSound(run, child));
};

/** What was kept of a step: of a lane that is one step, what was of that. */
const keptOf = (run: Run, place: number): Pick<Inherited, 'artifacts' | 'log'> => {
  const step = run.plan.steps[place];
  const isWrapper = step?.body?.kind === 'group' && step.body.lane?.wraps === 'step';
  const state = run.steps[(isWrapper ? childrenAt(run, place)[0] : undefined) ?? place]?.state;
  const artifacts = state?.kind === 'succeeded' ? state.artifacts : undefined;
  const log = stepFactsAt(run, place)?.log ?? undefined;
  return { ...(artifacts === undefined ? {} : { artifacts }), ...(log === undefined ? {} : { log }) };
};

const told = (run: Run, place: number, { state }: StepRun): readonly Inherited[] => {
  const step = run.plan.steps[place];
  if (step === undefined || state.kind !== 'succeeded') return [];
  const { outputs, exitCode, checkpoint } = state;
  const items = itemsAround(run.plan, place);
  const kept = keptOf(run, place);
  return [{ step: step.id, outputs, exitCode, checkpoint, ...kept, ...(items.length === 0 ? {} : { items }) }];
};

const isAtOrAround = ({ plan }: Run, place: number, wanted: number | undefined): boolean => {
  for (let at = wanted ?? null; at !== null; at = parentOf(plan, at)) if (at === place) return true;
  return false;
};

/** Places of a body that run again: what does not stand, and what needs one that runs again; of a loop all rounds after it. */
const rerunIn = (run: Run, place: number, from: number | undefined): ReadonlySet<number> => {
  const { offsets, targets } = run.plan.needs;
  const children = childrenAt(run, place);
  const isLoop = run.plan.steps[place]?.body?.kind === 'loop';
  const rerun = new Set<number>();
  const visit = (child: number): boolean => {
    if (rerun.has(child)) return true;
    const needs = targets.subarray(offsets[child] ?? 0, offsets[child + 1] ?? 0);
    const isAgain = isAtOrAround(run, child, from) || !stillStands(run, child) || [...needs].some(visit);
    if (isAgain) rerun.add(child);
    return isAgain;
  };
  for (const [at, child] of children.entries())
    if (visit(child) && isLoop) for (const later of children.slice(at + 1)) rerun.add(later);
  return rerun;
};

/** What is taken over of what is inside of a composite that runs again; `from` is the place to begin from, where it is in there. */
const inheritedInside = (run: Run, place: number, from: number | undefined): readonly Inherited[] => {
  const state = run.steps[place]?.state;
  // What a lane did that was not merged lies on its own branch alone.
  if (place === from || isLane(run.plan.steps[place])) return [];
  // Its rounds are used up.
  if (state?.kind === 'failed' && state.failure.code === 'loop-exhausted') return [];
  const rerun = rerunIn(run, place, from);
  let isOver = false;
  return childrenAt(run, place).flatMap((child) => {
    const isLoop = run.plan.steps[place]?.body?.kind === 'loop';
    if (isOver) return [];
    isOver = isLoop && rerun.has(child);
    return inheritedAt(run, child, { isRerun: rerun.has(child), from });
  });
};

/**
 * What is taken over at a place of the finished run. A group or a loop that stands is taken over as a whole; items are taken
 * over one by one, since what a foreach gives is read from them.
 */
export const inheritedAt = (
  run: Run,
  place: number,
  { isRerun, from }: { readonly isRerun: boolean; readonly from: number | undefined },
): readonly Inherited[] => {
  const [step, at] = [run.plan.steps[place], run.steps[place]];
  if (step === undefined || at === undefined) return [];
  const isWhole = !isRerun && step.body?.kind !== 'foreach';
  if (isWhole) return told(run, place, at);
  return step.body === undefined ? [] : inheritedInside(run, place, from);
};

/** `seq` and commit of the newest checkpoint on the branch of the run at or below a place; null where there is none. */
export const newestCheckpointAt = (
  run: Run,
  place: number,
): { readonly seq: number; readonly checkpoint: string } | null => {
  const at = run.steps[place];
  let newest =
    at?.state.kind === 'succeeded' && at.state.checkpoint !== null && laneAt(run.plan, place) === null
      ? { seq: at.lastSeq, checkpoint: at.state.checkpoint }
      : null;
  for (const child of childrenAt(run, place)) {
    const found = newestCheckpointAt(run, child);
    if (found !== null && (newest === null || found.seq > newest.seq)) newest = found;
  }
  return newest;
};

/** The place of a step by its path; undefined where there is none. */
export const placeOf = ({ index }: Plan, id: StepId | null): number | undefined =>
  id === null ? undefined : index.get(id);
