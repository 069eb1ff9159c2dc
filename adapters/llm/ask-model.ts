/**
 * One question to one model, once: text as it comes, and what came of it.
 *
 *   A1. When a call ends otherwise than it should, the signal is asked first: an abort in mid-stream looks like a quiet end
 *       or like an answer that cannot be parsed.
 *   A2. An answer is whole only where the provider said why it ended.
 *   A3. What a provider has begun to answer it charges for: where it does not count, the text is counted.
 */
import type {
  LanguageModelV3CallOptions,
  LanguageModelV3Message,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
} from '@ai-sdk/provider';
import type { Clock } from '../../core/clock.ts';
import type { DiagnosisCode } from '../../core/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import {
  type CauseOf,
  type ModelMessage,
  type ModelProvider,
  type ModelRoute,
  type Reasoning,
  type RouteFailure,
} from '../../core/model.ts';
import { NO_TOKENS, type TokenCount } from '../../core/token-count.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { messageOf } from '../../core/thrown.ts';
import type { Evidence } from '../../core/tool.ts';
import { believedCount } from '../../core/usage.ts';
import { UnusableAnswer } from './guarded-fetch.ts';
import { charactersOf, tokensIn } from './token-sums.ts';
import type { LanguageModel } from './sdk.ts';
import { strictSchema } from './strict-schema.ts';

/** How long an answer may be where nobody says so, and how long it may take. */
const MAX_TOKENS = 8_192;
const TIMEOUT_MS = 300_000;
/** Tokens to think in, for those who count them. */
const THOUGHT: Readonly<Record<Reasoning, number>> = { low: 2_048, medium: 8_192, high: 24_576 };

export type Question = {
  readonly messages: readonly ModelMessage[];
  readonly schema: JsonObject | null;
  readonly route: ModelRoute;
};

export type Asking = {
  readonly model: LanguageModel;
  readonly provider: ModelProvider;
  readonly causeOf: CauseOf;
  readonly clock: Pick<Clock, 'now'>;
  readonly signal: AbortSignal;
  readonly hear: (text: string) => void;
};

export type Answer = { readonly text: string; readonly warnings: readonly string[] };
/** What came of it; `tokens` and `text` are as far as it got. */
export type Asked = {
  readonly result: Result<Answer, RouteFailure>;
  readonly tokens: TokenCount;
  /** Whether the provider did not count all of them. */
  readonly isEstimated: boolean;
  readonly text: string;
};

/** How many tokens an answer may have: what is set, or as many as fit an answer nobody limited. */
export const maxTokensOf = ({ maxTokens }: Pick<ModelRoute, 'maxTokens'>): number => maxTokens ?? MAX_TOKENS;

const failed = (code: DiagnosisCode, message: string): RouteFailure => ({
  ...{ code, message, retryAt: null, evidence: null },
});

const messageFor = ({ role, text, files }: ModelMessage): LanguageModelV3Message => {
  if (role === 'system') return { role, content: text };
  if (role === 'assistant') return { role, content: [{ type: 'text', text }] };
  const attached = files.map(({ name, mediaType, bytes }) => ({
    ...{ type: 'file' as const, filename: name, mediaType, data: bytes },
  }));
  return { role, content: [...attached, { type: 'text', text }] };
};

/** What a model is told that takes no schema. */
const SHAPE = 'Answer with JSON only, and with nothing around it. It must fit this JSON Schema:\n';

const thinking = (reasoning: Reasoning, { kind, name }: ModelProvider): Record<string, JsonObject> => {
  if (kind === 'anthropic') return { anthropic: { thinking: { type: 'enabled', budgetTokens: THOUGHT[reasoning] } } };
  if (kind === 'google') return { google: { thinkingConfig: { thinkingBudget: THOUGHT[reasoning] } } };
  return { [kind === 'compatible' ? name : 'openai']: { reasoningEffort: reasoning } };
};

/** What the SDK takes as JSON, which it may write to; ours is never written to. */
const copied = <T>(value: Json): T => structuredClone(value) as T;

const optionsOf = ({ messages, schema, route }: Question, { provider }: Asking): LanguageModelV3CallOptions => {
  const isOpenai = provider.kind === 'openai' || provider.kind === 'openai-chat';
  const isTold = schema !== null && provider.kind === 'compatible' && !provider.isStructured;
  const strict = isOpenai && schema !== null ? strictSchema(schema) : null;
  const shape: ModelMessage = { role: 'system', text: `${SHAPE}${JSON.stringify(schema)}`, files: [] };
  const thought = route.reasoning === null ? {} : thinking(route.reasoning, provider);
  const openai: JsonObject = {
    ...thought['openai'],
    ...(schema === null ? {} : { strictJsonSchema: strict !== null }),
  };
  return {
    prompt: [...(isTold ? [shape] : []), ...messages].map(messageFor),
    maxOutputTokens: maxTokensOf(route),
    ...(route.temperature === null ? {} : { temperature: route.temperature }),
    ...(schema === null ? {} : { responseFormat: { type: 'json', schema: copied(strict ?? schema) } }),
    providerOptions: copied(isOpenai ? { ...thought, openai } : thought),
  };
};

const count = (told: number | undefined): number | null => believedCount(told ?? null);

type Heard = {
  text: string;
  /** Whether the provider has begun to answer, and so to count. */
  isBegun: boolean;
  usage: LanguageModelV3Usage | null;
  finish: string | null;
  readonly warnings: string[];
};

