/** What a document says that an attempt used. */
import { isJsonObject, type Json } from '../../../core/json.ts';
import { usageSource, type Usage } from '../../../core/usage.ts';

const numberOr = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;

const textOr = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** null where it is no usage. */
export const usageIn = (value: Json): Usage | null => {
  if (!isJsonObject(value) || typeof value['tool'] !== 'string') return null;
  return {
    ...(typeof value['agent'] === 'string' ? { agent: value['agent'] } : {}),
    ...{ tool: value['tool'], provider: textOr(value['provider']), model: textOr(value['model']) },
    ...{ calls: numberOr(value['calls']) ?? 0, input: numberOr(value['input']), output: numberOr(value['output']) },
    ...{ cached: numberOr(value['cached']), reasoning: numberOr(value['reasoning']) },
    costMicroUsd: numberOr(value['costMicroUsd']),
    source: usageSource(value['source']) ?? 'reported',
  };
};
