/** `ws logs`: what the steps of a run wrote. */
import { createReadStream, existsSync } from 'node:fs';
import type { Attempt } from '../../../core/attempt.ts';
import type { RunRow, StepRow } from '../../../core/run-tables.ts';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { House } from '../../house/house.ts';
import { nearest } from '../../../core/planning/nearest.ts';
import { pauseFor } from '../pause-for.ts';
import { isFinished } from '../../house/pick-run.ts';
import { isDriven } from '../../house/is-driven.ts';
import { SETUP } from '../../../core/planning/setup.ts';
import { stepId } from '../../../core/id.ts';
import type { Command, Session } from '../session.ts';
import { definitionOf, stepsOf } from '../../house/definition-of.ts';
import { withRun } from '../with-house.ts';

export type LogsArgs = {
  readonly run: string | null;
  readonly step: string | null;
  readonly follow: boolean;
  /** Only stderr; else stdout and then stderr. */
  readonly stderr: boolean;
  /** null: the last. */
  readonly attempt: number | null;
};

/** Writes a file from an offset to its end; gives the offset reached. */
const writeFrom = async (session: Session, path: string, offset: number): Promise<number> => {
  if (!existsSync(path)) return offset;
  let reached = offset;
  const decoder = new TextDecoder();
  for await (const chunk of createReadStream(path, { start: offset }) as AsyncIterable<Buffer>) {
    if (session.screen.gone.aborted) break;
    reached += chunk.length;
    session.screen.write(decoder.decode(chunk, { stream: true }));
  }
  return reached;
};

/** What has been shown of one attempt. */
type Shown = { readonly attempt: Attempt; stdout: number; stderr: number };

const writeNew = async (session: Session, house: House, shown: Shown, onlyStderr: boolean): Promise<void> => {
  const paths = house.files.paths(shown.attempt);
  if (!onlyStderr) shown.stdout = await writeFrom(session, paths.stdout, shown.stdout);
  shown.stderr = await writeFrom(session, paths.stderr, shown.stderr);
};

const unknownStep = (run: RunRow, step: string, names: readonly string[]): ReturnType<typeof invalid> => {
  const meant = nearest(step, names);
  const hint = meant === null ? `Its steps: ws status ${run.id}` : `Did you mean "${meant}"?`;
  return invalid(`run ${run.id} has no step "${step}"`, hint);
};

/** What is shown of one run; `shown` remembers how far. */
type Showing = {
  readonly session: Session;
  readonly house: House;
  readonly run: RunRow;
  readonly args: LogsArgs;
  readonly shown: Map<string, Shown>;
};

/** What came before all steps: the setup of the worktree, where there was one. */
const showSetup = async ({ session, house, run, args, shown }: Showing): Promise<void> => {
  const attempt: Attempt = { run: run.id, step: stepId(SETUP), attempt: 1 };
  if ((args.step ?? SETUP) !== SETUP || !existsSync(house.files.paths(attempt).directory)) return;
  const seen = shown.get(SETUP) ?? { attempt, stdout: 0, stderr: 0 };
  if (!shown.has(SETUP) && args.step === null) session.screen.note(session.screen.notePaint.bold('── worktree.setup'));
  shown.set(SETUP, seen);
  await writeNew(session, house, seen, args.stderr);
};

/** Shows the logs as they are now, step by step. */
const showOnce = async ({ session, house, run, args, shown }: Showing): Promise<readonly StepRow[]> => {
  await showSetup({ session, house, run, args, shown });
  const rows = await house.store.steps(run.id);
  const wanted = rows
    .filter((row) => row.attempts > 0 && (args.step === null || row.step === args.step))
    .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  for (const row of wanted) {
    const attempt = args.attempt ?? row.attempts;
    const key = `${row.step}#${attempt}`;
    let seen = shown.get(key);
    if (seen === undefined) {
      seen = { attempt: { run: run.id, step: row.step, attempt }, stdout: 0, stderr: 0 };
      shown.set(key, seen);
      if (args.step === null) session.screen.note(session.screen.notePaint.bold(`── ${key}`));
    }
    await writeNew(session, house, seen, args.stderr);
  }
  return rows;
};

const follow = async (showing: Showing): Promise<void> => {
  const { session, house, run, args } = showing;
  for (;;) {
    const row = await house.store.run(run.id);
    const isOver = row === null || isFinished(row.status) || !(await isDriven(run.id, house));
    const rows = await showOnce(showing);
    const step = rows.find((candidate) => candidate.step === args.step);
    const isStepOver = step !== undefined && ['succeeded', 'failed', 'skipped', 'cancelled'].includes(step.status);
    if (isOver || isStepOver || session.screen.gone.aborted) return;
    await pauseFor(150, session.screen.gone);
  }
};

/** Prints the logs of one step, or of all in the order they began; with `follow` goes on while the run is driven. */
export const logs: Command<LogsArgs> = (session, args) =>
  withRun(session, args.run, async (house, run): Promise<ExitCode> => {
    if (args.step !== null) {
      const workstream = await definitionOf(house.store, run.id);
      const names = workstream === null ? [] : stepsOf(workstream).map((step) => step.id);
      if (args.step !== SETUP && !names.some((name) => name === args.step))
        return complain(session.screen, unknownStep(run, args.step, names));
    }
    const shown = new Map<string, Shown>();
    const showing = { session, house, run, args, shown };
    await (args.follow ? follow(showing) : showOnce(showing));
    if (shown.size === 0) session.screen.note('nothing has run yet');
    return exitCode.ok;
  });
