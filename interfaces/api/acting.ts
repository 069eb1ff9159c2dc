/** What every route that moves something does around it. */
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { House } from '../house/house.ts';
import { isFinished } from '../house/pick-run.ts';
import { refusalOfThrown } from '../house/refusal-of-thrown.ts';
import { outcomeWords } from '../house/refusals.ts';
import { whoActs } from '../house/who-acts.ts';
import { accepted, problem, type Answer } from './answer.ts';
import type { Desk } from './desk.ts';
import { runDocument } from './documents/run-document.ts';
import { stale } from './entity-tag.ts';
import { problemOf, problemOfRefusal, type Problem } from './problem.ts';
import type { Call } from './route.ts';
import { aroundRun, runNamed } from './run-of-call.ts';

/** Opens a house for what is done, as every command does: what was set meanwhile counts. */
export const acting = async (desk: Desk, act: (house: House) => Promise<Answer>): Promise<Answer> => {
  const opened = await desk.composer.openHouse(desk.directory);
  if (!opened.ok) return problem({ ...problemOfRefusal(opened.error), status: 503 });
  await using house = opened.value;
  try {
    return await act(house);
  } catch (error) {
    const refusal = await refusalOfThrown(error, house);
    if (refusal === null) throw error;
    return problem({ ...problemOfRefusal(refusal, 'unavailable'), status: 503 });
  }
};

/** The run of a path, unless it went on since somebody looked. */
export const movedRun = async (call: Call, desk: Desk): Promise<Result<RunRow, Problem>> => {
  const named = await runNamed(call.params['run'] ?? '', desk);
  if (!named.ok) return named;
  const old = stale(named.value, call.headers);
  return old === null ? ok(named.value) : err(old);
};

/** Does something about the run of a path. */
export const actOnRun = async (
  call: Call,
  desk: Desk,
  act: (run: RunRow, house: House) => Promise<Answer>,
): Promise<Answer> => {
  const moved = await movedRun(call, desk);
  return moved.ok ? acting(desk, (house) => act(moved.value, house)) : problem(moved.error);
};

/** That it is too late; null where it is not. */
export const finishedProblem = (run: RunRow): Problem | null =>
  isFinished(run.status)
    ? problemOf(409, 'run-finished', `run ${run.id} ${outcomeWords(run.status)}`, { hint: 'Do it again: retry' })
    : null;

/** The run as it stands by now, and that what was asked for is under way. */
export const runAccepted = async (run: RunRow, desk: Desk): Promise<Answer> => {
  const row = (await desk.house.store.run(run.id)) ?? run;
  const { run: shown, around } = await aroundRun(row, desk);
  return accepted(runDocument(shown, around), `/api/v1/runs/${run.id}`);
};

/** Tokens of a page and of this machine are those of whoever sits at it. */
export const LOCAL_NAMES: ReadonlySet<string> = new Set(['page', 'this machine']);

/** Who asks, for the log. */
export const callerName = async ({ caller }: Call, { house }: Desk): Promise<string> =>
  LOCAL_NAMES.has(caller.name) ? whoActs(house.repository.root, house.env) : caller.name;
