import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WsEvent } from '../../../../core/event.ts';
import { runId, type StepId } from '../../../../core/id.ts';
import type { StepRow } from '../../../../core/run-tables.ts';
import { beginRun, fold } from '../../../../core/state/fold.ts';
import type { RunState } from '../../../../core/state/run-state.ts';
import { RUN_MACHINE, STEP_MACHINE } from '../../../../core/state/machine.ts';
import { isStepEvent, projectRun, projectStep } from '../../../../core/state/projection.ts';
import { progressOf, type Progress } from '../../../../interfaces/house/progress.ts';
import { aPlan } from '../../../rig/step.ts';
import { aWorkstream } from '../../../unit/core/state/example-log.ts';
import { logs } from '../../../unit/core/state/random-log.ts';

const RUNS = process.env['WS_LONG'] === undefined ? 1_000 : 20_000;

const workstream = aWorkstream('build');
const plan = aPlan(workstream);

/** The log without changes of the definition, after which steps may be gone. */
const unamended = (log: readonly WsEvent[]): readonly WsEvent[] =>
  log.filter(({ type }) => type !== 'run.amended').map((event, at) => ({ ...event, seq: at + 1 }));

type Seen = Pick<StepRow, 'status' | 'attempts' | 'failures'>;
type SeenByOthers = Seen & Pick<StepRow, 'startedAt' | 'finishedAt' | 'checkpoint'>;

const seenInState = (run: RunState, id: StepId): Seen | null => {
  const step = run.steps[plan.index.get(id) ?? -1];
  return step === undefined ? null : { status: step.state.kind, attempts: step.attempts, failures: step.failures };
};

const seenInView = (progress: Progress, id: StepId): SeenByOthers | null => {
  const step = progress.steps.get(id);
  if (step === undefined) return null;
  const { kind: status, attempts, failures, startedAt, finishedAt, checkpoint } = step;
  return { status, attempts, failures, startedAt, finishedAt, checkpoint };
};

test(`in ${RUNS} logs, state, row and view say the same after every event, and what the machine says`, () => {
  const moved = new Set<string>();
  const check = (log: readonly WsEvent[]): void => {
    const [first, ...rest] = unamended(log);
    if (first?.type !== 'run.created') throw new Error('a log begins with run.created');
    const run = beginRun(first, plan);
    const progress = progressOf(workstream);
    progress.apply(first);
    let row = projectRun(null, first);
    const steps = new Map<StepId, ReturnType<typeof projectStep>>();
    for (const event of rest) {
      fold(run, event);
      progress.apply(event);
      moved.add(event.type);
      if (!isStepEvent(event)) {
        row = projectRun(row, event);
        expect(run.status).toBe(RUN_MACHINE[event.type].to ?? run.status);
        expect([row.status, row.finishedAt]).toEqual([run.status, run.finishedAt]);
        expect([progress.status, progress.finishedAt]).toEqual([run.status, run.finishedAt]);
        expect(progress.startedAt).toBe(row.startedAt);
        continue;
      }
      const now = projectStep(steps.get(event.step) ?? null, event);
      steps.set(event.step, now);
      const { status, attempts, failures, startedAt, finishedAt, checkpoint } = now;
      expect(status).toBe(STEP_MACHINE[event.type].to ?? status);
      expect(seenInState(run, event.step)).toEqual({ status, attempts, failures });
      expect(seenInView(progress, event.step)).toEqual({
        ...{ status, attempts, failures, startedAt, finishedAt, checkpoint },
      });
    }
  };
  // Every event but the first, the opening of composites, and the one that is left out, must have come by; some are so rare that more logs are drawn.
  const all = Object.keys(STEP_MACHINE).length + Object.keys(RUN_MACHINE).length - 3;
  for (let drawn = 0; drawn === 0 || (moved.size < all && drawn < 20 * RUNS); drawn += RUNS)
    fc.assert(fc.property(logs(runId('generated'), 60), check), { numRuns: RUNS, endOnFailure: true });
  expect(moved.size).toBe(all);
});
