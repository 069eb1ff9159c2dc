/** What models cost, as somebody wrote it down on a day. */
import type { TokenCount } from './token-count.ts';

/** US dollars for a million tokens, which is millionths of a dollar for one. null: as the rest of the input. */
export type ModelPrice = {
  readonly input: number;
  readonly output: number;
  /** Of those of the input that the provider had kept. */
  readonly cacheRead: number | null;
  /** Of those of the input that it keeps from now on. */
  readonly cacheWrite: number | null;
};

export type Price = ModelPrice & {
  /** Where it was found, for people. */
  readonly source: string;
  /** The day on which it was found: `2026-05-05`. */
  readonly date: string;
};

/** Prices by the names of models, and what of a name says no more than which day's model it is is left out. */
export type Prices = ReadonlyMap<string, Price>;

const DATED = /-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/;

/** The price of a model as a CLI names it, `provider/model-20260101` included; null where nobody wrote it down. */
export const priceOf = (prices: Prices, model: string | null): Price | null => {
  if (model === null) return null;
  const name = model.slice(model.lastIndexOf('/') + 1);
  return prices.get(model) ?? prices.get(name) ?? prices.get(name.replace(DATED, '')) ?? null;
};

/** What tokens cost, in millionths of a US dollar; null where the price is not known, which is never 0. */
export const costOf = (
  price: ModelPrice | null,
  { input, output, cacheRead, cacheWrite }: Omit<TokenCount, 'reasoning'>,
): number | null => {
  if (price === null) return null;
  // Who tells of more than there is means all there is.
  const read = Math.min(cacheRead, input);
  const written = Math.min(cacheWrite, input - read);
  const kept = read * (price.cacheRead ?? price.input) + written * (price.cacheWrite ?? price.input);
  return Math.round((input - read - written) * price.input + kept + output * price.output);
};
