/** What models used, as a document. */
import { sumUp, type CostSum } from '../../house/cost-of-runs.ts';
import type { Usage } from '../../../core/usage.ts';

/** As usage.schema.json has it. */
export const usageDocument = ({ input, output, cached, reasoning, ...rest }: CostSum): object => ({
  ...rest,
  ...{ inputTokens: input, outputTokens: output, cachedTokens: cached, reasoningTokens: reasoning },
});

/** The sum of what attempts used. */
export const usageOf = (used: readonly Usage[]): object => usageDocument(sumUp(used));
