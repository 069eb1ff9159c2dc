/** Opens the model gateway of a house; nothing of it is loaded before a model is first asked. */
import { sha256 } from '../../../adapters/machine/digest.ts';
import { accountBreaker } from '../../../core/breakers.ts';
import { createMask } from '../../../core/masking.ts';
import type { ModelConfig, ModelGateway } from '../../../core/model.ts';
import type { Prices } from '../../../core/price.ts';
import type { SecretSource } from '../../../core/secret-source.ts';
import { inForce } from '../../../config/configuration.ts';
import { modelConfigOf } from '../../../config/models.ts';
import { isOfAccount, verdictOf } from '../../../error/engine/breakers/breaker-verdict.ts';
import { checkJson } from '../../../schema/json-schema.ts';
import type { WrittenModels } from '../../../schema/written-config.ts';
import type { House } from '../house.ts';
import { once } from '../once.ts';

/** The parts of a house that models are asked with. */
export type ModelHouse = Pick<House, 'configuration' | 'breakers' | 'modelRows' | 'clock'> & {
  readonly secrets: SecretSource;
  /** Those that are known of models by their names. */
  readonly prices: () => Promise<Prices>;
};

/** The models that are configured, with the keys that are set here. */
export const modelConfigHere = (models: WrittenModels, prices: Prices, secrets: SecretSource): ModelConfig =>
  modelConfigOf(models, { prices, hasKey: (name) => secrets.valueOf(name) !== null });

/** The client libraries are a chunk of their own: scripts/lazy-chunks.ts. */
export const openGateway = async (house: ModelHouse): Promise<ModelGateway> => {
  const [
    { createGateway },
    { answersInMemory },
    { bucketsInMemory, createRateLimits },
    shared,
    { guardedFetch },
    { causeOfModel },
  ] = await Promise.all([
    import('../../../adapters/llm/gateway.ts'),
    import('../../../adapters/llm/answer-cache.ts'),
    import('../../../adapters/llm/rate-limits.ts'),
    import('../../../adapters/llm/shared-rows.ts'),
    import('../../../adapters/llm/guarded-fetch.ts'),
    import('./cause-of-model.ts'),
  ]);
  const { clock } = house;
  const rows = await house.modelRows();
  const { models } = inForce(await house.configuration());
  return createGateway({
    ...{ clock, checkJson, verdictOf, isOfAccount, causeOf: causeOfModel },
    accountOf: (provider, key) => accountBreaker(provider, key, sha256),
    config: modelConfigHere(models, await house.prices(), house.secrets),
    secretOf: async (name) => house.secrets.valueOf(name),
    maskOf: (name, value) => createMask([value], [name]).mask,
    languageModel: async (provider, model, apiKey) => {
      const { languageModel } = await import('../../../adapters/llm/sdk.ts');
      return languageModel(provider, model, apiKey, guardedFetch);
    },
    limits: createRateLimits(rows === null ? bucketsInMemory() : shared.sharedBuckets(rows), clock),
    answers: rows === null ? answersInMemory() : shared.sharedAnswers(rows, () => clock.now()),
    breakers: await house.breakers(),
  });
};

/** Gives the same gateway to whoever asks. */
export const modelsOf = (house: ModelHouse): (() => Promise<ModelGateway>) => once(() => openGateway(house)).get;
