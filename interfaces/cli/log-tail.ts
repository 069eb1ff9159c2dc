/** The end of what a step wrote. */
import type { RunId } from '../../core/id.ts';
import type { House } from '../house/house.ts';
import type { StepView } from '../house/progress.ts';
import { tailLines } from './tail.ts';

/** The last lines of a step's last attempt: what it wrote to stderr, and before that, where room is left, to stdout. */
export const tailOf = (
  house: Pick<House, 'files'>,
  run: RunId,
  step: Pick<StepView, 'id' | 'attempts'>,
  count: number,
): readonly string[] => {
  if (step.attempts === 0) return [];
  const paths = house.files.paths({ run, step: step.id, attempt: step.attempts });
  const errors = tailLines(paths.stderr, count);
  return errors.length >= count ? errors : [...tailLines(paths.stdout, count - errors.length), ...errors];
};
