/** Counts tokens of calls of models. */
import { NO_TOKENS, type TokenCount } from '../../core/token-count.ts';

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
