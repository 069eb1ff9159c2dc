/** What is other about each further try of a tool that remembers what it did: the same once more brings the same. */
import type { Change } from '../../../core/attempt.ts';
import type { Recovery } from '../../../core/run.ts';
import type { AgentDescription } from '../../../core/tool.ts';
import type { Retry } from '../../../core/retry.ts';
import type { Recoverability } from './recoverability.ts';

const RUNGS: readonly Change[] = [{ kind: 'session' }, { kind: 'fresh' }, { kind: 'reset' }];

/**
 * The rung for the failure that comes after `spent` others. First it is told what was wrong, then it forgets its conversation, then
 * the files are put back, then another model does it, one after the other; the last rung stays. What goes away by itself is no
 * fault of its work: it goes on.
 */
export const nextRung = (
  { spent }: Pick<Recovery, 'spent'>,
  { models }: Pick<Retry, 'models'>,
  agent: AgentDescription,
  hope: Recoverability,
): Change => {
  if (hope === 'transient') return { kind: 'session' };
  const others = (models ?? agent.models).map((model): Change => ({ kind: 'model', model }));
  const rungs = [...RUNGS, ...others];
  return rungs[Math.min(spent, rungs.length - 1)] ?? { kind: 'reset' };
};
