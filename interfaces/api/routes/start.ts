/** Begins runs: of a file, of a text, or of a task in words. */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { runId, stepId, type RunId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Labels } from '../../../core/run.ts';
import type { Plan } from '../../../core/plan.ts';
import { keepTask } from '../../house/do-task.ts';
import type { House } from '../../house/house.ts';
import { resolveInputs } from '../../house/inputs.ts';
import { loadPlan } from '../../house/load-plan.ts';
import { planOnly } from '../../house/only-steps.ts';
import { startRun } from '../../house/start-run.ts';
import { acting } from '../acting.ts';
import { json, problem } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { outlineDocument } from '../documents/outline-document.ts';
import { onceByKey } from '../idempotency.ts';
import { notFound, problemOf, problemOfRefusal, type Problem } from '../problem.ts';
import { given, type Route } from '../route.ts';
import { taskText, type TaskBody } from '../task-text.ts';
import { templateText } from '../template-store.ts';

type RunBody = {
  readonly workstream?: { readonly file?: string; readonly text?: string; readonly template?: string };
  readonly task?: TaskBody;
  readonly inputs?: JsonObject;
  readonly base?: string;
  readonly labels?: Labels;
  readonly concurrency?: number;
  readonly only?: readonly string[];
  readonly withChanges?: boolean;
  readonly dryRun?: boolean;
};

/** What is run: a file that is there, or a text that is kept with the run. */
type Source = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'text'; readonly text: string };

/** A file below the top of the checkout, whatever links there are. */
const fileIn = (root: string, file: string): Result<Source, Problem> => {
  const path = resolve(root, file);
  const outside = (at: string, top: string): boolean => {
    const below = relative(top, at);
    return below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  };
  const missing = err(notFound('file', file));
  if (isAbsolute(file) || file.includes('\0') || outside(path, root)) return missing;
  try {
    return outside(realpathSync(path), realpathSync(root)) ? missing : ok({ kind: 'file', path });
  } catch {
    return missing;
  }
};

const sourceOf = async (body: RunBody, house: House): Promise<Result<Source, Problem>> => {
  const { workstream, task } = body;
  if ((workstream === undefined) === (task === undefined))
    return err(problemOf(400, 'invalid-request', 'say what is to be run: workstream or task, one of the two'));
  if (task !== undefined) {
    const text = await taskText(task, house);
    return text.ok ? ok({ kind: 'text', text: text.value }) : text;
  }
  const { file, text, template } = workstream ?? {};
  if (file !== undefined) return fileIn(house.repository.root, file);
  const kept = text ?? (template === undefined ? null : templateText(house.stateDirectory, template));
  return kept === null ? err(notFound('resource', `the template ${template ?? ''}`)) : ok({ kind: 'text', text: kept });
};

type Loaded = { readonly plan: Plan; readonly inputs: JsonObject };

const load = async (
  source: Source,
  {
    base = null,
    inputs = {},
    only = [],
  }: { readonly base?: string | null; readonly inputs?: JsonObject; readonly only?: readonly string[] },
  { house, directory }: { readonly house: House; readonly directory: string },
): Promise<Result<Loaded, Problem>> => {
  const named = source.kind === 'file' ? { file: source.path } : { file: 'workstream.yaml', text: source.text };
  const loaded = await loadPlan({ source: named, base, directory, env: house.env });
  if (!loaded.ok) return err(problemOfRefusal(loaded.error));
  const narrowed = planOnly(loaded.value.plan, only);
  if (!narrowed.ok) return err(problemOf(422, 'unknown-step', narrowed.error));
  const resolved = resolveInputs(narrowed.value.workstream.inputs, [], inputs);
  if (resolved.ok) return ok({ plan: narrowed.value, inputs: resolved.value });
  const diagnostics = resolved.error.map((message) => ({
    pointer: '/body/inputs',
    file: null,
    line: null,
    column: null,
    message,
  }));
  return err(problemOf(422, 'invalid-inputs', 'the inputs are not what the workstream asks for', { diagnostics }));
};

type Started = { readonly source: Source; readonly loaded: Loaded; readonly body: RunBody };

/** A text is kept in the folder of its run, so that the run can be gone on with and done again. */
const start = async (
  id: RunId | null,
  { source, loaded, body }: Started,
  house: House,
  desk: Desk,
): Promise<Result<RunId, Problem>> => {
  const own = id ?? runId(house.chance.id());
  const kept = source.kind === 'file' ? ok(source.path) : keepTask(source.text, own, house);
  if (!kept.ok) return err(problemOfRefusal(kept.error));
  const { base = null, labels = {}, concurrency = null, only = [], withChanges = false } = body;
  const request = { ...loaded, source: kept.value, directory: desk.directory, base, withChanges, concurrency };
  const made = await startRun({ ...request, id: own, only: only.map(stepId), labels, tape: null }, house);
  return made.ok ? made : err(problemOfRefusal(made.error));
};

export const startRunRoute: Route = {
  ...{ method: 'post', path: '/api/v1/runs', id: 'startRun', tag: 'runs', role: 'operator', body: 'run-request' },
  summary: 'Start a run; a process of its own drives it',
  gives: [given('run', 'the run', 202), given('outline', 'what it would do, of a dry run')],
  act: (call, desk) =>
    acting(desk, async (house) => {
      // Cannot lie: the body was held against its schema.
      const body = call.body as RunBody;
      const source = await sourceOf(body, house);
      if (!source.ok) return problem(source.error);
      const loaded = await load(source.value, body, { house, directory: desk.directory });
      if (!loaded.ok) return problem(loaded.error);
      if (body.dryRun === true) return json(outlineDocument(loaded.value.plan, []));
      return onceByKey(call, desk, (id) =>
        start(id, { source: source.value, loaded: loaded.value, body }, house, desk),
      );
    }),
};
