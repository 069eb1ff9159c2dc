/** The end of what a step wrote. */
import type { RunId } from '../../core/id.ts';
import type { House } from '../house/house.ts';
import type { StepView } from '../house/step-view.ts';
import { agentTail, isAgentLog } from './agent-log.ts';
import type { Paint } from './screen.ts';
import { tailLines } from './tail.ts';

const LONGEST_LINE = 400;

/** The last lines of a step's last attempt: what it wrote to stderr, and before that, where room is left, to stdout;
 * of an agent what it told of its work. */
export const tailOf = (
  { files, paint }: Pick<House, 'files'> & { readonly paint: Paint },
  run: RunId,
  step: Pick<StepView, 'id' | 'attempts'>,
  count: number,
): readonly string[] => {
  if (step.attempts === 0) return [];
  const paths = files.paths({ run, step: step.id, attempt: step.attempts });
  if (isAgentLog(paths)) return agentTail(paths, count, { paint, columns: LONGEST_LINE });
  const errors = tailLines(paths.stderr, count);
  return errors.length >= count ? errors : [...tailLines(paths.stdout, count - errors.length), ...errors];
};
