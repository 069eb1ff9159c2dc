/** When what of a run was under way, as a document. */
import type { Standing } from '../standing.ts';
import { criticalPath } from '../../house/view/critical-path.ts';
import { placedAt } from './step-document.ts';
import { timeOrNull, timeText } from './time.ts';

/** As timeline.schema.json has it. */
export const timelineDocument = ({ seq, progress, spans, idle }: Standing): object => {
  const { workstream } = progress;
  const tops = [...progress.steps.values()].filter(({ parent }) => parent === null);
  const timed = tops.map(({ id, startedAt, finishedAt }) => {
    const { part, definition } = placedAt(workstream, id);
    return { id, needs: definition?.needs ?? [], isFinally: part === 'finally', startedAt, finishedAt };
  });
  return {
    seq,
    from: timeOrNull(progress.startedAt ?? progress.createdAt),
    to: timeOrNull(progress.finishedAt),
    spans: spans.map(({ from, to, ...rest }) => ({ ...rest, from: timeText(from), to: timeOrNull(to) })),
    idle: idle.map(({ from, to }) => ({ from: timeText(from), to: timeOrNull(to) })),
    critical: criticalPath(timed),
  };
};
