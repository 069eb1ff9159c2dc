/** What tells two definitions apart: cosmetic changes of the document do not. */
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Digest } from '../system.ts';
import { unreachable } from '../result.ts';
import type { Body, Step, Workstream } from '../workstream.ts';
import type { AcceptanceCheck } from '../acceptance-check.ts';
import {
  nothingLeft,
  wholeAlternative,
  wholeBudget,
  wholeCache,
  wholeCommit,
  wholeCompensation,
  wholeDemand,
  wholeEmit,
  wholeInputs,
  wholeIntegration,
  wholeLane,
  wholeLanes,
  wholeLimits,
  wholeMutex,
  wholePreparation,
  wholeRequirement,
  wholeRetry,
  wholeScope,
  wholeUsed,
} from './whole.ts';

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
};

const canonicalCheck = (check: AcceptanceCheck): readonly [AcceptanceCheck['kind'], string] => {
  switch (check.kind) {
    case 'run':
      return ['run', check.script];
    case 'file':
      return ['file', check.path];
    case 'changed':
      return ['changed', canonicalJson(check.paths)];
    case 'schema':
      return ['schema', canonicalJson([check.schema, check.of])];
    case 'function':
      return ['function', canonicalJson(check.call)];
    default:
      return unreachable(check);
  }
};

/**
 * The text that stands for a step: two steps are the same where it is.
 *
 *   H1. Every key is in it, so that no change of a definition goes unnoticed.
 *   H2. A key that the format did not have from the beginning is in it only where it says more than its default, so that
 *       the text of a step that was written before, and with it the hash that waiting runs hold, stays what it was.
 */
export const canonicalStep = (step: Step): string => {
  const {
    id,
    tool,
    condition,
    cwd,
    timeoutMs,
    continueOnError,
    access,
    sandbox,
    onInterrupted,
    needs,
    retry,
    fixes,
    breakers,
    onEscalated,
    acceptance,
    fallback,
    compensate,
    with: withJson,
    input,
    outputs,
    env,
    secrets,
    limits,
    leaves,
    commit,
    unavailable,
    files,
    artifacts,
    cache,
    emit,
    resources,
    mutex,
    requires,
    title,
    body,
    budget,
    demands,
    ...unhashed
  } = step;
  nothingLeft(unhashed); // H1
  const { limit, on, repeats, models, backoff } = wholeRetry(retry);
  const flat = [id, tool, condition, cwd, timeoutMs, continueOnError, access, sandbox, onInterrupted, needs];
  const tries = [limit, backoff.initialMs, backoff.factor, backoff.maxMs, backoff.jitter];
  const recovery = [on, repeats, fixes, breakers, onEscalated];
  const nested = [withJson, input, outputs, env].map(canonicalJson);
  if (fallback.length > 0 || compensate !== null) {
    const undo = compensate === null ? null : wholeCompensation(compensate);
    nested.push(canonicalJson([...fallback.map(wholeAlternative), undo])); // H2
  }
  if (models !== undefined) nested.push(canonicalJson({ models })); // H2
  if (secrets !== undefined) nested.push(canonicalJson({ secrets })); // H2
  if (limits !== undefined) nested.push(canonicalJson({ limits: wholeLimits(limits) })); // H2
  if (unavailable !== undefined) nested.push(canonicalJson({ unavailable })); // H2
  if (commit !== undefined) nested.push(canonicalJson({ commit: wholeCommit(commit) })); // H2
  if (leaves !== undefined) nested.push(canonicalJson({ leaves })); // H2
  if (files !== undefined) nested.push(canonicalJson({ files: wholeScope(files) })); // H2
  if (cache !== undefined) nested.push(canonicalJson({ cache: wholeCache(cache) })); // H2
  if (emit !== undefined) nested.push(canonicalJson({ emit: emit.map(wholeEmit) })); // H2
  if (artifacts !== undefined) nested.push(canonicalJson({ artifacts })); // H2
  if (resources !== undefined) nested.push(canonicalJson({ resources })); // H2
  if (mutex !== undefined) nested.push(canonicalJson({ mutex: wholeMutex(mutex) })); // H2
  if (requires !== undefined) nested.push(canonicalJson({ requires: wholeRequirement(requires) })); // H2
  if (title !== undefined) nested.push(canonicalJson({ title })); // H2
  if (budget !== undefined) nested.push(canonicalJson({ budget: wholeBudget(budget) })); // H2
  if (demands !== undefined) nested.push(canonicalJson({ demands: demands.map(wholeDemand) })); // H2
  if (body !== undefined) nested.push(canonicalBody(body)); // H2
  return `${JSON.stringify([flat, tries, recovery, acceptance.map(canonicalCheck)])}${nested.join(',')}`;
};

