/** The handle of one run: each of its calls is a verb of the house. */
import type { RunId } from '../../core/id.ts';
import { err, invariant, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { answerStep } from '../house/answer-step.ts';
import { cancelRun } from '../house/cancel-run.ts';
import { definitionOf } from '../house/definition-of.ts';
import { driveRun } from '../house/drive-run.ts';
import type { House } from '../house/house.ts';
import { mergeRun } from '../house/merge-run.ts';
import { observeRun } from '../house/observe-run.ts';
import { pauseRun } from '../house/pause-run.ts';
import { isFinished } from '../house/pick-run.ts';
import { progressOf } from '../house/progress.ts';
import type { Refusal } from '../house/refusal.ts';
import { invalid, outcomeWords, refuse } from '../house/refusals.ts';
import { resumeRun } from '../house/resume-run.ts';
import { retryRun } from '../house/retry-run.ts';
import { whoActs } from '../house/who-acts.ts';
import type { Guarded } from './guarded.ts';
import type { Driven, DriveOptions, Observed, ObserveOptions, RunHandle } from './run.ts';

export type HandleParts = {
  readonly house: House;
  /** Where the program stands. Absolute. */
  readonly directory: string;
  readonly guarded: Guarded;
};

const never = (): AbortSignal => new AbortController().signal;

const rowOf = async (id: RunId, { store }: Pick<House, 'store'>): Promise<Result<RunRow, Refusal>> => {
  const row = await store.run(id);
  return row === null ? err(invalid(`there is no run ${id}`)) : ok(row);
};

/** What a run that is over ended with; a driving of it moves nothing. */
const endOf = ({ id, status }: RunRow): Result<Driven, Refusal> =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'
    ? ok({ end: { kind: 'finished', status }, bundle: null })
    : refuse('findings', `run ${id} ${outcomeWords(status)}: it is never gone on with`, null);

const drive = async (run: RunRow, options: DriveOptions, parts: HandleParts): Promise<Result<Driven, Refusal>> => {
  const { house, directory, guarded } = parts;
  if (isFinished(run.status)) return endOf(run);
  const settled = await resumeRun({ run, isAccepted: options.acceptChanges ?? false, directory }, house);
  if (!settled.ok) return err(settled.error.refusal);
  const workstream = await definitionOf(house.store, run.id);
  invariant(workstream !== null, `run ${run.id} has a definition`);
  const tell = (line: string): void => options.onNote?.(guarded.mask(line));
  const driven = await driveRun(
    run.id,
    {
      ...{ workstream, directory, onTrouble: tell, onNotice: tell, onNote: tell },
      onEvent: options.onEvent ?? ((): void => undefined),
      isPatient: options.isPatient ?? false,
      // Who closes the house waits for this.
      stop: AbortSignal.any([options.signal ?? never(), guarded.closing]),
      // Only a process that ends at once may leave what it has started to the watchdog.
      kill: never(),
    },
    house,
  );
  return driven.end.kind === 'held' ? refuse('held', `run ${run.id} is driven by another process`, null) : ok(driven);
};

async function* observe(id: RunId, options: ObserveOptions, parts: HandleParts): AsyncGenerator<Observed> {
  const { house, guarded } = parts;
  const signal = AbortSignal.any([options.signal ?? never(), guarded.closing]);
  if (signal.aborted) return;
  const workstream = await definitionOf(house.store, id);
  invariant(workstream !== null, `run ${id} has a definition`);
  const progress = progressOf(workstream);
  for await (const event of observeRun({ run: id, after: 0, signal }, house)) {
    progress.apply(event);
    if (event.seq > (options.after ?? 0)) yield { event, progress };
  }
}

/** Makes the handle of a run that is there. */
export const handleOf = (id: RunId, parts: HandleParts): RunHandle => {
  const { house, directory, guarded } = parts;
  const who = async (by: string | undefined): Promise<string> =>
    by ?? (await whoActs(house.repository.root, house.env));
  /** Every verb is given the row as it is by then. */
  const withRow = <T>(act: (run: RunRow) => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> =>
    guarded.run(async () => {
      const row = await rowOf(id, house);
      return row.ok ? act(row.value) : row;
    });
  return {
    id,
    row: () => guarded.run(() => rowOf(id, house)),
    steps: () => guarded.run(async () => ok(await house.store.steps(id))),
    drive: (options = {}) => withRow((run) => drive(run, options, parts)),
    observe: (options = {}) => observe(id, options, parts),
    answer: ({ step, answer, outputs = {}, by, question = null, says = null, comment = null }) =>
      withRow(async (run) =>
        answerStep({ run, step, answer, outputs, says, comment, by: await who(by), question }, house),
      ),
    pause: (by) => withRow(async (run) => ok(await pauseRun({ run, by: await who(by) }, house))),
    cancel: ({ compensate = false, by } = {}) =>
      withRow(async (run) => cancelRun({ run, compensates: compensate, by: await who(by) }, house)),
    retry: ({ from = null, base = null } = {}) =>
      withRow(async (run) => {
        const retried = await retryRun({ run, from, base, directory }, house);
        return retried.ok ? ok(handleOf(retried.value.run, parts)) : retried;
      }),
    merge: ({ squash = false, force = false, acceptDamage = false, onNote } = {}) =>
      withRow((run) => {
        const tell = (line: string): void => onNote?.(guarded.mask(line));
        return mergeRun(
          { run, directory, lane: null, squash, force, acceptsDamage: acceptDamage, onNote: tell },
          house,
        );
      }),
  };
};
