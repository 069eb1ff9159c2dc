/** What a look at the worktree of a run found, in words. */
import type { RunEvent } from '../../../core/event.ts';
import { violationMessage } from '../../../core/planning/schedule/due.ts';

/** One sentence; null where there is nothing to tell. */
export const tidiedWords = (event: RunEvent & { readonly type: 'run.tidied' }): string | null => {
  const { left, salvaged, unexplained, readers, trouble } = event;
  if (trouble !== null) return `what ended steps left could not be cleared up: ${trouble}`;
  if (salvaged === null) return null;
  const isViolated = unexplained.length > 0 && readers.length > 0;
  const found = isViolated ? violationMessage({ paths: unexplained, readers }) : `${left.join(', ')} left changes`;
  return `${found}; put back, and kept as ${salvaged}`;
};
