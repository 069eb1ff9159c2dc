/** The gateway of a place where tools are looked at and not run. */
import { type ModelGateway } from '../../../core/model.ts';
import { NO_TOKENS } from '../../../core/token-count.ts';
import { err } from '../../../core/result.ts';

const failure = { code: 'bad-input', message: 'no model can be asked here', retryAt: null, evidence: null } as const;

export const openNoModels = async (): Promise<ModelGateway> => ({
  complete: async () => err({ failure, tried: [], tokens: NO_TOKENS, costMicroUsd: 0, isEstimated: false }),
});