const ownOfBody = (body: Body): JsonObject => {
  switch (body.kind) {
    case 'group': {
      const { kind, outputs, timeoutMs, lane, used, steps: _, ...unhashed } = body;
      nothingLeft(unhashed); // H1
      const later = {
        ...(lane === undefined ? {} : { lane: wholeLane(lane) }),
        ...(used === undefined ? {} : { used: wholeUsed(used) }),
      };
      return { kind, outputs, timeoutMs, ...later }; // H2
    }
    case 'foreach': {
      const { kind, isMatrix, items, key, where, needs, concurrency, minSuccess, failFast, ...more } = body;
      const { timeoutMs, maxItems, steps: _, ...unhashed } = more;
      nothingLeft(unhashed); // H1
      const own = { kind, isMatrix, items, key, where, needs, concurrency, minSuccess, failFast };
      return { ...own, timeoutMs, maxItems };
    }
    case 'loop': {
      const { kind, max, min, until, onMax, unchanged, timeoutMs, steps: _, ...unhashed } = body;
      nothingLeft(unhashed); // H1
      return { kind, max, min, until, onMax, unchanged, timeoutMs };
    }
    default:
      return unreachable(body);
  }
};

const canonicalBody = (body: Body): string =>
  `${canonicalJson(ownOfBody(body))}[${body.steps.map(canonicalStep).join('\n')}]`;

/** The text that stands for everything but the steps; H1 and H2 hold here too. */
const canonicalFrame = (workstream: Workstream): string => {
  const {
    version,
    id,
    title,
    description,
    spec,
    base,
    continue: continued,
    inputs,
    env,
    secrets,
    concurrency,
    failFast,
    onFailure,
    nestedRepositories,
    readViolations,
    allowEmpty,
    budget,
    resources,
    outputs,
    worktree,
    lanes,
    issue,
    priority,
    needs,
    mutex,
    isBundle,
    integration,
    steps: _,
    finally: __,
    formerSecrets: ___,
    ...unhashed
  } = workstream;
  nothingLeft(unhashed); // H1
  const top = { version, id, title, description, spec, base, inputs: wholeInputs(inputs), env, secrets };
  // H2
  const later = {
    ...(continued === undefined ? {} : { continue: continued }),
    ...(nestedRepositories === undefined ? {} : { nestedRepositories }),
    ...(readViolations === undefined ? {} : { readViolations }),
    ...(allowEmpty === undefined ? {} : { allowEmpty }),
    ...(worktree === undefined ? {} : { worktree: wholePreparation(worktree) }),
    ...(lanes === undefined ? {} : { lanes: wholeLanes(lanes) }),
    ...(budget === undefined ? {} : { budget: wholeBudget(budget) }),
    ...(resources === undefined ? {} : { resources }),
    ...(issue === undefined ? {} : { issue }),
    ...(priority === undefined ? {} : { priority }),
    ...(needs === undefined ? {} : { needs }),
    ...(mutex === undefined ? {} : { mutex: wholeMutex(mutex) }),
    ...(isBundle === undefined ? {} : { isBundle }),
    ...(integration === undefined ? {} : { integration: wholeIntegration(integration) }),
  };
  return canonicalJson({ ...top, concurrency, failFast, onFailure, outputs, ...later });
};

const CHUNK_CHARACTERS = 262_144;

/** SHA-256 over the whole definition, made in chunks: a million steps are more than one string can hold. */
export const hashOf = (workstream: Workstream, digest: Digest): string => {
  const { steps, finally: last } = workstream;
  const digests: string[] = [digest(canonicalFrame(workstream))];
  let chunk: string[] = [];
  let size = 0;
  const close = (): void => {
    digests.push(digest(chunk.join('\n')));
    chunk = [];
    size = 0;
  };
  for (const part of [steps, last]) {
    for (const step of part) {
      const text = canonicalStep(step);
      chunk.push(text);
      size += text.length;
      if (size > CHUNK_CHARACTERS) close();
    }
    close();
  }
  return digest(digests.join('\n'));
};
