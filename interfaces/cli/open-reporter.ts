/** Who tells of a run while it is watched: by what this screen can show. */
import type { RunId } from '../../core/id.ts';
import type { House } from '../house/house.ts';
import type { Progress } from '../house/progress.ts';
import type { Session } from './session.ts';
import { jsonReporter, plainReporter, type Reporter } from './view/reporter.ts';
import { followReports } from './view/report-tail.ts';

/** To be told of each event after `progress` has taken it in, and to be closed. */
export const openReporter = async (
  session: Session,
  house: House,
  run: RunId,
  progress: Progress,
): Promise<Reporter> => {
  const { screen } = session;
  if (session.json) return jsonReporter(screen);
  const now = (): number => house.clock.now();
  if (!screen.isLive || session.quiet)
    return plainReporter(screen, followReports({ run, progress, files: house.files }), now);
  const [{ liveReporter }, { remainingOf }, durations] = await Promise.all([
    import('./view/live.ts'),
    import('./view/remaining.ts'),
    house.store.stepDurations(progress.workstream.id),
  ]);
  const concurrency = progress.workstream.concurrency ?? 2;
  const remaining = remainingOf(progress.workstream, durations, concurrency);
  return liveReporter({ screen, stream: process.stderr, run, progress, remaining, files: house.files, now });
};
