import { expect, test } from 'vitest';
import { believedUsage, type Usage } from '../../../core/usage.ts';

const usage = (more: Partial<Usage>): Usage => ({
  ...{ tool: 't', provider: null, model: 'm', calls: 1, input: 1, output: 2, cached: 0, reasoning: null },
  ...{ costMicroUsd: 3, source: 'reported', ...more },
});

test('what was told is believed where it can be true', () => {
  expect(believedUsage(usage({}))).toEqual(usage({}));
  expect(believedUsage(usage({ input: 1.2, costMicroUsd: 0.4 }))).toEqual(usage({ input: 2, costMicroUsd: 1 }));
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%d is no count', (told) => {
  const all = { input: told, output: told, cached: told, reasoning: told, costMicroUsd: told };
  const none = { input: null, output: null, cached: null, reasoning: null, costMicroUsd: null };
  expect(believedUsage(usage({ ...all, calls: told }))).toEqual(usage({ ...none, calls: 0 }));
});
