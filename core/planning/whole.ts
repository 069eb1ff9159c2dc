/** Parts of a definition with every one of their keys dealt with, for what tells definitions apart (hash.ts: H1, H2). */
import type { CacheRule } from '../cache-rule.ts';
import type { Emit } from '../domain-event.ts';
import type { Mutex } from '../step-claims.ts';
import type { Demand } from '../demand.ts';
import type { FileScope } from '../file-scope.ts';
import type { Requirement } from '../requirement.ts';
import type { InputDefinition } from '../input-definition.ts';
import type { LaneIntegration, LanePolicy, LaneSettings } from '../lane-settings.ts';
import type { Preparation } from '../preparation.ts';
import type { Retry } from '../retry.ts';
import type { Alternative, Budget, Compensation, Limits, Step, Used } from '../workstream.ts';

/** What is left of something whose keys were all taken out: a key that nobody has dealt with is a type error. */
export const nothingLeft = (_: Readonly<Record<string, never>>): void => {};

export const wholeRetry = (retry: Retry): Retry => {
  const { limit, on, repeats, models, backoff, ...unhashed } = retry;
  nothingLeft(unhashed);
  const { initialMs, factor, maxMs, jitter, ...unhashedOfBackoff } = backoff;
  nothingLeft(unhashedOfBackoff);
  const later = models === undefined ? {} : { models }; // H2
  return { limit, on, repeats, ...later, backoff: { initialMs, factor, maxMs, jitter } };
};

export const wholeAlternative = ({ tool, with: withJson, breakers, ...unhashed }: Alternative): Alternative => {
  nothingLeft(unhashed);
  return { tool, with: withJson, breakers };
};

export const wholeCompensation = ({ timeoutMs, retry, ...alternative }: Compensation): Compensation => ({
  ...wholeAlternative(alternative),
  timeoutMs,
  retry: wholeRetry(retry),
});

export const wholeLimits = ({ memoryBytes, processes, cpu, ...unhashed }: Limits): Limits => {
  nothingLeft(unhashed);
  return { memoryBytes, processes, cpu };
};

export const wholeScope = ({ only, outside, ...unhashed }: FileScope): FileScope => {
  nothingLeft(unhashed);
  return { only, outside };
};

export const wholeCache = (rule: CacheRule): CacheRule => {
  const { inputs, env, outputs, tools, key, ttlMs, isOwn, ...unhashed } = rule;
  nothingLeft(unhashed);
  return { inputs, env, outputs, tools, key, ttlMs, isOwn };
};

export const wholeMutex = ({ name, strict, ...unhashed }: Mutex): Mutex => {
  nothingLeft(unhashed);
  return { name, strict };
};

export const wholeBudget = ({ costMicroUsd, tokens, durationMs, ...unhashed }: Budget): Budget => {
  nothingLeft(unhashed);
  return { costMicroUsd, tokens, durationMs };
};

export const wholeCommit = ({ message, ...unhashed }: NonNullable<Step['commit']>): NonNullable<Step['commit']> => {
  nothingLeft(unhashed);
  return { message };
};

export const wholeDemand = ({ step, when, any, ...unhashed }: Demand): Demand => {
  nothingLeft(unhashed);
  return { step, when, any };
};

export const wholeRequirement = (requirement: Requirement): Requirement => {
  const { capability, languages, task, environment, unsaid, ...unhashed } = requirement;
  nothingLeft(unhashed);
  return { capability, languages, task, environment, unsaid };
};

const wholeInput = (input: InputDefinition): InputDefinition => {
  const { type, description, required, default: standard, options, schema, ...unhashed } = input;
  nothingLeft(unhashed);
  return { type, description, required, default: standard, options, ...(schema === undefined ? {} : { schema }) }; // H2
};

export const wholePreparation = ({ link, copy, setup, keep, ...unhashed }: Preparation): Preparation => {
  nothingLeft(unhashed);
  return { link, copy, setup, ...(keep === undefined ? {} : { keep }) }; // H2
};

export const wholeLane = ({ wraps, files, mutex, ...unhashed }: LaneSettings): LaneSettings => {
  nothingLeft(unhashed);
  return { wraps, files, ...(mutex === undefined ? {} : { mutex }) }; // H2
};

export const wholeLanes = ({ max, recheck, ...unhashed }: LanePolicy): LanePolicy => {
  nothingLeft(unhashed);
  return { max, recheck };
};

export const wholeIntegration = ({ gate, ...unhashed }: LaneIntegration): LaneIntegration => {
  nothingLeft(unhashed);
  const { script, batch, timeoutMs, retries, ...unhashedOfGate } = gate;
  nothingLeft(unhashedOfGate);
  return { gate: { script, batch, timeoutMs, retries } };
};

export const wholeInputs = (inputs: Used['inputs']): Used['inputs'] =>
  Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, wholeInput(input)]));

export const wholeUsed = (used: Used): Used => {
  const {
    source,
    id,
    title,
    inputs,
    with: given,
    env,
    secrets,
    concurrency,
    failFast,
    budget,
    last,
    issue,
    priority,
    ...unhashed
  } = used;
  nothingLeft(unhashed); // H1
  const own = {
    source,
    id,
    title,
    inputs: wholeInputs(inputs),
    with: given,
    env,
    secrets,
    concurrency,
    failFast,
    last,
  };
  return {
    ...own,
    ...(budget === undefined ? {} : { budget: wholeBudget(budget) }),
    ...(issue === undefined ? {} : { issue }), // H2
    ...(priority === undefined ? {} : { priority }), // H2
  };
};

export const wholeEmit = ({ type, payload, schema, each, ...unhashed }: Emit): Emit => {
  nothingLeft(unhashed);
  return { type, payload, schema, each };
};
