/** A workstream file becomes a plan, or a list of what is wrong with it. */
import { everyStep, placedSteps, type PlacedStep } from '../core/steps-within.ts';
import { MERGE_TOOL } from '../core/lane.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { checkResources } from '../core/planning/check-resources.ts';
import { didYouMean } from '../core/planning/nearest.ts';
import type { PlanProblem } from '../core/planning/problem.ts';
import { planWorkstream } from '../core/planning/plan.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Digest } from '../core/system.ts';
import type { DefaultsOfTool, DescribeTool } from '../core/tool.ts';
import type { Plan } from '../core/plan.ts';
import { usedBy } from '../core/used.ts';
import type { Workstream } from '../core/workstream.ts';
import { inAuthorsWords } from './authors-words.ts';
import type { Document, Reading } from './document.ts';
import { readParts } from './file-parts.ts';
import type { KnownTools, WrittenCall } from './check-calls.ts';
import { findSchemas, withoutSchemas } from './find-schemas.ts';
import { findTemplates } from './find-templates.ts';
import { normalise } from './normalise.ts';
import { toldOf, validated, workstreamIn } from './parse-workstream.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import {
  findUses,
  unusedIn,
  usesWritten,
  type Chain,
  type FoundUses,
  type ReadFile,
  type ReadUsed,
  type Text,
  type UsedWorkstream,
} from './used-workstreams.ts';

/** A workstream, and where its author wrote it. */
export type LoadedMember = Text & { readonly workstream: Workstream; readonly document: Document };

/** A workstream proved runnable, and the document it was read from; `told` keeps nothing from running. */
export type LoadedWorkstream = {
  readonly workstream: Workstream;
  readonly plan: Plan;
  readonly document: Document;
  readonly told: readonly Diagnostic[];
  /** Those of a bundle; else itself. */
  readonly members: readonly LoadedMember[];
};

/** What must be known of tools to read a workstream; `scriptTool` does the work of steps that give a script. */
export type LoadParts = {
  readonly digest: Digest;
  readonly describe: DescribeTool;
  readonly scriptTool: ToolId;
  /** What profiles say where steps say nothing; left out where they are not to be asked. */
  readonly defaultsOf?: DefaultsOfTool;
  /** Left out where no other file is to be read. */
  readonly readUsed?: ReadUsed;
  /** Gives the text of a file beside the workstream; left out where no other file is to be read. */
  readonly readBeside?: ReadUsed;
  /** What runs of the machine share, asked for only where a step wants of it; left out where nobody is to be asked. */
  readonly pools?: () => Promise<ReadonlyMap<string, number>>;
};

/**
 * Reads a workstream and plans it; fails with everything that is wrong with either, and where. Without
 * `knownTools`, which are asked for only where a workstream names one besides that of scripts, a tool of any name is taken.
 */
export const loadWorkstream = async (
  text: string,
  file: string,
  parts: LoadParts,
  knownTools: (() => Promise<KnownTools>) | null = null,
): Promise<Result<LoadedWorkstream, readonly Diagnostic[]>> => {
  const source = { text, file, id: null };
  const { members } = await readParts(text, file);
  const loaded = await loadPart(source, members, { ...parts, knownTools, known: new Map() }, [file]);
  return loaded.ok ? ok(loaded.value.loaded) : loaded;
};

/** A text, and which of the workstreams in it is meant; null: all that it holds. */
export type Source = Text & { readonly id: string | null };

export type Loading = PlanningParts & {
  /** What has been read, so that of a file that many use is told once. */
  readonly known: Map<string, Promise<ReadFile>>;
};

export type LoadedFile = { readonly loaded: LoadedWorkstream; readonly used: UsedWorkstream };

const idOf = ({ document }: Reading): Json => (isJsonObject(document?.value) ? (document.value['id'] ?? null) : null);

