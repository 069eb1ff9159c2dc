/** The script that an attempt is made with. */
import type { AttemptOrder } from '../order.ts';

/** What a shell was given; null where another tool was called. */
export const scriptOf = (work: AttemptOrder['work']): string | null => {
  const script = work.kind === 'tool' && work.filled.ok ? work.filled.value.with['run'] : undefined;
  return typeof script === 'string' ? script : null;
};
