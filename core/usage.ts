/** What calls of models have used. */

/** Who may say what was used, from the one who knows least. */
export const USAGE_SOURCES = ['computed', 'reported', 'metered'] as const;

export type UsageSource = (typeof USAGE_SOURCES)[number];

/**
 * What one attempt used so far. Numbers are null where nobody said; `cached` is part of `input`, `reasoning` part of `output`. Money
 * is in millionths of a US dollar. `source`: who says so; `metered` is ws, through which all of it went, `reported` the tool itself,
 * `computed` is ws again, from tokens and a known price or of calls that were cut.
 */
export type Usage = {
  /** The tool that the step was done with. */
  readonly tool: string;
  /** The coding CLI that the tool is one of, where that has another name. */
  readonly agent?: string;
  /** Who provides the model, as circuit breakers call them; null where it is not known. */
  readonly provider: string | null;
  readonly model: string | null;
  /** Calls of the model that were told one by one; 0 where only the sum was. */
  readonly calls: number;
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly reasoning: number | null;
  readonly costMicroUsd: number | null;
  readonly source: UsageSource;
};

/** Who a text names; null where it is nobody. */
export const usageSource = (text: unknown): UsageSource | null =>
  USAGE_SOURCES.find((source) => source === text) ?? null;

/** All tokens, in and out; null where nobody said. */
export const tokensOf = ({ input, output }: Pick<Usage, 'input' | 'output'>): number | null =>
  input === null && output === null ? null : (input ?? 0) + (output ?? 0);
