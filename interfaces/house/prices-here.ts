/** The prices of models that count on this machine, or why there are none. */
import { loadPrices } from '../../config/prices/load.ts';
import type { Prices } from '../../core/price.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import type { Refusal } from './refusal.ts';

/** Gives them; a file of the user's that is not valid is a refusal with all that is wrong with it. */
export const pricesHere = async (env: Environment): Promise<Result<Prices, Refusal>> => {
  const prices = await loadPrices(env);
  if (prices.ok) return ok(prices.value);
  return err({ kind: 'invalid', message: 'the prices are not valid', hint: null, diagnostics: prices.error });
};
