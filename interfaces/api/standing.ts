/** How runs stand, folded from their logs. What was folded is kept, and only what came since is read. */
import type { RecordedEvent } from '../../core/event.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { Inherited, Labels } from '../../core/run.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { House } from '../house/house.ts';
import { progressOf, type Progress } from '../house/progress.ts';
import { spansOf, type Span, type Spans } from '../house/view/spans.ts';

export type Standing = {
  /** The number of the last event that is in it. */
  readonly seq: number;
  readonly progress: Progress;
  readonly spans: readonly Span[];
  readonly labels: Labels;
  readonly retryOf: RunId | null;
  /** The run from whose branch it goes on. */
  readonly continues: RunId | null;
  /** By step, the `seq` of what it asks. */
  readonly questions: ReadonlyMap<StepId, number>;
  /** When it stood still for want of a person: from, and to, null while it does. */
  readonly idle: readonly { readonly from: number; readonly to: number | null }[];
};

export interface Standings {
  /** null where the log is gone: the run is archived. */
  of(run: Pick<RunRow, 'id'>): Promise<Standing | null>;
}

type Model = {
  seq: number;
  /** The event that the definition in force came with. */
  definedBy: number;
  workstream: Workstream | null;
  progress: Progress | null;
  spans: Spans;
  labels: Labels;
  continues: RunId | null;
  inherits: { readonly run: RunId; readonly steps: readonly Inherited[] } | null;
  questions: Map<StepId, number>;
  idle: { from: number; to: number | null }[];
  turn: Promise<void>;
};

const KEPT = 32;

const fresh = (): Omit<Model, 'definedBy' | 'workstream' | 'turn'> => ({
  seq: 0,
  progress: null,
  spans: spansOf(),
  labels: {},
  continues: null,
  inherits: null,
  questions: new Map(),
  idle: [],
});

const idleAfter = ({ idle }: Model, event: RecordedEvent): void => {
  const last = idle.at(-1);
  const isIdle = event.type === 'run.paused' || event.type === 'run.waiting';
  if (isIdle && (last === undefined || last.to !== null)) idle.push({ from: event.at, to: null });
  else if (!isIdle && event.type.startsWith('run.') && last?.to === null) last.to = event.at;
};

const take = (model: Model, event: RecordedEvent): void => {
  if (event.type === 'run.created') {
    model.workstream ??= event.workstream;
    model.labels = event.options.labels ?? {};
    model.inherits = event.options.inherits;
    model.continues = event.options.previous?.run ?? null;
    model.progress = progressOf(model.workstream);
  }
  if (event.type === 'step.parked') model.questions.set(event.step, event.seq);
  model.progress?.apply(event);
  model.spans.apply(event);
  idleAfter(model, event);
  model.seq = event.seq;
};

/** Reads on; where the definition was changed, all of it anew by the one that holds now. */
const catchUp = async (model: Model, run: RunId, { store }: Pick<House, 'store'>): Promise<void> => {
  for await (const event of store.events(run, model.seq)) {
    if (event.type === 'run.amended' && event.seq > model.definedBy) {
      Object.assign(model, fresh(), { definedBy: event.seq, workstream: event.workstream });
      return catchUp(model, run, { store });
    }
    take(model, event);
  }
};

/** Of one house. */
export const standingsIn = (house: Pick<House, 'store'>): Standings => {
  const models = new Map<RunId, Model>();
  const modelOf = (run: RunId): Model => {
    const known = models.get(run) ?? { ...fresh(), definedBy: 0, workstream: null, turn: Promise.resolve() };
    models.delete(run);
    models.set(run, known);
    const [oldest] = models.keys();
    if (models.size > KEPT && oldest !== undefined) models.delete(oldest);
    return known;
  };
  return {
    of: async ({ id }) => {
      const model = modelOf(id);
      // One at a time: two who read on at once would take events in twice.
      const turn = model.turn.then(() => catchUp(model, id, house));
      model.turn = turn.catch(() => void models.delete(id));
      await turn;
      const { progress, seq, spans, labels, inherits, continues, questions, idle } = model;
      if (progress === null) return null;
      return { seq, progress, spans: spans.all(), labels, retryOf: inherits?.run ?? null, continues, questions, idle };
    },
  };
};
