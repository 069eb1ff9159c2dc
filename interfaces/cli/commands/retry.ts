/** `ws retry`: a new run that keeps what succeeded and does the rest again. */
import { stepId } from '../../../core/id.ts';
import { admitNew } from '../../house/change/carried-change.ts';
import { complain, invalid } from '../complaint.ts';
import { definitionOf, stepsOf } from '../../house/definition-of.ts';
import { driveRun } from '../drive.ts';
import { nearest } from '../../../core/planning/nearest.ts';
import { isFinished } from '../pick-run.ts';
import type { Command } from '../session.ts';
import { sourceAt } from '../../house/run-site.ts';
import { withRun } from '../with-house.ts';

export type RetryArgs = { readonly run: string | null; readonly from: string | null };

/** Makes and drives a new run of a finished one. */
export const retry: Command<RetryArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    if (!isFinished(run.status)) {
      return complain(session.screen, invalid(`run ${run.id} is not finished`, `Go on with it: ws resume ${run.id}`));
    }
    const workstream = await definitionOf(house.store, run.id);
    if (args.from !== null) {
      const names = workstream === null ? [] : stepsOf(workstream).map((step) => step.id);
      if (!names.some((name) => name === args.from)) {
        const meant = nearest(args.from, names);
        const hint = meant === null ? `See its steps: ws status ${run.id}` : `Did you mean "${meant}"?`;
        return complain(session.screen, invalid(`run ${run.id} has no step "${args.from}"`, hint));
      }
    }
    // The file as it is now decides, as it does for what is run again.
    const source = sourceAt(house, run);
    const fresh = source === null ? null : (await session.composer.load(source)).plan?.workstream;
    const wanted = fresh ?? workstream;
    const admitted = wanted === null ? null : await admitNew(session, house, wanted, source);
    if (admitted?.ok === false) return complain(session.screen, admitted.error);
    const retried = await house.retry(run.id, args.from === null ? null : stepId(args.from));
    if (!retried.ok) return complain(session.screen, retried.error);
    await admitted?.value({ id: retried.value, source });
    session.screen.note(session.screen.notePaint.dim(`run ${retried.value}, after ${run.id}`));
    return await driveRun(session, house, retried.value, true);
  });
