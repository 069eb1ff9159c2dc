/** One run: what became of it on the left, one of its steps on the right. A failed run opens at its failure. */
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, type ReactNode } from 'react';
import { Choose } from '../../parts/choose.tsx';
import { LOOKS } from '../../parts/looks.ts';
import { useKeys } from '../../parts/keys.ts';
import { Boundary, Failed, Skeleton } from '../../parts/pane.tsx';
import { useTitle } from '../../parts/title.ts';
import { Head } from './head.tsx';
import { firstLook, problemsOf, useRun, type RunModel, type ViewProps } from './model.ts';
import { StepPane } from './step-pane.tsx';
import { Table } from './table.tsx';
import { TimelineView } from './timeline.tsx';

const GraphView = lazy(async () => ({ default: (await import('./graph.tsx')).GraphView }));

const route = getRouteApi('/runs/$run');

const VIEWS = [
  { id: 'timeline', label: 'Timeline' },
  { id: 'graph', label: 'Graph' },
  { id: 'table', label: 'Table' },
] as const;

const Loaded = ({ model }: { readonly model: RunModel }): ReactNode => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { run } = model;
  useTitle(`${run.title} · ${LOOKS[run.state].word.toLowerCase()}`);
  const view = VIEWS.find(({ id }) => id === search.view)?.id ?? 'timeline';
  const step = model.byId.get(search.step ?? '') ?? firstLook(model);
  const problems = problemsOf(model);
  const select = (id: string): void =>
    void navigate({
      search: { ...search, step: id, attempt: undefined, line: undefined, tab: undefined },
      replace: true,
    });
  const show = (next: string): void => void navigate({ search: { ...search, view: next }, replace: true });
  const nextProblem = (): void => {
    const at = problems.findIndex(({ id }) => id === step?.id);
    const next = problems[(at + 1) % Math.max(1, problems.length)];
    if (next !== undefined) select(next.id);
  };
  useKeys(
    useMemo(
      () => ({
        n: nextProblem,
        t: () => show(VIEWS[(VIEWS.findIndex(({ id }) => id === view) + 1) % VIEWS.length]?.id ?? 'timeline'),
        l: () => void navigate({ search: (old) => ({ ...old, tab: 'log' }), replace: true }),
        d: () => void navigate({ search: (old) => ({ ...old, tab: 'diff' }), replace: true }),
        a: () => void navigate({ search: (old) => ({ ...old, tab: 'attempts' }), replace: true }),
      }),
      // What they do follows from what is shown.
      [model, step?.id, view],
    ),
  );
  const props: ViewProps = { model, selected: step?.id ?? null, onSelect: select };
  return (
    <main className="main">
      <Head model={model} />
      <div className="split">
        <section className="left" aria-label={VIEWS.find(({ id }) => id === view)?.label}>
          <div className="bar">
            <Choose look="seg" label="View" choices={VIEWS} chosen={view} onChoose={show} />
            {problems.length > 0 && (
              <button type="button" className="btn quiet" onClick={nextProblem}>
                {problems.length === 1 ? 'To the problem' : 'Next problem'} <kbd>n</kbd>
              </button>
            )}
            {view === 'timeline' && <Legend />}
          </div>
          <Boundary key={view}>
            {view === 'timeline' && <TimelineView {...props} />}
            {view === 'table' && <Table {...props} />}
            {view === 'graph' && (
              <Suspense fallback={<Skeleton />}>
                <GraphView {...props} />
              </Suspense>
            )}
          </Boundary>
        </section>
        <section className="right" aria-label={step === null ? 'Step' : `Step ${step.id}`}>
          {step !== null && <StepPane key={step.id} model={model} step={step} />}
        </section>
      </div>
    </main>
  );
};

const Legend = (): ReactNode => (
  <div className="legend" aria-hidden>
    <span>
      <i className="s ok crit" />
      Critical path
    </span>
    <span>
      <i className="s wait" />
      Wait
    </span>
    <span>
      <i className="s retry" />
      Retried
    </span>
  </div>
);

/** The page. */
export const RunView = (): ReactNode => {
  const { run: id } = route.useParams();
  const { model, error, isPending, refetch } = useRun(id);
  // Newer browsers give a promise, which must not be taken for what ends the effect.
  useEffect(() => void window.scrollTo(0, 0), [id]);
  if (model !== undefined) return <Loaded model={model} />;
  return isPending ? (
    <main className="listpage">
      <Skeleton rows={12} />
    </main>
  ) : (
    <main className="listpage">
      <Failed error={error} again={() => void refetch()} />
    </main>
  );
};
