/** `ws logs`: what the steps of a run wrote. */
import { writtenPaths } from '../../../core/definition-at.ts';
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
import { stepId, type StepId } from '../../../core/id.ts';
import { isInside, pathMeant } from '../../../core/state/children.ts';
import type { Command, Session } from '../session.ts';
import { definitionOf } from '../../house/definition-of.ts';
import { isAgentLog, isOfStream, toldLines } from '../agent-log.ts';
import { textFrom } from '../tail.ts';
import type { AttemptPaths } from '../../../core/system.ts';
import { logPrinter, type LogPrinter, type LogSource } from '../log-printer.ts';
import { ok } from '../../../core/result.ts';
import { runOrStep } from '../../house/run-or-step.ts';
import { meantRun, withHouse } from '../with-house.ts';

export type LogsArgs = {
  /** Without a step: the beginning of a run's id, or a step of the latest run. */
  readonly run: string | null;
  readonly step: string | null;
  readonly follow: boolean;
  /** Only stderr; else stdout and then stderr. */
  readonly stderr: boolean;
  /** null: the last. */
  readonly attempt: number | null;
  /** What an agent wrote as it wrote it, not what it told of its work. */
  readonly raw: boolean;
};

/** Hands on a file from an offset to its end; gives the offset reached. */
const writeFrom = async (
  session: Session,
  path: string,
  offset: number,
  write: (text: string) => void,
): Promise<number> => {
  if (!existsSync(path)) return offset;
  let reached = offset;
  const decoder = new TextDecoder();
  for await (const chunk of createReadStream(path, { start: offset }) as AsyncIterable<Buffer>) {
    if (session.screen.gone.aborted) break;
    reached += chunk.length;
    write(decoder.decode(chunk, { stream: true }));
  }
  return reached;
};

/** What has been shown of one attempt. */
type Shown = {
  readonly attempt: Attempt;
  readonly heading: string;
  report: number;
  stdout: number;
  stderr: number;
};

const unseen = (attempt: Attempt, heading: string): Shown => ({ attempt, heading, report: 0, stdout: 0, stderr: 0 });

/** Of a composite all that is inside of it is asked for. */
const isAsked = (step: StepId, asked: string | null): boolean =>
  asked === null || step === asked || isInside(step, stepId(asked));

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
  readonly printer: LogPrinter;
};

/** What an agent told, and what is no part of its stream, such as what checks wrote; whole lines, as they come. */
const writeTold = (
  { session: { screen }, printer }: Pick<Showing, 'session' | 'printer'>,
  shown: Shown,
  paths: AttemptPaths,
): void => {
  const { heading } = shown;
  const told = textFrom(paths.report, shown.report);
  const rest = textFrom(paths.stdout, shown.stdout);
  shown.report = told.offset;
  shown.stdout = rest.offset;
  const settings = { paint: screen.paint, columns: screen.columns };
  const lines = [
    ...toldLines(told.text, paths, settings),
    ...rest.text.split('\n').filter((line) => line !== '' && !isOfStream(line)),
  ];
  for (const line of lines) printer.write({ heading, stream: 'stdout' }, `${line}\n`);
};

const writeNew = async ({ session, house, args, printer }: Showing, shown: Shown): Promise<void> => {
  const { attempt, heading } = shown;
  const paths = house.files.paths(attempt);
  const write = async (stream: LogSource['stream']): Promise<void> => {
    shown[stream] = await writeFrom(session, paths[stream], shown[stream], (text) => {
      printer.write({ heading, stream }, text);
    });
  };
  if (!args.stderr && !args.raw && isAgentLog(paths)) writeTold({ session, printer }, shown, paths);
  else if (!args.stderr) await write('stdout');
  await write('stderr');
};

/** What came before all steps: the setup of the worktree, where there was one. */
const showSetup = async (showing: Showing): Promise<void> => {
  const { house, run, args, shown } = showing;
  const attempt: Attempt = { run: run.id, step: stepId(SETUP), attempt: 1 };
  if ((args.step ?? SETUP) !== SETUP || !existsSync(house.files.paths(attempt).directory)) return;
  const seen = shown.get(SETUP) ?? unseen(attempt, SETUP);
  shown.set(SETUP, seen);
  await writeNew(showing, seen);
};

/** Shows the logs as they are now, step by step. */
const showOnce = async (showing: Showing): Promise<readonly StepRow[]> => {
  const { house, run, args, shown } = showing;
  await showSetup(showing);
  const rows = await house.store.steps(run.id);
  const wanted = rows
    .filter((row) => row.attempts > 0 && isAsked(row.step, args.step))
    .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  for (const row of wanted) {
    const attempt = args.attempt ?? row.attempts;
    const key = `${row.step}#${attempt}`;
    let seen = shown.get(key);
    if (seen === undefined) {
      seen = unseen({ run: run.id, step: row.step, attempt }, key);
      shown.set(key, seen);
    }
    await writeNew(showing, seen);
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

const showLogs = async (session: Session, house: House, run: RunRow, args: LogsArgs): Promise<ExitCode> => {
  let path = args.step;
  if (path !== null && path !== SETUP) {
    const workstream = await definitionOf(house.store, run.id);
    const rows = await house.store.steps(run.id);
    const planned = workstream === null ? [] : writtenPaths(workstream);
    const names = [...new Set([...planned, ...rows.map((row) => row.step)])];
    const meant = pathMeant(path, names);
    if (meant === null) return complain(session.screen, unknownStep(run, path, names));
    path = meant;
  }
  const shown = new Map<string, Shown>();
  const printer = logPrinter(session.screen, args.step === null && !session.quiet);
  const showing = { session, house, run, args: { ...args, step: path }, shown, printer };
  await (args.follow ? follow(showing) : showOnce(showing));
  printer.close();
  if (shown.size === 0) session.screen.note('nothing has run yet');
  return exitCode.ok;
};

/**
 * Prints the logs of one step, or of all in the order they began, each under its name; with `follow` goes on while the
 * run is driven. One name alone is a run's or a step's.
 */
export const logs: Command<LogsArgs> = (session, args) =>
  withHouse(session, async (house) => {
    const { run: name, step: given } = args;
    const meant =
      name === null || given !== null ? ok({ run: name, step: given }) : await runOrStep(house, name, 'logs');
    if (!meant.ok) return complain(session.screen, meant.error);
    const run = await meantRun(session, house, meant.value.run);
    if (typeof run === 'number') return run;
    const { step } = meant.value;
    if (given === null && step !== null) session.screen.note(session.screen.notePaint.dim(`run ${run.id}`));
    return await showLogs(session, house, run, { ...args, step });
  });
