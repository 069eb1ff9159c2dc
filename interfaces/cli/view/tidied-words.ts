/** What a look at the worktree of a run found, in words. */
import type { RunEvent } from '../../../core/event.ts';
import { violationMessage } from '../../../core/planning/schedule/ending.ts';

type RunTidied = RunEvent & { readonly type: 'run.tidied' };

/** Sentences in one line; null where there is nothing to tell. */
export const tidiedWords = (event: RunTidied): string | null => {
  const told = [putBackWords(event), takenWords(event)].filter((words) => words !== null);
  return told.length === 0 ? null : told.join('; ');
};

const takenWords = ({ taken = [] }: RunTidied): string | null =>
  taken.length === 0
    ? null
    : taken.map(({ step, by }) => `what ${step} may have left is in the checkpoint of ${by.join(', ')}`).join('; ');

const putBackWords = (event: RunTidied): string | null => {
  const { left, salvaged, unexplained, readers, trouble } = event;
  if (trouble !== null) return `what ended steps left could not be cleared up: ${trouble}`;
  if (salvaged === null) return null;
  const isViolated = unexplained.length > 0 && readers.length > 0;
  const found = isViolated ? violationMessage({ paths: unexplained, readers }) : `${left.join(', ')} left changes`;
  return `${found}; put back, and kept as ${salvaged} (look: git show <ref>; take: git checkout <ref> -- <path>)`;
};
