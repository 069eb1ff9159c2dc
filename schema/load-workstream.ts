/** A workstream file becomes a plan, or a list of what is wrong with it. */
import { placedSteps, type PlacedStep } from '../core/steps-within.ts';
import { MERGE_TOOL } from '../core/lane.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { planWorkstream } from '../core/planning/plan.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Digest } from '../core/system.ts';
import type { DefaultsOfTool, DescribeTool } from '../core/tool.ts';
import type { Plan } from '../core/plan.ts';
import type { Workstream } from '../core/workstream.ts';
import { inAuthorsWords } from './authors-words.ts';
import type { Document } from './document.ts';
import type { KnownTools, WrittenCall } from './check-calls.ts';
import { readWorkstream, toldOf } from './parse-workstream.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

/** A workstream proved runnable, and the document it was read from. */
export type LoadedWorkstream = { readonly workstream: Workstream; readonly plan: Plan; readonly document: Document };

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
  const parts = { digest, describe, scriptTool, knownTools };
  if (!read.ok) {
    const { problems, document } = read.error;
    const { salvage } = await import('./salvage.ts');
    const rest = document === null ? null : await salvage(document.value, problems, scriptTool);
    const more = document === null || rest === null ? [] : (await planned(rest, document.value, parts)).problems;
    const all = [...problems, ...unexplained(more, problems)];
    return err(await toldOf({ problems: all, document }, { text, file }));
  }
  const { workstream, document } = read.value;
  const { plan, problems } = await planned(workstream, document.value, parts);
  if (plan !== null && problems.length === 0) return ok({ workstream, plan, document });
  return err(await toldOf({ problems, document }, { text, file }));
};

type PlanningParts = LoadParts & { readonly knownTools: (() => Promise<KnownTools>) | null };

/** The plan of a workstream, and all that keeps it from running, where its author wrote it. */
const planned = async (
  workstream: Workstream,
  written: Json,
  { digest, describe, scriptTool, knownTools }: PlanningParts,
): Promise<{ readonly plan: Plan | null; readonly problems: readonly Problem[] }> => {
  const wrongSchemas = await wrongOutputs(workstream, scriptTool, knownTools);
  const misused = knownTools === null ? [] : await checkTools(callsIn(workstream, scriptTool), knownTools);
  const plan = planWorkstream(workstream, digest, describe);
  const unrunnable = inAuthorsWords([...misused, ...(plan.ok ? [] : plan.error)], written);
  return { plan: plan.ok ? plan.value : null, problems: [...wrongSchemas, ...unrunnable] };
};

const callsOf = ({ step, pointer }: PlacedStep): readonly WrittenCall[] => [
  // The engine's own is no tool that anybody could name.
  ...(step.body === undefined && step.tool !== MERGE_TOOL
    ? [{ tool: step.tool, requires: step.requires ?? null, args: step.with, pointer }]
    : []),
  ...step.fallback.map((way, index) => ({
    ...{ tool: way.tool, requires: null, args: way.with, pointer: pointerTo(`${pointer}/fallback`, index) },
  })),
  ...(step.compensate === null
    ? []
    : [{ tool: step.compensate.tool, requires: null, args: step.compensate.with, pointer: `${pointer}/compensate` }]),
];

/** Every call of a tool but plain scripts, of which the validator has seen all there is to see. */
const callsIn = (workstream: Workstream, scriptTool: ToolId): readonly WrittenCall[] =>
  placedSteps(workstream)
    .flatMap(callsOf)
    .filter(({ tool, args }) => tool !== scriptTool || !isPlainScript(args));

const isPlainScript = ({ run, shell, args: _, ...others }: JsonObject): boolean =>
  typeof run === 'string' && (shell === undefined || typeof shell === 'string') && Object.keys(others).length === 0;

/** What is wrong with the `outputs` of steps; the schema compiler is loaded only where there are any. */
const wrongOutputs = async (
  workstream: Workstream,
  scriptTool: ToolId,
  knownTools: (() => Promise<KnownTools>) | null,
): Promise<readonly Problem[]> => {
  const placed = placedSteps(workstream).filter(({ step }) => step.outputs !== null);
  if (placed.length === 0) return [];
  const isAsked = knownTools !== null && placed.some(({ step }) => step.tool !== scriptTool);
  const { checkOutputs } = await import('./check-outputs.ts');
  return checkOutputs(placed, isAsked ? await knownTools() : null);
};

const checkTools = async (
  calls: readonly WrittenCall[],
  knownTools: () => Promise<KnownTools>,
): Promise<readonly Problem[]> => {
  if (calls.length === 0) return [];
  const { checkCalls } = await import('./check-calls.ts');
  return checkCalls(calls, await knownTools());
};

/** Those problems of what is left of a workstream that what was taken out of it does not explain. */
const unexplained = (more: readonly Problem[], problems: readonly Problem[]): readonly Problem[] => {
  const wrong = problems.filter(({ code }) => code !== 'missing-key' && code !== 'duplicate-key');
  const places = new Set(wrong.map(({ pointer }) => pointer));
  const isBelow = (pointer: string): boolean => {
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1))
      if (places.has(pointer.slice(0, end))) return true;
    return false;
  };
  const hasBadInputs = wrong.some(({ code, pointer }) => code === 'bad-name' && pointer.startsWith('/inputs/'));
  // What a construct that is not there yet would have brought, such as `each`.
  const later = wrong.filter(({ code }) => code === 'not-yet-supported').map(({ pointer }) => holderOf(pointer));
  return more.filter(
    ({ code, pointer }) =>
      !isBelow(pointer) &&
      !(code === 'unknown-input' && hasBadInputs) &&
      !(code === 'unknown-context' && later.some((holder) => pointer.startsWith(`${holder}/`))),
  );
};

const holderOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));