/** The one that is meant of those that a file holds. */
export const loadPart = async (
  source: Source,
  members: readonly Reading[],
  parts: Loading,
  chain: Chain,
): Promise<Result<LoadedFile, readonly Diagnostic[]>> => {
  const { id } = source;
  const [first, ...others] = members;
  const found = id === null || others.length === 0 ? first : members.find((member) => idOf(member) === id);
  if (found !== undefined && (id !== null || others.length === 0)) return loadOne(source, found, parts, chain);
  const ids = members.map(idOf).filter((each) => typeof each === 'string');
  const message =
    id === null
      ? `several workstreams stand in this file: say which is meant, as ${source.file}#${ids[0] ?? 'id'}`
      : `there is no workstream "${id}" in this file.${didYouMean(id, ids) || ` It holds ${ids.join(', ')}`}`;
  const problem: Problem = { code: 'unknown-workstream', message, pointer: '', place: 'value' };
  return err(await toldOf({ problems: [problem], document: null }, source));
};

/** One workstream of those that use each other; `chain` are the files that led to it, its own the last. */
export const loadOne = async (
  { text, file, id }: Source,
  reading: Reading,
  parts: Loading,
  chain: Chain,
): Promise<Result<LoadedFile, readonly Diagnostic[]>> => {
  const { scriptTool, defaultsOf } = parts;
  const read = await workstreamIn(reading, scriptTool, defaultsOf);
  if (!read.ok) {
    const { problems, document } = read.error;
    const { salvage } = await import('./salvage.ts');
    const rest = document === null ? null : await salvage(withoutSchemas(document.value), problems, scriptTool);
    const more = document === null || rest === null ? [] : (await planned(rest, document.value, parts)).problems;
    const all = [...problems, ...unexplained(more, problems)];
    return err(await toldOf({ problems: all, document }, { text, file }));
  }
  const { document } = read.value;
  const { uses, problems: unread, told: ofUses } = await usesOf(document, chain, parts);
  const beside = parts.readBeside ?? null;
  const schemas = await findSchemas(document.value, file, beside);
  const { held, ...templates } = await findTemplates(schemas.held, { text, file }, beside);
  const told = [...ofUses, ...schemas.told, ...templates.told];
  const written = held === document.value ? read.value.written : validated(held);
  const isWhole = uses.size === 0 && written === read.value.written;
  const workstream = isWhole ? read.value.workstream : normalise(written, scriptTool, defaultsOf, uses);
  const { plan, problems } = await planned(workstream, document.value, parts);
  const wrong = [
    ...unread,
    ...schemas.problems,
    ...templates.problems,
    ...misnamed(workstream, id),
    ...problems.filter(({ pointer }) => !isOfUnread(pointer, unread)),
  ];
  const isSound = plan !== null && wrong.length === 0 && !told.some(({ severity }) => severity === 'error');
  if (!isSound) return err([...(await toldOf({ problems: wrong, document }, { text, file })), ...told]);
  const unused = uses.size === 0 ? [] : unusedIn(document.value, uses);
  const warned = unused.length === 0 ? [] : await toldOf({ problems: unused, document }, { text, file });
  const all = [...warned.map((each) => ({ ...each, severity: 'warning' as const })), ...told];
  const members = [{ text, file, workstream, document }];
  return ok({ loaded: { workstream, plan, document, told: all, members }, used: { written, uses } });
};

const NOTHING_USED: FoundUses = { uses: new Map(), problems: [], told: [] };

const usesOf = async ({ value }: Document, chain: Chain, parts: Loading): Promise<FoundUses> => {
  if (usesWritten(value).length === 0) return NOTHING_USED;
  const load = async (source: Source, to: Chain): Promise<ReadFile> => {
    const { members } = await readParts(source.text, source.file);
    const loaded = await loadPart(source, members, parts, to);
    return loaded.ok ? { used: loaded.value.used, told: loaded.value.loaded.told } : { used: null, told: loaded.error };
  };
  const once = (source: Source, to: Chain): Promise<ReadFile> => {
    const key = `${source.file}#${source.id ?? ''}`;
    const known = parts.known.get(key);
    if (known !== undefined) return known.then(({ used }) => ({ used, told: [] }));
    const read = load(source, to);
    parts.known.set(key, read);
    return read;
  };
  return findUses(value, chain, { readUsed: parts.readUsed ?? null, load: once });
};

