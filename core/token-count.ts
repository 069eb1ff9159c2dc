/** How many tokens a call of a model took. */

/** Tokens. `cacheRead` and `cacheWrite` are part of `input`, `reasoning` of `output`. */
export type TokenCount = {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
};

export const NO_TOKENS: TokenCount = Object.freeze({ input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 });
