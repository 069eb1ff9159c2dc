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

/** What an attempt may come to use before it has: `costMicroUsd` is null where nobody knows the price. */
export type Expected = { readonly tokens: number; readonly costMicroUsd: number | null };

/**
 * Sets aside what an attempt may come to use, all that it has used so far included, so that those beside it leave it alone; what was set
 * aside before is forgotten. Gives a sentence where a budget does not allow it: then nothing is set aside.
 */
export type SetAside = (expected: Expected) => string | null;

/** Where there is no budget. */
export const UNLIMITED: SetAside = () => null;

/** More than one attempt can use, of tokens as of millionths of a dollar: what is beyond it is no count. */
const MOST = 1e12;

/** A number that somebody told of what was used: null where it can be none, less than nothing above all. A part of one counts as one. */
export const believedCount = (told: number | null): number | null =>
  told !== null && told >= 0 && told <= MOST ? Math.ceil(told) : null;

/** What was told, as far as it can be true: whoever tells it, no budget grows by it and no sum is spoilt. */
export const believedUsage = (told: Usage): Usage => ({
  ...told,
  ...{ calls: believedCount(told.calls) ?? 0, input: believedCount(told.input), output: believedCount(told.output) },
  ...{ cached: believedCount(told.cached), reasoning: believedCount(told.reasoning) },
  costMicroUsd: believedCount(told.costMicroUsd),
});
