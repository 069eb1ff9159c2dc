/** Workstreams of the repository, and templates that the server keeps: read, mended, begun. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Plus, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useAct } from '../data/act.ts';
import { part } from '../data/ask.ts';
import { queries } from '../data/queries.ts';
import { Glyph } from '../parts/glyph.tsx';
import { Answered, Boundary, Empty, Skeleton } from '../parts/pane.tsx';
import { useTitle } from '../parts/title.ts';
import { Findings } from './findings.tsx';
import { OutlineList } from './outline-list.tsx';

const Editor = lazy(async () => ({ default: (await import('../parts/editor.tsx')).Editor }));

const route = getRouteApi('/workstreams');

const TYPED_MS = 400;
const NEW = `version: 1
id: hello
title: Say hello
steps:
  - id: greet
    run: echo hello
`;

/** What is typed, once the fingers rest. */
const useRested = (text: string): string => {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
};

type DeskProps = {
  readonly title: string;
  readonly first: string;
  readonly file: string | null;
  readonly template: string | null;
};

/** The editor, what is wrong, and what it would do. Files of the repository are changed there, not here: a template is made of them. */
const Desk = ({ title, first, file, template }: DeskProps): ReactNode => {
  const [text, setText] = useState(first);
  const [goTo, setGoTo] = useState<{ readonly line: number; readonly column: number } | null>(null);
  const outline = useQuery(queries.outline(useRested(text)));
  const act = useAct();
  const navigate = route.useNavigate();
  const isChanged = text !== first;
  const found = outline.data;
  const id = template ?? found?.id ?? null;
  const save = (): void => {
    if (id === null) return;
    act.mutate(
      {
        method: 'PUT',
        path: `/templates/${part(id)}`,
        body: { name: found?.title ?? id, text },
        done: `The template ${id} is kept`,
      },
      { onSuccess: () => void navigate({ search: { template: id } }) },
    );
  };
  return (
    <section className="desk" aria-label={title}>
      <header className="lh">
        <h1 className="cut small">{title}</h1>
        {found !== undefined && (
          <span className={found.isValid ? 'ok' : 'fail'}>{found.isValid ? 'Valid' : 'Not valid'}</span>
        )}
        <span className="grow" />
        {template !== null && (
          <button
            type="button"
            className="btn danger"
            disabled={act.isPending}
            onClick={() =>
              act.mutate(
                { method: 'DELETE', path: `/templates/${part(template)}`, done: `The template ${template} is gone` },
                { onSuccess: () => void navigate({ search: {} }) },
              )
            }
          >
            Delete
          </button>
        )}
        <button
          type="button"
          className={isChanged ? 'btn primary' : 'btn'}
          disabled={found?.isValid !== true || id === null || act.isPending}
          onClick={save}
        >
          {template === null ? 'Keep as a template' : 'Keep'}
        </button>
        {file !== null && !isChanged && (
          <Link className="btn primary" to="/new" search={{ workstream: file }}>
            Begin…
          </Link>
        )}
      </header>
      <div className="desk-in">
        <Suspense fallback={<Skeleton />}>
          <Editor label={title} text={first} isJson={file?.endsWith('.json') === true} onChange={setText} goTo={goTo} />
        </Suspense>
        <aside className="scroll">
          <Answered asked={outline}>
            {(shown) => (
              <>
                <Findings findings={shown.diagnostics} onGo={(line, column) => setGoTo({ line, column })} />
                <OutlineList outline={shown} />
              </>
            )}
          </Answered>
        </aside>
      </div>
    </section>
  );
};

const OfFile = ({ file }: { readonly file: string }): ReactNode => {
  const asked = useQuery(queries.workstream(file));
  return (
    <Answered asked={asked}>
      {({ text }) => <Desk key={file} title={file} first={text} file={file} template={null} />}
    </Answered>
  );
};

const OfTemplate = ({ id }: { readonly id: string }): ReactNode => {
  const asked = useQuery(queries.template(id));
  return (
    <Answered asked={asked}>
      {({ text, name }) => <Desk key={id} title={name} first={text} file={null} template={id} />}
    </Answered>
  );
};

/** The page. */
export const Workstreams = (): ReactNode => {
  useTitle('Workstreams');
  const search = route.useSearch();
  const [text, setText] = useState('');
  const files = useQuery(queries.workstreams());
  const templates = useQuery(queries.templates());
  const fits = (...texts: readonly (string | null)[]): boolean =>
    texts.join(' ').toLowerCase().includes(text.toLowerCase());
  const isChosen = search.file !== undefined || search.template !== undefined;
  return (
    <main className={isChosen ? 'wsp has-chosen' : 'wsp'}>
      <section className="list" aria-label="Workstreams">
        <div className="hd">
          <h1>Workstreams</h1>
          <span className="grow" />
          <Link className="btn icon" to="/workstreams" search={{ template: 'new' }} aria-label="New template">
            <Plus size={16} aria-hidden />
          </Link>
        </div>
        <label className="find">
          <Search size={14} aria-hidden />
          <input
            type="search"
            placeholder="File, title"
            aria-label="Search workstreams"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <div className="scroll" tabIndex={0} role="region" aria-label="Files and templates">
          <Answered asked={files}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty title="No workstreams yet">
                  <p>
                    <code>ws new hello</code> writes one.
                  </p>
                </Empty>
              ) : (
                items
                  .filter(({ file, title }) => fits(file, title))
                  .map(({ file, title, id, isValid }) => (
                    <Link
                      key={file}
                      className="rw"
                      to="/workstreams"
                      search={{ file }}
                      aria-current={search.file === file ? 'true' : undefined}
                    >
                      <Glyph state={isValid ? 'succeeded' : 'failed'} />
                      <span className="cut">{title ?? id ?? file}</span>
                      <small className="cut">{file}</small>
                    </Link>
                  ))
              )
            }
          </Answered>
          <h2 className="sub">Templates</h2>
          <Answered asked={templates} rows={1}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="dim pad">None are kept on this server.</p>
              ) : (
                items
                  .filter(({ name, id }) => fits(name, id))
                  .map(({ id, name, description }) => (
                    <Link
                      key={id}
                      className="rw"
                      to="/workstreams"
                      search={{ template: id }}
                      aria-current={search.template === id ? 'true' : undefined}
                    >
                      <Glyph state="ready" quiet />
                      <span className="cut">{name}</span>
                      <small className="cut">{description === '' ? id : description}</small>
                    </Link>
                  ))
              )
            }
          </Answered>
        </div>
      </section>
      <Boundary key={`${search.file ?? ''} ${search.template ?? ''}`}>
        {search.file !== undefined && <OfFile file={search.file} />}
        {search.template === 'new' && <Desk title="New template" first={NEW} file={null} template={null} />}
        {search.template !== undefined && search.template !== 'new' && <OfTemplate id={search.template} />}
        {!isChosen && (
          <Empty title="Choose one">
            <p>Or write a new template. Files of the repository are changed there; here a template is made of them.</p>
          </Empty>
        )}
      </Boundary>
    </main>
  );
};
