/**
 * The model gateway: one call, one answer or one failure.
 *
 *   G1. A route is asked once. What a retry may mend is the error engine's to try again; here the next route is tried.
 *   G2. An answer that does not fit its schema is shown to the same model once, with what is wrong with it. What does not fit
 *       then is a failure, and never dressed as a result.
 *   G3. Every token is counted, of routes that failed, too.
 *   G4. A key is asked for at each call and held no longer: one that was changed is used at once.
 */
import type { Breakers, BreakerVerdict } from '../../core/breakers.ts';
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
import { addTokens, reservedFor } from './token-sums.ts';
import type { Claim, RateLimits } from './rate-limits.ts';
import { readAnswer } from './read-answer.ts';
import { routesOf } from './route.ts';
import type { LanguageModel } from './sdk.ts';

export type GatewayParts = {
  readonly config: ModelConfig;
  /** The value of a secret; null where it is not set. G4 */
  readonly secretOf: (name: string) => Promise<string | null>;
  /** Takes the value of a secret out of what is told. */
  readonly maskOf: (name: string, value: string) => Mask;
  readonly languageModel: (provider: ModelProvider, model: string, apiKey: string) => Promise<LanguageModel>;
  readonly limits: RateLimits;
  readonly answers: AnswerLevel;
  readonly breakers: Pick<Breakers, 'admit'>;
  readonly verdictOf: (code: DiagnosisCode | 'none', retryAt: Instant | null) => BreakerVerdict;
  readonly causeOf: CauseOf;
  readonly checkJson: CheckJson;
  readonly clock: Clock;
};

type Means = Parameters<ModelGateway['complete']>[1];
type Spent = { readonly tokens: TokenCount; readonly costMicroUsd: number | null };
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

const nothing = (failure: RouteFailure): Outcome => ({ result: err(failure), tokens: NO_TOKENS, costMicroUsd: 0 });

const addCost = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

const BLOCK_MS = 1_000;

/** Makes the gateway of one configuration. */
export const createGateway = (parts: GatewayParts): ModelGateway => {
  const { config, limits, answers, clock } = parts;
  const share = createFlights<Outcome>();

  /** G2 */
  const answered = async (
    call: ModelCall,
    ask: (messages: ModelCall['messages']) => Promise<Asked>,
  ): Promise<Asked & { value: Json }> => {
    const { schema } = call;
    const judge = (asked: Asked): Result<Json, string> =>
      schema === null || !asked.result.ok ? ok(null) : readAnswer(asked.text, schema, parts.checkJson);
    const first = await ask(call.messages);
    const read = judge(first);
    if (read.ok) return { ...first, value: read.value };
    const second = await ask([
      ...call.messages,
      { role: 'assistant', text: first.text, files: [] },
      {
        role: 'user',
        text: `That answer cannot be used: ${read.error}. Answer again, with JSON only that fits the schema.`,
        files: [],
      },
    ]);
    const again = judge(second);
    const tokens = addTokens(first.tokens, second.tokens);
    if (again.ok) return { ...second, tokens, value: again.value };
    return {
      ...second,
      tokens,
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
    const characters = call.messages.reduce((sum, { text }) => sum + text.length, 0);
    const reserved = reservedFor(characters, maxTokensOf(route));
    const most = costOf(price, reserved);
    if (call.budgetMicroUsd !== null) {
      if (most === null)
        return nothing(failed('budget-exceeded', `nobody knows what ${route.model} costs, and there is a budget`));
      if (most > call.budgetMicroUsd)
        return nothing(
          failed('budget-exceeded', `the call may cost ${most} µ$, and ${call.budgetMicroUsd} µ$ are left`),
        );
    }
    const model = await parts.languageModel(provider, route.model, key);
    const { signal, hear } = means;
    const asking = { model, provider, causeOf: parts.causeOf, clock, signal, hear };
    const asked = await withinLimits(claimsOf(call, provider, reserved.input + reserved.output), signal, () =>
      answered(call, (messages) => askModel({ messages, schema: call.schema, route }, asking)),
    );
    if (asked === null)
      return nothing(failed('interrupted', 'the call was cancelled while it waited for a rate limit'));
    const { result, tokens, value } = asked;
    const told = (answer: Answer): Told => ({ answer: { ...answer, value }, isCached: false });
    const costMicroUsd = costOf(price, tokens);
    if (result.ok) return { result: ok(told(result.value)), tokens, costMicroUsd };
    // Providers quote what they were sent.
    const mask = provider.key === null ? (said: string) => said : parts.maskOf(provider.key, key);
    return { result: err({ ...result.error, message: mask(result.error.message) }), tokens, costMicroUsd };
  };

  /** Asks the breaker of the provider first, and tells it afterwards; a key that is not set says nothing of the provider. G4 */
  const guarded = async (call: ModelCall, route: ModelRoute, means: Means): Promise<Outcome> => {
    const provider = config.providers.get(route.provider);
    if (provider === undefined) return nothing(failed('bad-input', `there is no provider ${route.provider}`));
    const key = provider.key === null ? '' : await parts.secretOf(provider.key);
    if (key === null) return nothing(failed('unauthenticated', `the secret ${provider.key ?? ''} is not set`));
    const admission = await parts.breakers.admit([route.provider]);
    if (admission.kind === 'refused')
      return nothing(failed('breaker-open', `the breaker ${admission.breaker} is open`, admission.reopensAt));
    const outcome = await ask(call, { route, provider, key }, means);
    const { result } = outcome;
    await admission.leave.settle(
      result.ok ? parts.verdictOf('none', null) : parts.verdictOf(result.error.code, result.error.retryAt),
    );
    return outcome;
  };

  const cached = async (call: ModelCall, route: ModelRoute, means: Means): Promise<Outcome> => {
    if (call.cacheMs === 0) return await guarded(call, route, means);
    const key = answerKey(call, route, config.providers.get(route.provider)?.baseUrl ?? null);
    const now = clock.now();
    const kept = await answers.get(key, now);
    if (kept !== null) return { result: ok({ answer: kept, isCached: true }), tokens: NO_TOKENS, costMicroUsd: 0 };
    const shared = await share(key, (signal) => guarded(call, route, { ...means, signal }), means.signal);
    if (shared === null) return nothing(failed('interrupted', 'the call was cancelled'));
    const { value: outcome, pays } = shared;
    if (outcome.result.ok) await answers.set(key, outcome.result.value.answer, instant(now + call.cacheMs));
    return pays ? outcome : { ...outcome, tokens: NO_TOKENS, costMicroUsd: 0 };
  };

  return {
    complete: async (call, means): Promise<Result<ModelReply, ModelRefusal>> => {
      const tried: TriedRoute[] = [];
      let spent: Spent = { tokens: NO_TOKENS, costMicroUsd: 0 };
      let last = failed('bad-input', 'no provider with a model is configured for this call');
      for (const route of routesOf(config, call)) {
        const { provider, model } = route;
        const outcome = await cached(call, route, means);
        // G3
        spent = {
          tokens: addTokens(spent.tokens, outcome.tokens),
          costMicroUsd: addCost(spent.costMicroUsd, outcome.costMicroUsd),
        };
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
