/** What calls of models cost, in millionths of a US dollar. */
import { NO_TOKENS, type ModelPrice, type TokenCount } from '../../core/model.ts';

/** Dollars for a million tokens are millionths for one. null where the price is not known, which is never 0. */
export const microUsdOf = (tokens: TokenCount, price: ModelPrice | null): number | null => {
  if (price === null) return null;
  const fresh = tokens.input - tokens.cacheRead - tokens.cacheWrite;
  const cached =
    tokens.cacheRead * (price.cacheRead ?? price.input) + tokens.cacheWrite * (price.cacheWrite ?? price.input);
  return Math.round(fresh * price.input + cached + tokens.output * price.output);
};

/** Characters of a token, about; for what must be known before anybody counts. */
const CHARACTERS = 4;

/** What is set aside for a call before it is made: its text at four characters a token, and the longest answer. */
export const reservedFor = (characters: number, maxTokens: number): TokenCount => ({
  ...NO_TOKENS,
  input: Math.ceil(characters / CHARACTERS),
  output: maxTokens,
});

export const addTokens = (one: TokenCount, other: TokenCount): TokenCount => ({
  input: one.input + other.input,
  cacheRead: one.cacheRead + other.cacheRead,
  cacheWrite: one.cacheWrite + other.cacheWrite,
  output: one.output + other.output,
  reasoning: one.reasoning + other.reasoning,
});
