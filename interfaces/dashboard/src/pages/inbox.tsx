/** What waits for a person, longest first: one is chosen on the left, and answered on the right. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import type { InboxItem } from '../data/resources.ts';
import { ageWords } from '../../../house/view/words.ts';
import { Diff } from '../parts/diff.tsx';
import { Glyph } from '../parts/glyph.tsx';
import { useKeys } from '../parts/keys.ts';
import { inboxKey, inboxLook, inboxTitle } from '../parts/inbox-words.ts';
import { LOOKS } from '../parts/looks.ts';
import { useNow } from '../parts/now.ts';
import { Answered, Boundary, Empty } from '../parts/pane.tsx';
import { useTitle } from '../parts/title.ts';
import { AnswerForm } from './answer-form.tsx';
import { MergeDialog } from './run/merge.tsx';

const route = getRouteApi('/inbox');

const Item = ({
  item,
  now,
  isChosen,
  onChoose,
}: {
  readonly item: InboxItem;
  readonly now: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}): ReactNode => (
  <button type="button" className="it" aria-current={isChosen} onClick={onChoose}>
    <Glyph state={inboxLook(item)} />
    <span className="ti cut">{inboxTitle(item)}</span>
    <time dateTime={item.since}>{ageWords(now - Date.parse(item.since))}</time>
    <span className="mt cut">
      {item.run} · {item.kind === 'merge' ? item.message : item.title}
      {item.step !== null && ` · ${item.step}`}
    </span>
  </button>
);

/** The change that one is asked about. */
const Changes = ({ run }: { readonly run: string }): ReactNode => {
  const diff = useQuery(queries.diff(run, null));
  return <Answered asked={diff}>{({ patch }) => <Diff text={patch ?? ''} />}</Answered>;
};

const Detail = ({ item, onDone }: { readonly item: InboxItem; readonly onDone: () => void }): ReactNode => {
  const now = useNow(30_000);
  const [isMerging, setMerging] = useState(false);
  const { question } = item;
  const state = inboxLook(item);
  return (
    <section className="det" aria-label={inboxTitle(item)}>
      <header className="dh">
        <div className="crumb">
          <Link to="/runs/$run" params={{ run: item.run }}>
            {item.run} {item.title}
          </Link>
          {item.step !== null && (
            <>
              <span>/</span>
              <span className="mid">{item.step}</span>
            </>
          )}
        </div>
        <div className="t">
          <Glyph state={state} size={18} quiet />
          <h1 className="cut">{inboxTitle(item)}</h1>
          <span className={`${LOOKS[state].tone} b`}>{LOOKS[state].word}</span>
          <span className="dim since">{ageWords(now - Date.parse(item.since))} ago</span>
        </div>
      </header>
      <div className="db">
        {question !== null && question.subject !== null && (
          <p className="bound">
            You approve exactly this {question.boundTo === 'content' ? 'content' : 'tree'}:{' '}
            <code>{question.subject.slice(0, 12)}</code>. If it moves, the answer does not count.
          </p>
        )}
        <Boundary>
          <Changes run={item.run} />
        </Boundary>
      </div>
      {question !== null && item.step !== null && (
        <AnswerForm key={question.seq} run={item.run} step={item.step} question={question} onDone={onDone} />
      )}
      {question === null && (
        <div className="act">
          <span className="grow" />
          <Link
            className={item.kind === 'merge' ? 'btn' : 'btn primary'}
            to="/runs/$run"
            params={{ run: item.run }}
            search={item.step === null ? {} : { step: item.step }}
          >
            Open the run
          </Link>
          {item.kind === 'merge' && (
            <button type="button" className="btn primary" onClick={() => setMerging(true)}>
              Merge…
            </button>
          )}
        </div>
      )}
      {isMerging && <MergeDialog run={{ id: item.run, title: item.title }} onClose={() => setMerging(false)} />}
    </section>
  );
};

/** The page. */
export const InboxView = (): ReactNode => {
  useTitle('Inbox');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow(30_000);
  const inbox = useQuery(queries.inbox());
  const list = useRef<HTMLDivElement>(null);
  const items = inbox.data?.items ?? [];
  const chosen = items.find((item) => inboxKey(item) === search.item) ?? null;
  const shown = chosen ?? items[0] ?? null;
  const choose = (item: InboxItem | undefined): void => {
    if (item !== undefined) void navigate({ search: { ...search, item: inboxKey(item) }, replace: true });
  };
  const place = shown === null ? -1 : items.indexOf(shown);
  useKeys(
    useMemo(
      () => ({
        j: () => choose(items[Math.min(items.length - 1, place + 1)]),
        k: () => choose(items[Math.max(0, place - 1)]),
      }),
      [items, place],
    ),
  );
  useEffect(
    () => void list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }),
    [place],
  );
  return (
    <main className={chosen === null ? 'inb' : 'inb has-chosen'}>
      <section className="list" aria-label="Inbox">
        <div className="hd">
          <h1>Inbox</h1>
          <span className="dim">{items.length === 0 ? '' : `${items.length}, longest first`}</span>
        </div>
        <div className="scroll" ref={list}>
          <Answered asked={inbox}>
            {() =>
              items.length === 0 ? (
                <Empty title="Nothing waits for you">
                  <p>Questions, approvals, failures and runs to merge come here.</p>
                </Empty>
              ) : (
                items.map((item) => (
                  <Item
                    key={inboxKey(item)}
                    item={item}
                    now={now}
                    isChosen={item === shown}
                    onChoose={() => choose(item)}
                  />
                ))
              )
            }
          </Answered>
        </div>
        <div className="end">
          <span>
            <kbd>j</kbd> <kbd>k</kbd> move
          </span>
          <span>
            <kbd>a</kbd> approve
          </span>
          <span>
            <kbd>?</kbd> all keys
          </span>
        </div>
      </section>
      {shown === null ? (
        <section className="det" aria-label="Nothing chosen" />
      ) : (
        <div className="det-at">
          <button type="button" className="btn quiet back" onClick={() => void navigate({ search: {}, replace: true })}>
            ‹ Inbox
          </button>
          <Detail key={inboxKey(shown)} item={shown} onDone={() => choose(items[place + 1] ?? items[place - 1])} />
        </div>
      )}
    </main>
  );
};
