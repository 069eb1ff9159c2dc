import type { ToolDescription } from '../../../core/tool.ts';
import type { Dialect } from './dialect.ts';

/** What a coding CLI does, as far as a plan asks. */
export const describeAgent = ({ breaker, keys }: Pick<Dialect, 'breaker' | 'keys'>): ToolDescription => ({
  access: 'exclusive',
  sandbox: 'auto',
  breakers: [breaker],
  script: null,
  agent: { keys, models: [] },
});
