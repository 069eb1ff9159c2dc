/** Models for whoever asks one by hand, or only looks at what is configured; in a repository or not. */
import type { Clock } from '../../../core/clock.ts';
import type { ModelConfig, ModelGateway } from '../../../core/model.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { SecretSource } from '../../../core/secret-source.ts';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { configuredAt } from '../configured.ts';
import { machineBreakers, type OpenRows } from '../machine-breakers.ts';
import { once } from '../once.ts';
import { homeOf } from '../plugin-places.ts';
import { pricesHere } from '../prices-here.ts';
import type { Refusal } from '../refusal.ts';
import { machineModels, type OpenModelRows } from './machine-models.ts';
import { modelConfigHere, openGateway } from './open-models.ts';

export interface ModelDesk extends AsyncDisposable {
  readonly config: ModelConfig;
  /** Whether a secret of this name is set. */
  hasKey(name: string): boolean;
  gateway(): Promise<ModelGateway>;
}

type Means = {
  readonly env: Environment;
  readonly clock: Clock;
  readonly secrets: SecretSource;
  readonly openBreakerRows: OpenRows;
  readonly openModelRows: OpenModelRows;
  readonly onTrouble: (message: string) => void;
};

/** Opens them; a configuration that is not valid is a refusal. */
export const modelDesk = async (directory: string, means: Means): Promise<Result<ModelDesk, Refusal>> => {
  const { env, clock, secrets } = means;
  const loaded = await configuredAt(homeOf(directory), env);
  if (!loaded.ok) return loaded;
  const priced = await pricesHere(env);
  if (!priced.ok) return priced;
  const prices = priced.value;
  const models = machineModels(means);
  const machine = once(() => machineBreakers(directory, means));
  const breakers = async () => (await machine.get()).breakers;
  const configuration = () => Promise.resolve(loaded);
  return ok({
    config: modelConfigHere(loaded.value.configuration.models, prices, secrets),
    hasKey: (name) => secrets.valueOf(name) !== null,
    gateway: once(() =>
      openGateway({ configuration, breakers, modelRows: models.get, clock, secrets, prices: async () => prices }),
    ).get,
    [Symbol.asyncDispose]: async () => {
      await (await models.made())?.[Symbol.asyncDispose]();
      await (await machine.made())?.[Symbol.asyncDispose]();
    },
  });
};
