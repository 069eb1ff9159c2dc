/** Stands between the coding CLIs of one run and their models; listens to nobody before one is led through it. */
import type { MeteringParts } from '../../../adapters/tools/agent/led.ts';
import type { WrittenModels } from '../../../schema/written-config.ts';
import { priceOf, type Prices } from '../../../core/price.ts';
import type { SecretSource } from '../../../core/secret-source.ts';
import { once } from '../once.ts';
import { modelConfigHere } from './open-models.ts';

/** `close`: shuts what was opened. */
export const leadingToModels = (
  models: WrittenModels,
  prices: Prices,
  secrets: SecretSource,
): MeteringParts & { readonly close: () => void } => {
  const proxy = once(async () => {
    const { createProxy } = await import('../../../adapters/llm/proxy/proxy.ts');
    return createProxy();
  });
  return {
    openProxy: proxy.get,
    // The key goes where the user's own settings of models send it.
    baseOf: (key) =>
      [...modelConfigHere(models, prices, secrets).providers.values()].find((provider) => provider.key === key)
        ?.baseUrl ?? null,
    priceOf: (model) => priceOf(prices, model),
    close: () => void proxy.made().then((made) => made?.[Symbol.dispose]()),
  };
};
