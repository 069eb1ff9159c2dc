/** Finds out, and mends, what a driver before left of a run: what ended well, what was lost, what lies in the worktree. */
import type { Attempt, Success } from '../attempt.ts';
import type { Failure } from '../failure.ts';
import { isMerge } from '../hidden-step.ts';
import { laneAt, laneOf } from '../lane.ts';
import { err, ok, type Result } from '../result.ts';
import { hasBegun, type Run, type StepRun } from '../run.ts';
import type { Step } from '../workstream.ts';
import { reliantOn } from '../planning/schedule/lacking.ts';
import { isInFlight, isStepDone } from '../state/machine.ts';
import { tidiedUpTo } from '../state/tidied.ts';
import type { Workspace } from '../workspace.ts';
import { maskResult } from './attempt/mask.ts';
import type { Input } from './decide.ts';
import type { Equipment } from './parts.ts';
import type { DescribeTool } from '../tool.ts';
import { goingOn } from './going-on.ts';
import { inPersonsHands } from './persons-hands.ts';
import type { Worktrees } from './worktrees.ts';

type Files = Equipment['files'];

/** An attempt of a process that is gone, and how it ended by what that process left. */
type Adopted = { readonly attempt: Attempt; readonly success: Success };

/** What the run must be told before its loop may begin, and what is to be looked at again while it goes on. */
export type TakenUp = { readonly inputs: readonly Input[]; readonly unproved: readonly Adopted[] };

const inFlight = (run: Run, lane: number | null): readonly Attempt[] =>
  run.plan.steps.flatMap((step, place) => {
    const at = run.steps[place];
    if (at === undefined || !isInFlight(at.state.kind) || laneAt(run.plan, place) !== lane) return [];
    return [{ run: run.id, step: step.id, attempt: at.attempts }];
  });

/** Whose work a dirty worktree most likely holds, that of a lane (its place) or, null, of the run: the attempt that moved last. */
export const lastMoved = (run: Run, lane: number | null = null): Attempt | null => {
  let newest: Attempt | null = null;
  let seq = 0;
  for (const [place, step] of run.plan.steps.entries()) {
    const at = run.steps[place];
    if (at === undefined || at.attempts === 0 || at.lastSeq <= seq || step.body !== undefined) continue;
    if (laneAt(run.plan, place) !== lane) continue;
    seq = at.lastSeq;
    newest = { run: run.id, step: step.id, attempt: at.attempts };
  }
  return newest;
};

/** A step as it stands, and as the generations before left it; of a composite none. */
const generationsOf = (at: StepRun | undefined, step: Step): readonly StepRun[] => {
  if (at === undefined || step.body !== undefined) return [];
  return at.past === null ? [at] : [at, ...generationsOf(at.past, step)];
};

/** Attempts that ended without success, and nobody has looked since at what they left; the newest first. */
const leftBehind = (run: Run, lane: number | null): readonly Attempt[] =>
  run.plan.steps
    .flatMap((step, place) =>
      generationsOf(laneAt(run.plan, place) === lane ? run.steps[place] : undefined, step).flatMap((at) => {
        if (!hasBegun(at) || at.lastSeq <= tidiedUpTo(run, lane)) return [];
        if (!isStepDone(at.state.kind) || at.state.kind === 'succeeded') return [];
        return [{ seq: at.lastSeq, attempt: { run: run.id, step: step.id, attempt: at.attempts } }];
      }),
    )
    .toSorted((a, b) => b.seq - a.seq)
    .map(({ attempt }) => attempt);

/** Whether there is anything that must hold of a step's attempt beyond its tool's own word, or is told or kept with its success. */
const isChecked = (run: Run, { step: id }: Attempt): boolean => {
  const place = run.plan.index.get(id);
  const step = place === undefined ? undefined : run.plan.steps[place];
  return (
    step !== undefined &&
    (step.acceptance.length > 0 || step.outputs !== null || step.emit !== undefined || step.artifacts !== undefined)
  );
};

/** Whether a refresh that an attempt began with was under way: then its program is what was at work. */
const isInRefresh = async (run: Run, { step }: Attempt, workspace: Workspace, files: Files): Promise<boolean> => {
  for (const [place, { id, leaves }] of run.plan.steps.entries()) {
    if (leaves === undefined || !reliantOn(run.plan, [place]).has(run.plan.index.get(step) ?? -1)) continue;
    const refresh = { run: run.id, step: id, attempt: (run.steps[place]?.attempts ?? 0) + 1 };
    if ((await workspace.provisions.isRefreshing(id)) && files.isAtWork(refresh)) return true;
  }
  return false;
};

