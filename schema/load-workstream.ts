/** A workstream file becomes a plan, or a list of what is wrong with it. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { planWorkstream } from '../core/planning/plan.ts';
import type { PlanProblem } from '../core/planning/problem.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Digest } from '../core/system.ts';
import type { DefaultsOfTool, DescribeTool } from '../core/tool.ts';
import type { Plan, Step, Workstream } from '../core/workstream.ts';
import type { KnownTools, WrittenCall } from './check-calls.ts';
import { readWorkstream } from './parse-workstream.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import { writtenPointer } from './written-pointer.ts';

/** A workstream proved runnable. */
export type LoadedWorkstream = { readonly workstream: Workstream; readonly plan: Plan };

/** What must be known of tools to read a workstream; `scriptTool` does the work of steps that give a script. */
export type LoadParts = {
  readonly digest: Digest;
  readonly describe: DescribeTool;
  readonly scriptTool: ToolId;
  /** What profiles say where steps say nothing; left out where they are not to be asked. */
  readonly defaultsOf?: DefaultsOfTool;
};

/**
 * Reads a workstream and plans it; fails with everything that is wrong with either, and where. Without
 * `knownTools`, which are asked for only where a workstream names one besides that of scripts, a tool of any name is taken.
 */
export const loadWorkstream = async (
  text: string,
  file: string,
  { digest, describe, scriptTool, defaultsOf }: LoadParts,
  knownTools: (() => Promise<KnownTools>) | null = null,
): Promise<Result<LoadedWorkstream, readonly Diagnostic[]>> => {
  const read = await readWorkstream(text, file, scriptTool, defaultsOf);
  if (!read.ok) return read;
  const { workstream, document } = read.value;
  const wrongSchemas = await checkOutputSchemas(workstream);
  const misused = knownTools === null ? [] : await checkTools(callsIn(workstream, scriptTool), knownTools);
  const plan = planWorkstream(workstream, digest, describe);
  if (plan.ok && wrongSchemas.length === 0 && misused.length === 0) return ok({ workstream, plan: plan.value });
  const { diagnose } = await import('./diagnose.ts');
  const unrunnable = inAuthorsWords([...misused, ...(plan.ok ? [] : plan.error)], document.value);
  return err(diagnose(wrongSchemas.concat(unrunnable), { text, file, document }));
};

/** A problem of a plan, or of the document. */
type Found = PlanProblem & Partial<Pick<Problem, 'place'>>;

type WrittenStep = { readonly step: Step; readonly pointer: string };

const writtenSteps = ({ steps, finally: last }: Workstream): readonly WrittenStep[] => [
  ...steps.map((step, index) => ({ step, pointer: pointerTo('/steps', index) })),
  ...last.map((step, index) => ({ step, pointer: pointerTo('/finally', index) })),
];

const callsOf = ({ step, pointer }: WrittenStep): readonly WrittenCall[] => [
  { tool: step.tool, requires: step.requires ?? null, args: step.with, pointer },
  ...step.fallback.map((way, index) => ({
    ...{ tool: way.tool, requires: null, args: way.with, pointer: pointerTo(`${pointer}/fallback`, index) },
  })),
  ...(step.compensate === null
    ? []
    : [{ tool: step.compensate.tool, requires: null, args: step.compensate.with, pointer: `${pointer}/compensate` }]),
];

/** Every call of a tool but plain scripts, of which the validator has seen all there is to see. */
const callsIn = (workstream: Workstream, scriptTool: ToolId): readonly WrittenCall[] =>
  writtenSteps(workstream)
    .flatMap(callsOf)
    .filter(({ tool, args }) => tool !== scriptTool || !isPlainScript(args));

const isPlainScript = ({ run, shell, ...others }: JsonObject): boolean =>
  typeof run === 'string' && (shell === undefined || typeof shell === 'string') && Object.keys(others).length === 0;

const checkTools = async (
  calls: readonly WrittenCall[],
  knownTools: () => Promise<KnownTools>,
): Promise<readonly Problem[]> => {
  if (calls.length === 0) return [];
  const { checkCalls } = await import('./check-calls.ts');
  return checkCalls(calls, await knownTools());
};

/** Where the author wrote it. What stands in `defaults` is a problem of every step, and told once. */
const inAuthorsWords = (problems: readonly Found[], written: Json): readonly Problem[] => {
  const told = new Map<string, Problem>();
  for (const { code, message, pointer, place = 'value' } of problems) {
    const at = writtenPointer(written, pointer);
    const key = at.startsWith('/defaults/') ? `${code} ${at}` : `${code} ${at} ${message}`;
    if (!told.has(key)) told.set(key, { code, message, pointer: at, place: at === pointer ? place : 'value' });
  }
  return [...told.values()];
};

/** The `outputs` of steps that are no JSON Schemas; the schema compiler is loaded only where there are any. */
const checkOutputSchemas = async (workstream: Workstream): Promise<readonly Problem[]> => {
  const problems: Problem[] = [];
  for (const { step, pointer: written } of writtenSteps(workstream)) {
    if (step.outputs === null) continue;
    const { checkSchema } = await import('./json-schema.ts');
    const wrong = checkSchema(step.outputs);
    if (wrong === null) continue;
    const message = `"outputs" is not a JSON Schema: ${wrong.message}`;
    problems.push({ code: 'bad-schema', message, pointer: `${written}/outputs${wrong.pointer}`, place: 'value' });
  }
  return problems;
};
