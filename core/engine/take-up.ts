/** Finds out, and mends, what a driver before left of a run: what ended well, what was lost, what lies in the worktree. */
import type { Attempt } from '../attempt.ts';
import type { AttemptOutcome } from '../dispatcher.ts';
import type { Failure } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import type { Run } from '../run.ts';
import { isInFlight, isStepDone } from '../state/machine.ts';
import type { Workspace } from '../workspace.ts';
import { maskResult } from './attempt/mask.ts';
import type { Input } from './decide.ts';
import type { Equipment } from './parts.ts';

const inFlight = (run: Run): readonly Attempt[] =>
  run.plan.steps.flatMap((step, place) => {
    const at = run.steps[place];
    return at !== undefined && isInFlight(at.state.kind) ? [{ run: run.id, step: step.id, attempt: at.attempts }] : [];
  });

/** Whose work a dirty worktree most likely holds: the attempt that moved last. */
const lastMoved = (run: Run): Attempt | null => {
  let newest: Attempt | null = null;
  let seq = 0;
  for (const [place, step] of run.plan.steps.entries()) {
    const at = run.steps[place];
    if (at === undefined || at.attempts === 0 || at.lastSeq <= seq) continue;
    seq = at.lastSeq;
    newest = { run: run.id, step: step.id, attempt: at.attempts };
  }
  return newest;
};

/** Whether a person works in the worktree, or has, and it is not committed yet: then nothing is put back. */
const isInPersonsHands = (run: Run): boolean =>
  run.steps.some(
    ({ state, recovery }) =>
      (state.kind === 'waiting' && state.wait.kind === 'work') ||
      (recovery.accepted !== null && !isStepDone(state.kind)),
  );

/** How those of the attempts that the log calls running ended that a checkpoint vouches for. */
const reconcile = async (
  running: readonly Attempt[],
  workspace: Workspace,
  { files, mask }: Pick<Equipment, 'files' | 'mask'>,
): Promise<readonly AttemptOutcome[]> => {
  if (running.length === 0) return [];
  const vouched = await workspace.checkpointed();
  const outcomes: AttemptOutcome[] = [];
  for (const attempt of running) {
    const commit = vouched.findLast((known) => known.step === attempt.step && known.attempt === attempt.attempt);
    const saved = commit === undefined ? null : await files.loadOutcome(attempt);
    if (commit === undefined || saved === null) continue;
    outcomes.push({ attempt, result: maskResult(ok({ ...saved, checkpoint: commit.sha }), mask) });
  }
  return outcomes;
};

/** What the run must be told before its loop may begin; a new run is told where it begins. */
export const takeUp = async (
  run: Run,
  workspace: Workspace,
  equipment: Pick<Equipment, 'files' | 'mask'>,
  by: string,
): Promise<Result<readonly Input[], Failure>> => {
  if (run.status === 'created') return ok([{ kind: 'begin', place: workspace.place }]);
  const running = inFlight(run);
  const outcomes = await reconcile(running, workspace, equipment);
  const culprit = running[0] ?? lastMoved(run);
  const restored = culprit === null || isInPersonsHands(run) ? null : await workspace.restore(culprit);
  if (restored !== null && !restored.ok) return err(restored.error);
  const ended = new Set(outcomes.map((outcome) => outcome.attempt.step));
  return ok([
    { kind: 'resume', by },
    ...outcomes.map((outcome): Input => ({ kind: 'outcome', outcome })),
    ...running.filter(({ step }) => !ended.has(step)).map((attempt): Input => ({ kind: 'lost', attempt })),
  ]);
};
