/**
 * The model gateway: one call, one answer or one failure.
 *
 *   G1. A route is asked once. What a retry may mend is the error engine's to try again; here the next route is tried.
 *   G2. An answer that does not fit its schema is shown to the same model once, with what is wrong with it. What does not fit
 *       then is a failure, and never dressed as a result.
 *   G3. Every token is counted, of routes that failed, too.
 *   G4. A key is asked for at each call and held no longer: one that was changed is used at once.
 *   G5. No model is asked before what it may cost at most, with all before it, has been set aside.
 */
import type { Clock } from '../../core/clock.ts';
import type { DiagnosisCode } from '../../core/failure.ts';
import { instant, type Instant } from '../../core/id.ts';
import type { Json } from '../../core/json.ts';
import {
  priceAt,
  type CauseOf,
  type ModelCall,
  type ModelConfig,
  type ModelGateway,
  type ModelProvider,
  type ModelRefusal,
  type ModelReply,
  type ModelRoute,
  type RouteFailure,
  type TriedRoute,
} from '../../core/model.ts';
import { NO_TOKENS, type TokenCount } from '../../core/token-count.ts';
import { costOf } from '../../core/price.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CheckJson, Mask } from '../../core/system.ts';
import { answerKey, type AnswerLevel, type KeptAnswer } from './answer-cache.ts';
import { askModel, maxTokensOf, type Answer, type Asked } from './ask-model.ts';
import { createFlights } from './flights.ts';
import { guardedCall, type GuardParts } from './guarded-call.ts';
import type { Claim, RateLimits } from './rate-limits.ts';
import { readAnswer } from './read-answer.ts';
import { routesOf } from './route.ts';
import { addTokens, charactersOf, reservedFor } from './token-sums.ts';
import type { LanguageModel } from './sdk.ts';

export type GatewayParts = GuardParts & {
  readonly config: ModelConfig;
  /** The value of a secret; null where it is not set. G4 */
  readonly secretOf: (name: string) => Promise<string | null>;
  /** Takes the value of a secret out of what is told. */
  readonly maskOf: (name: string, value: string) => Mask;
  readonly languageModel: (provider: ModelProvider, model: string, apiKey: string) => Promise<LanguageModel>;
  readonly limits: RateLimits;
  readonly answers: AnswerLevel;
  /** The name of the breaker of who pays by a key. */
  readonly accountOf: (provider: string, key: string) => string;
  readonly causeOf: CauseOf;
  readonly checkJson: CheckJson;
  readonly clock: Clock;
};

type Spent = Pick<ModelReply, 'tokens' | 'costMicroUsd' | 'isEstimated'>;
/** `before`: what the routes before have spent. */
type Means = Parameters<ModelGateway['complete']>[1] & { readonly before: Spent };
type Told = { readonly answer: KeptAnswer; readonly isCached: boolean };
/** Who is asked, and with which key; empty where none is needed. */
type Target = { readonly route: ModelRoute; readonly provider: ModelProvider; readonly key: string };
type Outcome = Spent & { readonly result: Result<Told, RouteFailure> };

/** What no other route could do better. */
const FINAL: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  'interrupted',
  'bad-input',
  'refused',
  'budget-exceeded',
]);

const failed = (code: DiagnosisCode, message: string, retryAt: Instant | null = null): RouteFailure => ({
  ...{ code, message, retryAt, evidence: null },
});

const NOTHING: Spent = { tokens: NO_TOKENS, costMicroUsd: 0, isEstimated: false };

const nothing = (failure: RouteFailure): Outcome => ({ result: err(failure), ...NOTHING });

const addCost = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

const plus = (one: Spent, other: Spent): Spent => ({
  tokens: addTokens(one.tokens, other.tokens),
  costMicroUsd: addCost(one.costMicroUsd, other.costMicroUsd),
  isEstimated: one.isEstimated || other.isEstimated,
});

const BLOCK_MS = 1_000;