/** What a stream says beside the answer. */
const ABOUT_IT: ReadonlySet<LanguageModelV3StreamPart['type']> = new Set([
  ...(['stream-start', 'response-metadata', 'finish', 'raw', 'error'] as const),
]);

/** A3 */
const tokensOf = ({ text, isBegun, usage }: Heard, { messages }: Question): Pick<Asked, 'tokens' | 'isEstimated'> => {
  const input = count(usage?.inputTokens.total);
  const output = count(usage?.outputTokens.total);
  if (!isBegun && input === null && output === null) return { tokens: NO_TOKENS, isEstimated: false };
  const all = {
    input: input ?? tokensIn(charactersOf(messages)),
    output: output ?? tokensIn(text.length),
  };
  const cacheRead = Math.min(count(usage?.inputTokens.cacheRead) ?? 0, all.input);
  const cacheWrite = Math.min(count(usage?.inputTokens.cacheWrite) ?? 0, all.input - cacheRead);
  const reasoning = Math.min(count(usage?.outputTokens.reasoning) ?? 0, all.output);
  return { tokens: { ...all, cacheRead, cacheWrite, reasoning }, isEstimated: input === null || output === null };
};

const listen = (part: LanguageModelV3StreamPart, heard: Heard, hear: (text: string) => void): void => {
  heard.isBegun ||= !ABOUT_IT.has(part.type);
  if (part.type === 'text-delta') {
    heard.text += part.delta;
    hear(part.delta);
  } else if (part.type === 'stream-start') {
    heard.warnings.push(...part.warnings.map((each) => ('feature' in each ? each.feature : each.message)));
  } else if (part.type === 'finish') {
    heard.finish = part.finishReason.unified;
    heard.usage = part.usage;
  } else if (part.type === 'error') {
    // What a stream throws goes the way of what a call throws.
    throw part.error;
  }
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;

/** The answer that an error of the SDK carries; null where it carries none that is no success. */
const httpOf = (thrown: unknown): Evidence['http'] => {
  const status = fieldOf(thrown, 'statusCode');
  if (typeof status !== 'number' || status < 400) return null;
  const headers = fieldOf(thrown, 'responseHeaders');
  const body = fieldOf(thrown, 'responseBody');
  return {
    status,
    headers: isJsonObject(headers)
      ? Object.fromEntries(
          Object.entries(headers).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
        )
      : {},
    body: typeof body === 'string' ? body : messageOf(thrown),
  };
};

/** What is said of an answer that cannot be read quotes all of it. */
const LONGEST_SAID = 200;
const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, LONGEST_SAID);

/** The client libraries wrap what their `fetch` throws, some of them twice. */
const unusableIn = (thrown: unknown, depth = 0): UnusableAnswer | null => {
  if (thrown instanceof UnusableAnswer) return thrown;
  return depth < 5 && thrown instanceof Error ? unusableIn(thrown.cause, depth + 1) : null;
};

/** What is no answer of a provider and no error of the system broke off on the way. */
const failureOfThrown = (thrown: unknown, { causeOf, clock }: Asking): RouteFailure => {
  const unusable = unusableIn(thrown);
  if (unusable !== null) return failed('bad-output', unusable.message);
  const evidence: Evidence = { http: httpOf(thrown), thrown };
  const cause = causeOf(evidence, clock.now());
  if (cause !== null) return { ...cause, evidence };
  return { ...failed('network', `the answer broke off: ${firstLine(messageOf(thrown))}`), evidence };
};

/** A2 */
const judged = ({ finish, text, warnings }: Heard, route: ModelRoute): Result<Answer, RouteFailure> => {
  switch (finish) {
    case null:
      return err(failed('network', 'the answer broke off'));
    case 'length':
      return err(failed('truncated', `the answer was cut at ${maxTokensOf(route)} tokens`));
    case 'content-filter':
      return err(failed('refused', 'the provider kept the answer back'));
    case 'error':
    case 'other':
      return text === ''
        ? err(failed('unavailable', 'the provider ended the answer without saying why'))
        : ok({ text, warnings });
    default:
      return ok({ text, warnings });
  }
};

/** Asks, and waits for the whole answer. Never rejects. */
export const askModel = async (question: Question, asking: Asking): Promise<Asked> => {
  const { route } = question;
  const timeoutMs = route.timeoutMs ?? TIMEOUT_MS;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([asking.signal, deadline]);
  const heard: Heard = { text: '', isBegun: false, usage: null, finish: null, warnings: [] };
  let thrown: unknown = null;
  try {
    const { stream } = await asking.model.doStream({ ...optionsOf(question, asking), abortSignal: signal });
    for await (const part of stream) listen(part, heard, asking.hear);
  } catch (error) {
    thrown = error ?? new Error('it broke off');
  }
  const ended = (result: Asked['result']): Asked => ({ result, ...tokensOf(heard, question), text: heard.text });
  // A1
  if (asking.signal.aborted) return ended(err(failed('interrupted', 'the call was cancelled')));
  if (heard.finish === null && deadline.aborted)
    return ended(err(failed('timeout', `no answer within ${timeoutMs / 1000} s`)));
  return ended(thrown === null ? judged(heard, route) : err(failureOfThrown(thrown, asking)));
};
