/** Begins a run of what can be run, however it was named. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runId, stepId, type RunId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Plan } from '../../core/plan.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Labels } from '../../core/run.ts';
import type { House } from '../house/house.ts';
import { resolveInputs } from '../house/inputs.ts';
import { loadPlan } from '../house/load-plan.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';
import { planOnly } from '../house/only-steps.ts';
import { startRun } from '../house/start-run.ts';
import { json, problem, type Answer } from './answer.ts';
import type { Desk } from './desk.ts';
import { outlineDocument } from './documents/outline-document.ts';
import { onceByKey } from './idempotency.ts';
import { problemOf, problemOfRefusal, type Problem } from './problem.ts';
import type { Call } from './route.ts';

/** What is run: a file that is there, or a text, of which the run keeps what it defines. */
export type Source =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string; readonly committed?: Committed };

/** The file that a text is of, from the top, and how what lies beside it is read. */
export type Committed = { readonly file: string; readonly read: ReadUsed };

/** How it is run; what is not there is as the workstream says. */
export type Wishes = {
  readonly inputs?: JsonObject;
  readonly base?: string;
  readonly labels?: Labels;
  readonly concurrency?: number;
  readonly only?: readonly string[];
  readonly withChanges?: boolean;
  /** The run from whose branch it goes on. */
  readonly continue?: string;
  readonly dryRun?: boolean;
};

type Loaded = { readonly plan: Plan; readonly inputs: JsonObject };

const load = async (
  source: Source,
  { base = null, inputs = {}, only = [] }: Omit<Wishes, 'base'> & { readonly base?: string | null },
  { house, directory }: { readonly house: House; readonly directory: string },
): Promise<Result<Loaded, Problem>> => {
  const { committed = null } = source.kind === 'file' ? {} : source;
  const named =
    source.kind === 'file' ? { file: source.path } : { file: committed?.file ?? 'workstream.yaml', text: source.text };
  const where = { directory, env: house.env, ...(committed === null ? {} : { committed: committed.read }) };
  const loaded = await loadPlan({ source: named, base, ...where });
  if (!loaded.ok) return err(problemOfRefusal(loaded.error));
  const narrowed = planOnly(loaded.value.plan, only);
  if (!narrowed.ok) return err(problemOf(422, 'unknown-step', narrowed.error));
  const resolved = resolveInputs(narrowed.value.workstream.inputs, [], inputs);
  if (resolved.ok) return ok({ plan: narrowed.value, inputs: resolved.value });
  const place = { pointer: '/body/inputs', file: null, line: null, column: null };
  const diagnostics = resolved.error.map((message) => ({ ...place, message }));
  return err(problemOf(422, 'invalid-inputs', 'the inputs are not what the workstream asks for', { diagnostics }));
};

type Started = { readonly source: Source; readonly loaded: Loaded; readonly wishes: Wishes };

/** A text has no file that could change after: the run goes on with, and is done again by, the definition in its log. */
const start = async (
  own: RunId,
  { source, loaded, wishes }: Started,
  house: House,
  desk: Desk,
): Promise<Result<RunId, Problem>> => {
  const {
    base = null,
    labels = {},
    concurrency = null,
    only = [],
    withChanges = false,
    continue: continues = null,
  } = wishes;
  const file = source.kind === 'file' ? source.path : null;
  const request = { ...loaded, source: file, directory: desk.directory, base, withChanges, concurrency };
  const made = await startRun({ ...request, continues, id: own, only: only.map(stepId), labels, tape: null }, house);
  if (made.ok) return made;
  // Nothing of a run that there is not stays behind.
  if ((await house.store.run(own)) === null)
    rmSync(join(house.stateDirectory, 'runs', own), { recursive: true, force: true });
  return err(problemOfRefusal(made.error));
};

type Around = { readonly call: Call; readonly desk: Desk; readonly house: House };

/** Begins it and has it driven, once under its key; of a dry run only says what it would do. */
export const startOf = async (source: Source, wishes: Wishes, { call, desk, house }: Around): Promise<Answer> => {
  const loaded = await load(source, wishes, { house, directory: desk.directory });
  if (!loaded.ok) return problem(loaded.error);
  if (wishes.dryRun === true) return json(outlineDocument(loaded.value.plan, []));
  return onceByKey(call, desk, (id) =>
    start(id ?? runId(house.chance.id()), { source, loaded: loaded.value, wishes }, house, desk),
  );
};