/** How those of the attempts that the log calls running ended that a checkpoint vouches for. */
const reconcile = async (
  running: readonly Attempt[],
  workspace: Workspace,
  { files }: Pick<Equipment, 'files'>,
): Promise<readonly Adopted[]> => {
  if (running.length === 0) return [];
  const vouched = await workspace.checkpointed();
  const adopted: Adopted[] = [];
  for (const attempt of running) {
    const commit = vouched.findLast((known) => known.step === attempt.step && known.attempt === attempt.attempt);
    const saved = commit === undefined ? null : await files.loadOutcome(attempt, 'any');
    if (commit === undefined || saved === null) continue;
    adopted.push({ attempt, success: { ...saved, checkpoint: commit.sha } });
  }
  return adopted;
};

type Means = { readonly by: string; readonly describe: DescribeTool };

/** What is to be told of one worktree: that of a lane (its place), null: of the run. */
const takeUpIn = async (
  run: Run,
  lane: number | null,
  workspace: Workspace,
  { equipment, describe }: { readonly equipment: Pick<Equipment, 'files' | 'mask'>; readonly describe: DescribeTool },
): Promise<Result<TakenUp, Failure>> => {
  const running = inFlight(run, lane);
  // What is merged is found to be so when it is asked for again.
  const adopted = await reconcile(
    running.filter((attempt) => !isMerge({ id: attempt.step })),
    workspace,
    equipment,
  );
  const left = leftBehind(run, lane);
  const isHere = ({ step }: Attempt): boolean => laneAt(run.plan, run.plan.index.get(step) ?? -1) === lane;
  const [culprit = lastMoved(run, lane), ...others] = [...running.slice(0, 1), ...left];
  // What others left would be taken for the work of who goes on.
  const goOn = left.length > 0 ? [] : goingOn(run, describe);
  const kept = [...inPersonsHands(run), ...goOn].filter(isHere);
  for (const attempt of kept) await workspace.begin(attempt, 'ever');
  const restored = culprit === null || kept.length > 0 ? null : await workspace.restore(culprit, others);
  if (restored !== null && !restored.ok) return err(restored.error);
  const ended = new Set(adopted.map(({ attempt }) => attempt.step));
  const outcomeOf = ({ attempt, success }: Adopted): Input => {
    return { kind: 'outcome', outcome: { attempt, result: maskResult(ok(success), equipment.mask) } };
  };
  const lost: Input[] = [];
  for (const attempt of running.filter(({ step }) => !ended.has(step))) {
    const { files } = equipment;
    const isAtWork = files.isAtWork(attempt) || (await isInRefresh(run, attempt, workspace, files));
    lost.push({ kind: 'lost', attempt, isAtWork });
  }
  return ok({
    inputs: [...adopted.filter(({ attempt }) => !isChecked(run, attempt)).map(outcomeOf), ...lost],
    unproved: adopted.filter(({ attempt }) => isChecked(run, attempt)),
  });
};

/** The places of the open lanes in which something has begun. */
const begunLanes = (run: Run): readonly number[] => {
  const begun = new Set<number>();
  for (const [place, at] of run.steps.entries()) {
    const lane = at.attempts === 0 ? null : laneAt(run.plan, place);
    if (lane !== null && run.steps[lane]?.state.kind === 'open' && at.lastSeq > (run.steps[lane]?.lastSeq ?? 0))
      begun.add(lane);
  }
  return [...begun];
};

/**
 * Takes over what is left of a run. Neither a commit nor a file shows who wrote it: of an attempt that they say ended
 * well, everything that must hold is looked at again before it counts. What was at work in a lane that cannot be had is lost.
 */
export const takeUp = async (
  run: Run,
  worktrees: Pick<Worktrees, 'at'>,
  equipment: Pick<Equipment, 'files' | 'mask'>,
  { by, describe }: Means,
): Promise<Result<TakenUp, Failure>> => {
  const own = await worktrees.at(null);
  if (!own.ok) return own;
  if (run.status === 'created') return ok({ inputs: [{ kind: 'begin', place: own.value.place }], unproved: [] });
  const inputs: Input[] = [{ kind: 'resume', by }];
  const unproved: Adopted[] = [];
  for (const lane of [null, ...begunLanes(run)]) {
    const opened = await worktrees.at(laneOf(run.plan, lane));
    const taken = opened.ok ? await takeUpIn(run, lane, opened.value, { equipment, describe }) : null;
    if (taken === null) {
      for (const attempt of inFlight(run, lane)) inputs.push({ kind: 'lost', attempt, isAtWork: false });
      continue;
    }
    if (!taken.ok) return taken;
    inputs.push(...taken.value.inputs);
    unproved.push(...taken.value.unproved);
  }
  return ok({ inputs, unproved });
};