/** Makes the gateway of one configuration. */
export const createGateway = (parts: GatewayParts): ModelGateway => {
  const { config, limits, answers, clock } = parts;
  const share = createFlights<Outcome>();

  /** G2, G5 */
  const answered = async (
    call: ModelCall,
    ask: (messages: ModelCall['messages']) => Promise<Asked>,
    refusalOf: (messages: ModelCall['messages'], before: TokenCount) => RouteFailure | null,
  ): Promise<Asked & { value: Json }> => {
    const { schema } = call;
    const judge = (asked: Asked): Result<Json, string> =>
      schema === null || !asked.result.ok ? ok(null) : readAnswer(asked.text, schema, parts.checkJson);
    const first = await ask(call.messages);
    const read = judge(first);
    if (read.ok) return { ...first, value: read.value };
    const shown: ModelCall['messages'] = [
      ...call.messages,
      { role: 'assistant', text: first.text, files: [] },
      {
        role: 'user',
        text: `That answer cannot be used: ${read.error}. Answer again, with JSON only that fits the schema.`,
        files: [],
      },
    ];
    const refusal = refusalOf(shown, first.tokens);
    if (refusal !== null) return { ...first, result: err(refusal), value: null };
    const second = await ask(shown);
    const again = judge(second);
    const both = {
      tokens: addTokens(first.tokens, second.tokens),
      isEstimated: first.isEstimated || second.isEstimated,
    };
    if (again.ok) return { ...second, ...both, value: again.value };
    return {
      ...second,
      ...both,
      value: null,
      result: err(failed('bad-output', `the answer does not fit: ${again.error}`)),
    };
  };

  const claimsOf = (call: ModelCall, provider: ModelProvider, tokens: number): readonly Claim[] => [
    ...(provider.limit === null ? [] : [{ name: `provider ${provider.name}`, limit: provider.limit, tokens }]),
    ...(config.callerLimit === null ? [] : [{ name: `caller ${call.caller}`, limit: config.callerLimit, tokens }]),
  ];

  const withinLimits = async (
    claims: readonly Claim[],
    signal: AbortSignal,
    ask: () => Promise<Asked & { value: Json }>,
  ): Promise<(Asked & { value: Json }) | null> => {
    if (!(await limits.acquire(claims, signal))) return null;
    const asked = await ask();
    const [first] = claims;
    if (first === undefined) return asked;
    await limits.settle(claims, first.tokens - asked.tokens.input - asked.tokens.output);
    if (!asked.result.ok && asked.result.error.code === 'rate-limited' && first.name.startsWith('provider '))
      await limits.block(first, asked.result.error.retryAt ?? clock.now() + BLOCK_MS);
    return asked;
  };

  const ask = async (call: ModelCall, { route, provider, key }: Target, means: Means): Promise<Outcome> => {
    const price = priceAt(config, provider.name, route.model);
    const reservedOf = (messages: ModelCall['messages']): TokenCount =>
      reservedFor(charactersOf(messages), maxTokensOf(route));
    // G5
    const refusalOf = (messages: ModelCall['messages'], before: TokenCount): RouteFailure | null => {
      const most = addTokens(before, reservedOf(messages));
      const sentence = call.setAside({
        tokens: means.before.tokens.input + means.before.tokens.output + most.input + most.output,
        costMicroUsd: addCost(means.before.costMicroUsd, costOf(price, most)),
      });
      return sentence === null ? null : failed('budget-exceeded', sentence);
    };
    const refusal = refusalOf(call.messages, NO_TOKENS);
    if (refusal !== null) return nothing(refusal);
    const reserved = reservedOf(call.messages);
    const model = await parts.languageModel(provider, route.model, key);
    const { signal, hear } = means;
    const asking = { model, provider, causeOf: parts.causeOf, clock, signal, hear };
    const asked = await withinLimits(claimsOf(call, provider, reserved.input + reserved.output), signal, () =>
      answered(call, (messages) => askModel({ messages, schema: call.schema, route }, asking), refusalOf),
    );
    if (asked === null)
      return nothing(failed('interrupted', 'the call was cancelled while it waited for a rate limit'));
    const { result, tokens, isEstimated, value } = asked;
    const told = (answer: Answer): Told => ({ answer: { ...answer, value }, isCached: false });
    const spent: Spent = { tokens, costMicroUsd: costOf(price, tokens), isEstimated };
    if (result.ok) return { result: ok(told(result.value)), ...spent };
    // Providers quote what they were sent.
    const mask = provider.key === null ? (said: string) => said : parts.maskOf(provider.key, key);
    return { result: err({ ...result.error, message: mask(result.error.message) }), ...spent };
  };

  /** A key that is not set says nothing of the provider. G4 */
  const guarded = async (call: ModelCall, route: ModelRoute, means: Means): Promise<Outcome> => {
    const provider = config.providers.get(route.provider);
    if (provider === undefined) return nothing(failed('bad-input', `there is no provider ${route.provider}`));
    const key = provider.key === null ? '' : await parts.secretOf(provider.key);
    if (key === null) return nothing(failed('unauthenticated', `the secret ${provider.key ?? ''} is not set`));
    const guards = { provider: route.provider, account: key === '' ? null : parts.accountOf(route.provider, key) };
    const outcome = await guardedCall(guards, parts, () => ask(call, { route, provider, key }, means));
    return { ...NOTHING, ...outcome };
  };

  const cached = async (call: ModelCall, route: ModelRoute, means: Means): Promise<Outcome> => {
    if (call.cacheMs === 0) return await guarded(call, route, means);
    const key = answerKey(call, route, config.providers.get(route.provider)?.baseUrl ?? null);
    const now = clock.now();
    const kept = await answers.get(key, now, call.cacheMs);
    if (kept !== null) return { result: ok({ answer: kept, isCached: true }), ...NOTHING };
    const shared = await share(key, (signal) => guarded(call, route, { ...means, signal }), means.signal);
    if (shared === null) return nothing(failed('interrupted', 'the call was cancelled'));
    const { value: outcome, pays } = shared;
    if (outcome.result.ok)
      await answers.set(key, outcome.result.value.answer, { at: now, until: instant(now + call.cacheMs) });
    return pays ? outcome : { ...outcome, ...NOTHING };
  };

  return {
    complete: async (call, means): Promise<Result<ModelReply, ModelRefusal>> => {
      const tried: TriedRoute[] = [];
      let spent = NOTHING;
      let last = failed('bad-input', 'no provider with a model is configured for this call');
      for (const route of routesOf(config, call)) {
        const { provider, model } = route;
        const outcome = await cached(call, route, { ...means, before: spent });
        // G3
        spent = plus(spent, outcome);
        if (outcome.result.ok) {
          const { answer, isCached } = outcome.result.value;
          return ok({ ...answer, provider, model, ...spent, isCached, tried });
        }
        last = outcome.result.error;
        tried.push({ provider, model, failure: last });
        if (FINAL.has(last.code)) break;
      }
      return err({ failure: last, tried, ...spent });
    },
  };
};
