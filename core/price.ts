/** What models cost, as somebody wrote it down on a day. */
import type { Usage } from './usage.ts';

/** US dollars for a million tokens. `cached`: of those of the input that the provider had kept; null: as the rest of the input. */
export type Price = {
  readonly input: number;
  readonly output: number;
  readonly cached: number | null;
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

/** What tokens cost, in millionths of a US dollar; null where the price or either sum of tokens is not known. */
export const computedCost = (
  price: Price | null,
  { input, output, cached }: Pick<Usage, 'input' | 'output' | 'cached'>,
): number | null => {
  if (price === null || input === null || output === null) return null;
  const kept = Math.min(cached ?? 0, input);
  // A dollar for a million is a millionth of a dollar for one.
  return Math.round((input - kept) * price.input + kept * (price.cached ?? price.input) + output * price.output);
};
