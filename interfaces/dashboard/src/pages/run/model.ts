/** One run as its page looks at it: what was asked for, put together once for all panes. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../../data/queries.ts';
import type { Run, Span, Step, Timeline } from '../../data/resources.ts';

/** A span with its times as numbers; `to` is null while it goes on. */
export type Bar = Omit<Span, 'from' | 'to'> & { readonly from: number; readonly to: number | null };

export type RunModel = {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly byId: ReadonlyMap<string, Step>;
  readonly timeline: Timeline | null;
  readonly bars: ReadonlyMap<string, readonly Bar[]>;
  readonly critical: ReadonlySet<string>;
};

export type Asked = {
  readonly model: RunModel | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
};

const barsOf = (timeline: Timeline | undefined): ReadonlyMap<string, readonly Bar[]> => {
  const bars = new Map<string, Bar[]>();
  for (const span of timeline?.spans ?? []) {
    const bar = { ...span, from: Date.parse(span.from), to: span.to === null ? null : Date.parse(span.to) };
    const known = bars.get(span.step);
    if (known === undefined) bars.set(span.step, [bar]);
    else known.push(bar);
  }
  return bars;
};

/** Renewed when the run moves. */
export const useRun = (id: string): Asked => {
  const run = useQuery(queries.run(id));
  const steps = useQuery(queries.steps(id));
  const timeline = useQuery(queries.timeline(id));
  const model = useMemo((): RunModel | undefined => {
    if (run.data === undefined || steps.data === undefined) return undefined;
    const items = steps.data.items;
    return {
      run: run.data,
      steps: items,
      byId: new Map(items.map((step) => [step.id, step])),
      timeline: timeline.data ?? null,
      bars: barsOf(timeline.data),
      critical: new Set(timeline.data?.critical ?? []),
    };
  }, [run.data, steps.data, timeline.data]);
  const refetch = (): unknown => Promise.all([run.refetch(), steps.refetch(), timeline.refetch()]);
  return { model, error: run.error ?? steps.error, isPending: run.isPending || steps.isPending, refetch };
};

/** Those that a person should look at, in the order of the run. */
export const problemsOf = ({ steps }: Pick<RunModel, 'steps'>): readonly Step[] =>
  steps.filter(
    ({ state, kind, failure }) => (state === 'failed' && (kind === 'step' || failure !== null)) || state === 'waiting',
  );

const WORKING: ReadonlySet<Step['state']> = new Set(['running', 'validating']);

/** What is looked at first: what holds the run up, else what runs now, else what ended last. */
export const firstLook = (model: RunModel): Step | null => {
  const { run, steps, byId } = model;
  const problem = run.problem === null ? undefined : byId.get(run.problem.step);
  if (problem !== undefined) return problem;
  const working = steps.find(({ state, kind }) => WORKING.has(state) && kind === 'step');
  if (working !== undefined) return working;
  const ended = steps.filter(({ kind, finishedAt }) => kind === 'step' && finishedAt !== null);
  return (
    ended.sort((one, other) => (one.finishedAt ?? '').localeCompare(other.finishedAt ?? '')).at(-1) ?? steps[0] ?? null
  );
};

/** What every view of the left side takes. */
export type ViewProps = {
  readonly model: RunModel;
  readonly selected: string | null;
  readonly onSelect: (step: string) => void;
};

/** What every pane of the right side takes. */
export type PaneProps = { readonly model: RunModel; readonly step: Step };

const ENDED: ReadonlySet<Run['state']> = new Set(['succeeded', 'failed', 'cancelled', 'damaged']);

/** Whether nothing more happens to it by itself. */
export const hasEnded = ({ state }: Pick<Run, 'state'>): boolean => ENDED.has(state);
