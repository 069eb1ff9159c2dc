/**
 * The tool `llm`: one call of a model, and its answer as outputs.
 *
 *   M1. What it gives fits the schema that it was asked for, or the step fails: nothing is made up.
 *   M2. A call is not made again for an attempt that is over: what it cost is told before it is known how it ended.
 */
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import {
  NO_SETTINGS,
  type ModelCall,
  type ModelGateway,
  type ModelRefusal,
  type ModelReply,
  type ModelSettings,
  type Reasoning,
} from '../../../core/model.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AttemptReport } from '../../../core/system.ts';
import type { ToolAdapter, ToolCall, ToolFailure, ToolOutcome } from '../../../core/tool.ts';
import { UNLIMITED } from '../../../core/usage.ts';
import { parseDuration } from '../../../schema/duration.ts';
import { describeLlm, LLM } from '../descriptions.ts';
import { attachedFrom, messagesOf } from './attached.ts';
import { failureOfModel } from './failure-of-model.ts';

const text = (description: string): JsonObject => ({ type: 'string', description });

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['prompt'],
  additionalProperties: false,
  properties: {
    prompt: text('What the model is asked.'),
    system: text('What it is to be, and how it is to answer.'),
    attach: {
      type: 'array',
      items: { type: 'string' },
      description: 'Files of the worktree that go with it: text, PDF, PNG, JPEG, GIF or WebP; at most 20 MiB.',
    },
    schema: {
      type: 'object',
      description: 'A JSON Schema that the answer must fit. Left out, it is that of outputs, where there is one.',
    },
    agent: text('Whose settings count, of those below models.agents in the configuration.'),
    task: text('Which settings count, of those below models.tasks.'),
    provider: text('Who is asked.'),
    model: text('The model, as its provider calls it.'),
    temperature: { type: 'number', minimum: 0, maximum: 2 },
    maxTokens: { type: 'integer', minimum: 1 },
    reasoning: { enum: ['low', 'medium', 'high'] },
    cache: text('How old an answer may be that an equal question had: "1h". Left out, none is taken.'),
  },
};

