/** The run from whose branch another goes on, and what that sees of it. */
import { commitAt } from '../../adapters/git/commit-at.ts';
import type { JsonObject } from '../../core/json.ts';
import { fillString } from '../../core/planning/expressions/fill.ts';
import { inputsOnly } from '../../core/engine/attempt/context.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Previous } from '../../core/run.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { Workstream } from '../../core/workstream.ts';
import { diffRun } from './diff-run.ts';
import type { House } from './house.ts';
import { isFinished, pickRun } from './pick-run.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

/** How much of a diff is seen. */
const MOST_DIFF = 1_048_576;

type Continued = { readonly base: string; readonly previous: Previous };
type ContinueParts = Pick<House, 'store' | 'repository'>;

/** The run that is named by whoever starts this one, or else by its definition; null where none is, or the expression gives nothing. */
export const namedToContinue = (
  typed: string | null,
  workstream: Pick<Workstream, 'continue'>,
  inputs: JsonObject,
): Result<string | null, Refusal> => {
  if (typed !== null || workstream.continue === undefined) return ok(typed);
  const filled = fillString(workstream.continue, inputsOnly(inputs));
  if (!filled.ok) return err(invalid(`continue: ${filled.error.message}`));
  return ok(filled.value.trim() === '' ? null : filled.value);
};

const outputsOf = async ({ id }: RunRow, { store }: ContinueParts): Promise<JsonObject> => {
  for await (const event of store.events(id, 0)) if (event.type === 'run.succeeded') return event.outputs;
  return {};
};

/** What is cut is said at its end. */
const shortened = (diff: string): string => {
  if (diff.length <= MOST_DIFF) return diff;
  const whole = diff.slice(0, diff.lastIndexOf('\n', MOST_DIFF) + 1);
  return `${whole}… and ${diff.length - whole.length} more characters\n`;
};

/** Refused where there is no such run, it goes on itself, or its branch is gone. */
export const continuedRun = async (named: string, house: ContinueParts): Promise<Result<Continued, Refusal>> => {
  const picked = await pickRun(house.store, named);
  if (!picked.ok) return picked;
  const run = picked.value;
  if (!isFinished(run.status))
    return err(invalid(`run ${run.id} is not over, it is ${run.status}`, `See it through first: ws resume ${run.id}`));
  const base = run.branch === null ? null : await commitAt(house.repository, run.branch);
  if (base === null) return err(invalid(`run ${run.id} has no branch to go on from`, 'See the runs: ws list'));
  const diff = await diffRun({ run: run.id, step: null, form: 'patch' }, house);
  if (!diff.ok) return diff;
  const { id, status, branch } = run;
  const outputs = await outputsOf(run, house);
  return ok({ base, previous: { run: id, status, branch: branch ?? '', outputs, diff: shortened(diff.value) } });
};
