/** Small things that a step says, in the form that the inside wants. */
import type { Emit } from '../core/domain-event.ts';
import type { FileScope } from '../core/file-scope.ts';
import type { Demand } from '../core/demand.ts';
import { isJsonObject } from '../core/json.ts';
import { stepId, type StepId } from '../core/id.ts';
import { PLAIN_STEP } from '../core/plain-step.ts';
import { invariant } from '../core/result.ts';
import { USUAL_PRIORITY } from '../core/priority.ts';
import type { AcceptanceCheck } from '../core/acceptance-check.ts';
import type { CacheRule } from '../core/cache-rule.ts';
import type { Mutex } from '../core/step-claims.ts';
import { NONE, normalList } from './normal-values.ts';
import { milliseconds } from './normalise-retry.ts';
import type {
  WrittenCache,
  WrittenCheck,
  WrittenNeed,
  WrittenScope,
  WrittenStep,
  WrittenWorkstream,
} from './written.ts';

/** A list of nothing is none. */
export const normalLeaves = (leaves: WrittenStep['leaves']): { readonly leaves?: readonly string[] } =>
  leaves === undefined || leaves.length === 0 ? {} : { leaves };

/** A list alone is what it may change, and nothing else. */
export const normalScope = (files: WrittenScope | undefined): { readonly files?: FileScope } => {
  if (files === undefined) return {};
  const { only, outside = 'fail' } = 'only' in files ? files : { only: files };
  return { files: { only, outside } };
};

/** A title that says what the id says is none. */
export const normalTitle = (title: string | undefined, id: string): { readonly title?: string } =>
  title === undefined || title.trim() === '' || title === id ? {} : { title };

export const normalFixes = (written: boolean | number | undefined): number | null =>
  typeof written === 'boolean' ? (written ? PLAIN_STEP.fixes : 0) : (written ?? null);

/** What is the name of a module, and no code. */
const MODULE = /^(?:ws:\S+|[^\s/]\S*\.(?:mjs|js|cjs))$/;

export const normalCheck = (written: WrittenCheck): AcceptanceCheck => {
  const { run, changed, schema, of, script } = written;
  if (run !== undefined) return { kind: 'run', script: run };
  if (changed !== undefined) return { kind: 'changed', paths: changed === true ? null : changed };
  // One that could not be read has been told of.
  if (of !== undefined) return { kind: 'schema', schema: isJsonObject(schema) ? schema : {}, of };
  if (script !== undefined)
    return { kind: 'function', call: MODULE.test(script) ? { module: script } : { code: script } };
  invariant(written.file !== undefined, 'the validator let an acceptance check that says nothing through');
  return { kind: 'file', path: written.file };
};

/** A need without more is that its step succeeds. */
export const normalNeeds = (
  written: WrittenStep['needs'],
): { readonly needs: readonly StepId[]; readonly demands?: readonly Demand[] } => {
  if (written === undefined) return { needs: PLAIN_STEP.needs };
  const needs = normalList<WrittenNeed>(written).map((need) => (typeof need === 'string' ? { step: need } : need));
  const demands = needs.flatMap(({ step, when = 'succeeded', any = false }) =>
    when === 'succeeded' && !any ? [] : [{ step: stepId(step), when, any }],
  );
  return { needs: needs.map(({ step }) => stepId(step)), ...(demands.length === 0 ? {} : { demands }) };
};

/** What a step says goes before what `defaults` say; `false` is none. */
export const normalCache = (
  own: WrittenCache | undefined,
  inherited: WrittenCache | undefined,
): { readonly cache?: CacheRule } => {
  const written = own ?? inherited ?? false;
  if (written === false) return {};
  const { inputs, env, outputs, tools, key, ttl } = written === true ? {} : written;
  const lists = { inputs: inputs ?? null, env: env ?? NONE, outputs: outputs ?? NONE, tools: tools ?? NONE };
  return { cache: { ...lists, key: key ?? null, ttlMs: milliseconds(ttl), isOwn: own !== undefined } };
};

export const normalEmit = (written: WrittenStep['emit']): { readonly emit?: readonly Emit[] } =>
  written === undefined
    ? {}
    : {
        emit: written.map(({ type, payload, schema, each }) => ({
          ...{ type, payload: payload ?? {}, schema: schema ?? null, each: each ?? null },
        })),
      };

/** Nothing of any pool is none. */
export const normalResources = (
  resources: Readonly<Record<string, number>> | undefined,
): { readonly resources?: Readonly<Record<string, number>> } =>
  resources === undefined || Object.keys(resources).length === 0 ? {} : { resources };

const PRIORITIES = { foreground: 3, background: 7 } as const;

/** Who says nothing stands between those of the foreground and those of the background. */
export const normalPriority = (written: WrittenWorkstream['priority']): { readonly priority?: number } => {
  const priority = typeof written === 'string' ? PRIORITIES[written] : (written ?? USUAL_PRIORITY);
  return priority === USUAL_PRIORITY ? {} : { priority };
};

export const normalIssue = (issue: string | number | undefined): { readonly issue?: string } =>
  issue === undefined ? {} : { issue: String(issue) };

/** A text alone is its name. */
export const normalMutex = (mutex: WrittenStep['mutex']): { readonly mutex?: Mutex } => {
  if (mutex === undefined) return {};
  const { name, strict = false } = typeof mutex === 'string' ? { name: mutex } : mutex;
  return { mutex: { name, strict } };
};