const stringOf = (args: JsonObject, key: string): string | null => {
  const value = args[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

const numberOf = (args: JsonObject, key: string): number | null => {
  const value = args[key];
  return typeof value === 'number' ? value : null;
};

const reasoningOf = ({ reasoning }: JsonObject): Reasoning | null =>
  reasoning === 'low' || reasoning === 'medium' || reasoning === 'high' ? reasoning : null;

const settingsIn = (args: JsonObject): ModelSettings => ({
  ...NO_SETTINGS,
  ...{ provider: stringOf(args, 'provider'), model: stringOf(args, 'model') },
  ...{ temperature: numberOf(args, 'temperature'), maxTokens: numberOf(args, 'maxTokens') },
  reasoning: reasoningOf(args),
});

const wrongAt = (key: string, message: string): { readonly ok: false; readonly error: ToolFailure } =>
  err({ failure: { code: 'bad-input', pointer: `/with/${key}`, message }, evidence: null });

const pathsIn = ({ attach }: JsonObject): readonly string[] | null => {
  if (attach === undefined) return [];
  const paths = Array.isArray(attach) ? attach.filter((each) => typeof each === 'string') : [];
  return Array.isArray(attach) && paths.length === attach.length ? paths : null;
};

const callFor = async ({
  with: args,
  worktree,
  attempt,
  outputs,
  origin,
  setAside = UNLIMITED,
}: ToolCall): Promise<Result<ModelCall, ToolFailure>> => {
  const prompt = stringOf(args, 'prompt');
  if (prompt === null) return wrongAt('prompt', 'An llm step needs a "prompt" that says what the model is asked');
  const cache = stringOf(args, 'cache');
  const cacheMs = cache === null ? 0 : parseDuration(cache);
  if (cacheMs === null) return wrongAt('cache', `"${cache ?? ''}" is no duration such as "1h"`);
  const paths = pathsIn(args);
  if (paths === null) return wrongAt('attach', '"attach" must be a list of paths');
  const attached = await attachedFrom(worktree, paths);
  if (!attached.ok) return wrongAt('attach', attached.error);
  const schema = args['schema'];
  return ok({
    messages: messagesOf(prompt, stringOf(args, 'system'), attached.value),
    ...{ agent: stringOf(args, 'agent'), task: stringOf(args, 'task'), settings: settingsIn(args) },
    schema: isJsonObject(schema) ? schema : outputs,
    // What has failed once is not helped by the same answer.
    ...{ cacheMs: origin.tries > 0 ? 0 : cacheMs, caller: attempt.run, setAside },
  });
};

/** An object is the outputs themselves; anything else is the output `value`. */
const outputsOf = ({ text: answer, value }: ModelReply, schema: JsonObject | null): JsonObject => {
  if (schema === null) return { text: answer };
  return isJsonObject(value) ? value : { value };
};

/** Tells what a model says, a line at a time. Nothing is read twice, however long a line is and in however many parts it comes. */
const lineByLine = (
  tell: (line: string) => void,
): { readonly hear: (part: string) => void; readonly end: () => void } => {
  let rest = '';
  const say = (line: string): void => {
    if (line.trim() !== '') tell(line);
  };
  return {
    hear: (part) => {
      const [first = '', ...others] = part.split('\n');
      rest += first;
      for (const line of others) {
        say(rest);
        rest = line;
      }
    },
    end: () => say(rest),
  };
};

/** M2 */
const tellUsage = (report: AttemptReport, ended: Result<ModelReply, ModelRefusal>): void => {
  const { tokens, costMicroUsd, isEstimated, tried } = ended.ok ? ended.value : ended.error;
  const last = ended.ok ? ended.value : tried.at(-1);
  if (tokens.input + tokens.output === 0) return;
  report.usage({
    ...{ tool: LLM, provider: last?.provider ?? null, model: last?.model ?? null, calls: 1 },
    ...{ input: tokens.input, output: tokens.output, cached: tokens.cacheRead, reasoning: tokens.reasoning },
    ...{ costMicroUsd, source: isEstimated ? 'computed' : 'reported' },
  });
};

const toldOf = ({ provider, model, isCached, tried, warnings }: ModelReply): readonly string[] => [
  ...tried.map((route) => `${route.provider}/${route.model} did not answer: ${route.failure.message}`),
  ...(isCached ? [`${provider}/${model} had answered this before`] : []),
  ...warnings.map((warning) => `${provider}/${model}: ${warning}`),
];

/** Makes the tool; the gateway is opened when the first model is asked. */
export const createLlm = (openModels: () => Promise<ModelGateway>): ToolAdapter => ({
  id: LLM,
  title: 'A model',
  inputSchema: INPUT_SCHEMA,
  describe: describeLlm,
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async (call, report): Promise<Result<ToolOutcome, ToolFailure>> => {
    const asked = await callFor(call);
    if (!asked.ok) return asked;
    const models = await openModels();
    const { hear, end } = lineByLine((line) => report.message(line));
    const deadline = AbortSignal.timeout(call.timeoutMs);
    const signal = AbortSignal.any([call.signal, deadline]);
    const ended = await models.complete(asked.value, { signal, hear });
    end();
    tellUsage(report, ended);
    if (!ended.ok) {
      const isLate = deadline.aborted && !call.signal.aborted;
      const message = `no answer within ${call.timeoutMs / 1000} s`;
      return err(
        isLate
          ? { failure: { code: 'timeout', afterMs: call.timeoutMs, message }, evidence: null }
          : failureOfModel(ended.error, call.timeoutMs),
      );
    }
    for (const line of toldOf(ended.value)) report.message(line);
    return ok({ outputs: outputsOf(ended.value, asked.value.schema), exitCode: null });
  },
});
