/** The definition a run goes by, from its log. */
import type { RunId } from '../../core/id.ts';
import type { Store } from '../../core/store.ts';
import type { Step, Workstream } from '../../core/workstream.ts';

/** The definition in force: that of `run.created`, or of the last `run.amended`; null where there is no such run. */
export async function definitionOf(store: Pick<Store, 'events'>, run: RunId): Promise<Workstream | null> {
  let workstream: Workstream | null = null;
  for await (const event of store.events(run, 0)) {
    if (event.type === 'run.created' || event.type === 'run.amended') workstream = event.workstream;
  }
  return workstream;
}

/** All steps of a definition, `finally` last. */
export const stepsOf = (workstream: Workstream): readonly Step[] => [...workstream.steps, ...workstream.finally];