const misnamed = (workstream: Workstream, id: string | null): readonly Problem[] => {
  if (id === null || id === workstream.id) return [];
  const message = `there is no workstream "${id}" in this file, which is "${workstream.id}"`;
  return [{ code: 'unknown-workstream', message, pointer: '/id', place: 'value' }];
};

/** Of what could not be read nobody knows what it needs and gives. */
const isOfUnread = (pointer: string, unread: readonly Problem[]): boolean =>
  unread.some((problem) => pointer.startsWith(`${holderOf(problem.pointer)}/`));

type PlanningParts = LoadParts & { readonly knownTools: (() => Promise<KnownTools>) | null };

/** The plan of a workstream, and all that keeps it from running, where its author wrote it. */
export const planned = async (
  workstream: Workstream,
  written: Json,
  { digest, describe, scriptTool, knownTools, pools }: PlanningParts,
): Promise<{ readonly plan: Plan | null; readonly problems: readonly Problem[] }> => {
  const wrongSchemas = [
    ...(await wrongInputsOf(workstream)),
    ...(await wrongOutputs(workstream, scriptTool, knownTools)),
  ];
  const misused = knownTools === null ? [] : await checkTools(callsIn(workstream, scriptTool), knownTools);
  const plan = planWorkstream(workstream, digest, describe);
  const wanting = pools === undefined ? [] : await checkWants(workstream, pools);
  const unrunnable = inAuthorsWords([...misused, ...wanting, ...(plan.ok ? [] : plan.error)], written);
  return { plan: plan.ok ? plan.value : null, problems: [...wrongSchemas, ...unrunnable] };
};

/** What is used was looked at where it was read. */
const writtenSteps = (workstream: Workstream): readonly PlacedStep[] =>
  placedSteps(workstream).filter(({ isUsed }) => !isUsed);

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
  writtenSteps(workstream)
    .flatMap(callsOf)
    .filter(({ tool, args }) => tool !== scriptTool || !isPlainScript(args));

const checkWants = async (
  workstream: Workstream,
  pools: () => Promise<ReadonlyMap<string, number>>,
): Promise<readonly PlanProblem[]> =>
  placedSteps(workstream).some(({ step }) => step.resources !== undefined)
    ? checkResources(workstream, await pools())
    : [];

const isPlainScript = ({ run, shell, args: _, ...others }: JsonObject): boolean =>
  typeof run === 'string' && (shell === undefined || typeof shell === 'string') && Object.keys(others).length === 0;

/** What is wrong with inputs that ask for more than a type; the schema compiler is loaded only where there are any. */
const wrongInputsOf = async (workstream: Workstream): Promise<readonly Problem[]> => {
  const asks = (inputs: Workstream['inputs']): boolean =>
    Object.values(inputs).some(({ schema }) => schema !== undefined);
  const isAsked = asks(workstream.inputs) || everyStep(workstream).some(({ body }) => asks(usedBy(body)?.inputs ?? {}));
  if (!isAsked) return [];
  const { checkInputs } = await import('./check-inputs.ts');
  return checkInputs(workstream, writtenSteps(workstream));
};

/** What is wrong with the `outputs` of steps; the schema compiler is loaded only where there are any. */
const wrongOutputs = async (
  workstream: Workstream,
  scriptTool: ToolId,
  knownTools: (() => Promise<KnownTools>) | null,
): Promise<readonly Problem[]> => {
  const placed = writtenSteps(workstream).filter(({ step }) => step.outputs !== null || step.emit !== undefined);
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
