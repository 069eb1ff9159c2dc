/** Rebuilds a run from its log. */
import type { WsEvent } from '../event.ts';
import type { RunId } from '../id.ts';
import { planWorkstream } from '../planning/plan.ts';
import { invariant } from '../result.ts';
import { amendRun, beginRun, fold } from '../state/fold.ts';
import type { RunState } from '../state/run-state.ts';
import type { EventLog } from '../event-log.ts';
import type { Digest } from '../system.ts';
import type { DescribeTool } from '../tool.ts';
import { amendedFrom, begunWith } from '../secrets.ts';
import type { Plan } from '../plan.ts';
import type { Workstream } from '../workstream.ts';

type PlanParts = { readonly digest: Digest; readonly describe: DescribeTool };

const planOf = (workstream: Workstream, { digest, describe }: PlanParts): Plan => {
  const plan = planWorkstream(workstream, digest, describe, 'log');
  invariant(plan.ok, 'a definition in the log can be planned');
  return plan.value;
};

/** The run as its log tells it; null where there is no such run. */
export const loadRun = async (
  id: RunId,
  parts: PlanParts & { readonly store: Pick<EventLog, 'events'> },
): Promise<RunState | null> => {
  let run: RunState | null = null;
  for await (const event of parts.store.events(id, 0) as AsyncIterable<WsEvent>) {
    if (event.type === 'run.created') run = beginRun(event, planOf(begunWith(event), parts));
    else {
      invariant(run !== null, `the log of ${id} begins with ${event.type}`);
      if (event.type === 'run.amended')
        amendRun(run, event, planOf(amendedFrom(run.plan.workstream, event.workstream), parts));
      else fold(run, event);
    }
  }
  return run;
};
