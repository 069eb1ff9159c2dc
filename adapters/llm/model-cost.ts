/** What calls of models cost, in millionths of a US dollar. */
import { NO_TOKENS, type ModelMessage, type ModelPrice, type TokenCount } from '../../core/model.ts';

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

/** The text of a question. What is attached as bytes is counted by nobody before its provider. */
export const charactersOf = (messages: readonly ModelMessage[]): number =>
  messages.reduce((sum, { text }) => sum + text.length, 0);

/** As many tokens as a text has, about. */
export const tokensIn = (characters: number): number => Math.ceil(characters / CHARACTERS);

/** What is set aside for a call before it is made: its text, and the longest answer. */
export const reservedFor = (characters: number, maxTokens: number): TokenCount => ({
  ...NO_TOKENS,
  input: tokensIn(characters),
  output: maxTokens,
});

export const addTokens = (one: TokenCount, other: TokenCount): TokenCount => ({
  input: one.input + other.input,
  cacheRead: one.cacheRead + other.cacheRead,
  cacheWrite: one.cacheWrite + other.cacheWrite,
  output: one.output + other.output,
  reasoning: one.reasoning + other.reasoning,
});
