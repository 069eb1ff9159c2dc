/** The definition a run goes by, from its log. */
import type { RunId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import type { EventLog } from '../../core/event-log.ts';
import { amendedFrom, begunWith } from '../../core/secrets.ts';
import type { Step, Workstream } from '../../core/workstream.ts';

/** What was settled about a run before it began. */
export type Terms = {
  readonly workstream: Workstream;
  readonly inputs: JsonObject;
  /** The ref or commit that the run begins with. */
  readonly base: string;
  /** The commit of what was not committed when the run was made with it; null where nothing was taken in. */
  readonly changes: string | null;
  /** Whether none of its calls is made: they come from a cassette. */
  readonly isReplay: boolean;
};

/** The definition in force, that of `run.created` or of the last `run.amended`, and the inputs; null where there is no such run. */
export const termsOf = async (store: Pick<EventLog, 'events'>, run: RunId): Promise<Terms | null> => {
  let terms: Terms | null = null;
  for await (const event of store.events(run, 0)) {
    if (event.type === 'run.created') {
      const { inputs, base, changes = null, tape } = event.options;
      terms = { workstream: begunWith(event), inputs, base, changes, isReplay: tape?.kind === 'replay' };
    }
    if (event.type === 'run.amended' && terms !== null)
      terms = { ...terms, workstream: amendedFrom(terms.workstream, event.workstream) };
  }
  return terms;
};

/** The definition a run began with, which costs the same however long it is; null where there is no such run. */
export const firstDefinitionOf = async (store: Pick<EventLog, 'events'>, run: RunId): Promise<Workstream | null> => {
  for await (const event of store.events(run, 0)) return event.type === 'run.created' ? begunWith(event) : null;
  return null;
};

/** The definition in force; null where there is no such run. */
export const definitionOf = async (store: Pick<EventLog, 'events'>, run: RunId): Promise<Workstream | null> => {
  return (await termsOf(store, run))?.workstream ?? null;
};

/** All steps of a definition, `finally` last. */
export const stepsOf = (workstream: Workstream): readonly Step[] => [...workstream.steps, ...workstream.finally];
