/** All runs: searched, filtered, sorted and paged by what stands in the address. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Plus, Search } from 'lucide-react';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { queries, type RunsAsked } from '../data/queries.ts';
import type { RunRow } from '../data/resources.ts';
import { ageWords, durationWords, moneyWords } from '../../../house/view/words.ts';
import { Choose } from '../parts/choose.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { LOOKS } from '../parts/looks.ts';
import { useKeys } from '../parts/keys.ts';
import { instant, useNow } from '../parts/now.ts';
import { Answered, Empty } from '../parts/pane.tsx';
import { Parts } from '../parts/progress.tsx';
import { useRowKeys } from '../parts/row-keys.ts';
import { useTitle } from '../parts/title.ts';

const route = getRouteApi('/runs');

const FILTERS = [
  { id: '', label: 'All' },
  { id: 'failed,damaged', label: 'Failed' },
  { id: 'waiting', label: 'Needs you' },
  { id: 'created,running,paused,cancelling,compensating', label: 'Working' },
  { id: 'succeeded', label: 'Succeeded' },
  { id: 'cancelled', label: 'Cancelled' },
] as const;

const TYPED_MS = 200;

const Row = ({ run, now }: { readonly run: RunRow; readonly now: number }): ReactNode => {
  const { id, title, workstream, state, counts, problem, createdAt, startedAt, finishedAt, costMicroUsd } = run;
  const began = instant(startedAt ?? createdAt) ?? now;
  const took = (instant(finishedAt) ?? now) - began;
  return (
    <li>
      <Link className={`rr ${state}`} to="/runs/$run" params={{ run: id }}>
        <span>
          <Glyph state={state} />
        </span>
        <span className="cut">
          <span className="ti">{title}</span>
          <small className={problem === null ? 'cut' : `cut ${problem.kind === 'failed' ? 'fail' : 'ask'}`}>
            {problem === null ? LOOKS[state].word : `${problem.step}: ${problem.message}`}
          </small>
        </span>
        <span className="cut mid">
          {workstream}
          <small className="dim cut">{id}</small>
        </span>
        <span className="pg">
          {counts !== null && (
            <>
              <Parts counts={counts} />
              <small>
                {counts.done} of {counts.total}
              </small>
            </>
          )}
        </span>
        <span className="num mid">{ageWords(now - began)} ago</span>
        <span className="num mid">{startedAt === null ? '' : durationWords(took)}</span>
        <span className="num">{moneyWords(costMicroUsd)}</span>
      </Link>
    </li>
  );
};

/** The page. */
export const Runs = (): ReactNode => {
  useTitle('Runs');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow(10_000);
  const [text, setText] = useState(search.q ?? '');
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked: RunsAsked = { ...search, limit: 50 };
  const answer = useQuery(queries.runs(asked));
  const set = (changed: Partial<RunsAsked>): void => {
    const { limit: _, ...rest } = { ...search, cursor: undefined, ...changed };
    void navigate({ search: rest as typeof search, replace: true });
  };
  useKeys(useMemo(() => ({ '/': () => field.current?.focus() }), []));
  useRowKeys(list);
  return (
    <main className="listpage">
      <header className="lh">
        <h1>Runs</h1>
        <label className="find">
          <Search size={14} aria-hidden />
          <input
            ref={field}
            type="search"
            placeholder="Title, workstream, id"
            aria-label="Search runs"
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              clearTimeout(typed.current);
              typed.current = setTimeout(() => set({ q: target.value === '' ? undefined : target.value }), TYPED_MS);
            }}
          />
          <kbd>/</kbd>
        </label>
        <span className="grow" />
        <Link className="btn" to="/new">
          <Plus size={14} aria-hidden />
          New task…
        </Link>
      </header>
      <div className="bar">
        <Choose
          look="seg"
          label="State"
          choices={FILTERS}
          chosen={FILTERS.find(({ id }) => id === (search.state ?? ''))?.id ?? ''}
          onChoose={(state) => set({ state: state === '' ? undefined : state })}
        />
        {search.workstream !== undefined && (
          <button type="button" className="btn quiet" onClick={() => set({ workstream: undefined })}>
            {search.workstream} ×
          </button>
        )}
      </div>
      <div className="scroll" ref={list}>
        <Answered asked={answer} rows={10}>
          {({ items, next }) =>
            items.length === 0 ? (
              <NoRuns
                isFiltered={Object.values(search).some((value) => value !== undefined)}
                onClear={() => {
                  setText('');
                  void navigate({ search: {} });
                }}
              />
            ) : (
              <>
                <div className="rr head" aria-hidden>
                  <span />
                  <span>Run</span>
                  <span>Workstream</span>
                  <span>Steps</span>
                  <span className="num">Began</span>
                  <span className="num">Took</span>
                  <span className="num">Cost</span>
                </div>
                <ul aria-label="Runs">
                  {items.map((run) => (
                    <Row key={run.id} run={run} now={now} />
                  ))}
                </ul>
                <footer className="pager">
                  {search.cursor !== undefined && (
                    <button type="button" className="btn" onClick={() => history.back()}>
                      Newer
                    </button>
                  )}
                  {next !== null && (
                    <button
                      type="button"
                      className="btn"
                      onClick={() => void navigate({ search: { ...search, cursor: next } })}
                    >
                      Older
                    </button>
                  )}
                </footer>
              </>
            )
          }
        </Answered>
      </div>
    </main>
  );
};

const NoRuns = ({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }): ReactNode =>
  isFiltered ? (
    <Empty title="No run fits">
      <p>Search for something else, or look at all of them.</p>
      <button type="button" className="btn" onClick={onClear}>
        All runs
      </button>
    </Empty>
  ) : (
    <Empty title="No runs yet">
      <p>
        Start one here, or in a terminal:
        <br />
        <code>ws run workstreams/hello.yaml</code>
      </p>
      <Link className="btn primary" to="/new">
        New task…
      </Link>
    </Empty>
  );
