/** What needs somebody, what works, and whether the month is better. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import type { InboxItem, RunRow, Stats } from '../data/resources.ts';
import { ageWords, dollarsOf, durationWords, moneyWords, shareWords } from '../../../house/view/words.ts';
import { BarChart, LineChart } from '../parts/chart.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { inboxKey, inboxLook, inboxTitle } from '../parts/inbox-words.ts';
import { useNow } from '../parts/now.ts';
import { Answered, Boundary, Empty } from '../parts/pane.tsx';
import { Parts } from '../parts/progress.tsx';
import { useTitle } from '../parts/title.ts';
import { SpendTable } from './spend-table.tsx';
import { ToolTable } from './tool-table.tsx';

const SHOWN = 4;
const OLD_MS = 60 * 60_000;
const DAYS = 30;

const ACTS: Readonly<Record<InboxItem['kind'], string>> = {
  question: 'Review…',
  failed: 'Look…',
  merge: 'Merge…',
  interrupted: 'Look…',
};

const Need = ({
  item,
  now,
  isFirst,
}: {
  readonly item: InboxItem;
  readonly now: number;
  readonly isFirst: boolean;
}): ReactNode => {
  const age = now - Date.parse(item.since);
  return (
    <div className="ny">
      <Glyph state={inboxLook(item)} />
      <div className="cut">
        <div className="cut b">{inboxTitle(item)}</div>
        <div className="mt cut">
          {item.run} · {item.kind === 'merge' ? item.message : item.title}
          {item.step !== null && ` · ${item.step}`}
        </div>
      </div>
      <span className={age > OLD_MS && item.kind === 'question' ? 'num old' : 'num'}>{ageWords(age)}</span>
      <span className="bt">
        {item.kind === 'failed' || item.kind === 'interrupted' ? (
          <Link
            className={isFirst ? 'btn primary' : 'btn'}
            to="/runs/$run"
            params={{ run: item.run }}
            search={item.step === null ? {} : { step: item.step }}
          >
            {ACTS[item.kind]}
          </Link>
        ) : (
          <Link className={isFirst ? 'btn primary' : 'btn'} to="/inbox" search={{ item: inboxKey(item) }}>
            {ACTS[item.kind]}
          </Link>
        )}
      </span>
    </div>
  );
};

const Working = ({ run, now }: { readonly run: RunRow; readonly now: number }): ReactNode => (
  <Link className="wk" to="/runs/$run" params={{ run: run.id }}>
    <Glyph state={run.state} />
    <span className="cut">
      <span className="cut b">{run.title}</span>
      <span className="mt cut">
        {run.id}
        {run.problem !== null && ` · ${run.problem.step}`}
      </span>
    </span>
    <span className="pg">
      {run.counts !== null && (
        <>
          <Parts counts={run.counts} />
          <span>
            {run.counts.done} of {run.counts.total}
          </span>
        </>
      )}
    </span>
    <span className="num">{ageWords(now - Date.parse(run.startedAt ?? run.createdAt))}</span>
    <span className="num">{moneyWords(run.costMicroUsd)}</span>
  </Link>
);

const Charts = ({ stats: { days, total } }: { readonly stats: Stats }): ReactNode => (
  <div className="three">
    <section>
      <h2>Runs that succeeded, {DAYS} days</h2>
      <div className="stat">
        <b>{shareWords(total.succeeded, total.succeeded + total.failed)}</b>
        <span>
          {total.succeeded} of {total.succeeded + total.failed}
        </span>
      </div>
      <BarChart
        label={`Runs a day: ${total.succeeded} succeeded, ${total.failed} failed`}
        bars={days.map(({ day, succeeded, failed }) => ({
          day,
          parts: [
            { value: succeeded, colour: '--ok-bar' },
            { value: failed, colour: '--fail-bar' },
          ],
        }))}
        word={(value) => (Number.isInteger(value) ? String(value) : '')}
      />
    </section>
    <section>
      <h2>Duration</h2>
      <div className="stat">
        <b>{durationWords(total.medianMs)}</b>
        <span>median</span>
      </div>
      <LineChart
        label={`Median duration a day, ${durationWords(total.medianMs)} in all`}
        points={days.map(({ day, medianMs }) => ({ day, value: medianMs }))}
        word={(ms) => (ms === 0 ? '0' : ageWords(ms))}
      />
    </section>
    <section>
      <h2>Spend</h2>
      <div className="stat">
        <b>{dollarsOf(total.costMicroUsd)}</b>
        <span>
          {total.runs > 0 && total.costMicroUsd !== null
            ? `${dollarsOf(total.costMicroUsd / total.runs)} a run`
            : `${total.runs} runs`}
        </span>
      </div>
      <BarChart
        label={`Spend a day, ${dollarsOf(total.costMicroUsd)} in all`}
        bars={days.map(({ day, costMicroUsd }, at) => ({
          day,
          parts: [{ value: (costMicroUsd ?? 0) / 1e6, colour: at === days.length - 1 ? '--run-bar' : '--idle-bar' }],
        }))}
        word={(value) => `$${Number.isInteger(value) ? value : value.toFixed(value < 1 ? 2 : 1)}`}
      />
    </section>
  </div>
);

/** The page. */
export const Now = (): ReactNode => {
  useTitle('Now');
  const now = useNow(10_000);
  const inbox = useQuery(queries.inbox());
  const working = useQuery(queries.runs({ state: 'created,running,paused,cancelling,compensating', limit: 20 }));
  const stats = useQuery(queries.stats(DAYS));
  return (
    <main className="now">
      <header className="lh">
        <h1>Now</h1>
        <span className="dim">
          {new Date(now).toLocaleString('en-GB', {
            weekday: 'long',
            day: 'numeric',
            month: 'long',
            hour: '2-digit',
            minute: '2-digit',
          })}
        </span>
        <span className="grow" />
        <Link className="btn" to="/new">
          <Plus size={14} aria-hidden />
          New task…
        </Link>
      </header>
      <div className="scroll">
        <div className="two">
          <section>
            <div className="sh">
              <h2>Needs you</h2>
              <span className="dim">{inbox.data?.items.length ?? ''}</span>
              <Link className="link" to="/inbox">
                Open inbox
              </Link>
            </div>
            <Answered asked={inbox} rows={4}>
              {({ items }) =>
                items.length === 0 ? (
                  <Empty title="Nothing waits for you" />
                ) : (
                  items
                    .slice(0, SHOWN)
                    .map((item, at) => <Need key={inboxKey(item)} item={item} now={now} isFirst={at === 0} />)
                )
              }
            </Answered>
          </section>
          <section>
            <div className="sh">
              <h2>Working</h2>
              <span className="dim">{working.data?.items.length ?? ''}</span>
              <Link className="link" to="/runs">
                All runs
              </Link>
            </div>
            <Answered asked={working} rows={4}>
              {({ items }) =>
                items.length === 0 ? (
                  <Empty title="Nothing runs">
                    <p>
                      Start something here, or by <code>ws run</code> in a terminal.
                    </p>
                  </Empty>
                ) : (
                  items.slice(0, SHOWN).map((run) => <Working key={run.id} run={run} now={now} />)
                )
              }
            </Answered>
          </section>
        </div>
        <Answered asked={stats}>{(data) => <Charts stats={data} />}</Answered>
        <div className="two">
          <section>
            <div className="sh">
              <h2>Spend by tool</h2>
              <Link className="link" to="/cost">
                Cost
              </Link>
            </div>
            <Boundary>
              <SpendTable by="tool" most={6} />
            </Boundary>
          </section>
          <section>
            <div className="sh">
              <h2>Tools</h2>
              <Link className="link" to="/tools">
                All tools
              </Link>
            </div>
            <Boundary>
              <ToolTable most={6} />
            </Boundary>
          </section>
        </div>
      </div>
    </main>
  );
};
