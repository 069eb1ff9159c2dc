/** Runs for tests, made by folding happenings as the engine does. */
import { seal } from '../../core/engine/seal.ts';
import type { Happening, WsEvent } from '../../core/event.ts';
import { instant, runId, type RunId } from '../../core/id.ts';
import type { RunOptions, RunPlace } from '../../core/run.ts';
import { isTidyDue } from '../../core/planning/schedule/tidy-due.ts';
import type { Frontier } from '../../core/planning/schedule/frontier.ts';
import { beginRun, fold } from '../../core/state/fold.ts';
import type { RunState } from '../../core/state/run-state.ts';
import type { Workstream } from '../../core/workstream.ts';
import { aPlan } from './step.ts';

export const RUN: RunId = runId('testrun');
export const PLACE: RunPlace = { base: 'base', branch: 'ws/test/testrun' };

const OPTIONS: RunOptions = { inputs: {}, concurrency: 4, source: null, base: 'HEAD', inherits: null };

/** A run that has just been created. */
export const aRun = (workstream: Workstream, options: Partial<RunOptions> = {}): RunState => {
  const plan = aPlan(workstream);
  const created: WsEvent & { type: 'run.created' } = {
    type: 'run.created',
    workstream,
    planHash: plan.hash,
    options: { ...OPTIONS, ...options },
    run: RUN,
    seq: 1,
    at: instant(0),
    correlationId: RUN,
    causationId: null,
  };
  return beginRun(created, plan);
};

/** The same run after some happenings, all at the same time. */
export const after = (run: RunState, happenings: readonly Happening[], at = 0): RunState => {
  for (const happening of happenings) fold(run, seal(run, { ...happening }, instant(at)));
  return run;
};

/** A run that has started. */
export const aStartedRun = (workstream: Workstream, options: Partial<RunOptions> = {}): RunState =>
  after(aRun(workstream, options), [{ type: 'run.started', ...PLACE }]);

/** Whether the worktree was to be looked at; then it has been, and nothing was found. */
export const isTidied = (run: RunState, frontier: Frontier): boolean => {
  if (!isTidyDue(run, frontier, null)) return false;
  const { upTo, left } = frontier.tidiness.order();
  const found = { salvaged: null, unexplained: [], readers: [], trouble: null };
  after(run, [{ type: 'run.tidied', upTo, left: left.map(({ step }) => step), ...found }]);
  frontier.tidiness.tidied();
  return true;
};
