/** Counts tokens of calls of models. */
import type { ModelMessage } from '../../core/model.ts';
import { NO_TOKENS, type TokenCount } from '../../core/token-count.ts';

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
