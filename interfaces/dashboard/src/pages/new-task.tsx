/** A task in words for an agent, or a workstream of the repository: what is to be done, by what, and for how much. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { onceOnly, useAct } from '../data/act.ts';
import { Problem } from '../data/problem.ts';
import { queries } from '../data/queries.ts';
import type { Run, RunRequest } from '../data/resources.ts';
import { Choose } from '../parts/choose.tsx';
import { InputForm, inputsOf, missingIn, type Typed } from '../parts/input-form.tsx';
import { Answered, Failed } from '../parts/pane.tsx';
import { useTitle } from '../parts/title.ts';
import { Findings } from './findings.tsx';

const route = getRouteApi('/new');

const KINDS = [
  { id: 'task', label: 'Task' },
  { id: 'workstream', label: 'Workstream' },
] as const;

const useBegin = (): {
  readonly begin: (request: RunRequest) => void;
  readonly isBusy: boolean;
  readonly error: Error | null;
} => {
  const act = useAct<Run>();
  const navigate = useNavigate();
  const begin = (body: RunRequest): void =>
    act.mutate(
      { path: '/runs', body, headers: onceOnly(), done: 'It begins' },
      { onSuccess: ({ id }) => void navigate({ to: '/runs/$run', params: { run: id } }) },
    );
  return { begin, isBusy: act.isPending, error: act.error };
};

/** Why it was not begun, with places. */
const Refused = ({ error }: { readonly error: Error | null }): ReactNode =>
  error === null ? null : (
    <>
      <Failed error={error} />
      {error instanceof Problem && <Findings findings={error.body.diagnostics ?? []} />}
    </>
  );

const TaskForm = ({ base }: { readonly base: string | undefined }): ReactNode => {
  const [text, setText] = useState('');
  const [tool, setTool] = useState('');
  const [accept, setAccept] = useState('');
  const [dollars, setDollars] = useState('');
  const [isRead, setRead] = useState(false);
  const tools = useQuery(queries.tools());
  const { begin, isBusy, error } = useBegin();
  const checks = accept.split('\n').filter((line) => line.trim() !== '');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        begin({
          task: {
            text,
            ...(tool === '' ? {} : { tool }),
            ...(checks.length === 0 ? {} : { accept: checks }),
            ...(dollars === '' ? {} : { costMicroUsd: Math.round(Number(dollars) * 1e6) }),
            ...(isRead ? { isRead } : {}),
          },
          ...(base === undefined ? {} : { base }),
        });
      }}
    >
      <label className="field">
        <span>What is to be done</span>
        <textarea
          className="in"
          rows={6}
          autoFocus
          required
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <div className="fields">
        <label className="field">
          <span>Tool</span>
          <select className="in" value={tool} onChange={({ target }) => setTool(target.value)}>
            <option value="">The best that is there</option>
            {(tools.data?.items ?? [])
              .filter(({ isAgent, isAvailable, isEnabled }) => isAgent && isAvailable && isEnabled)
              .map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
          </select>
        </label>
        <label className="field">
          <span>At most, in dollars</span>
          <input
            className="in"
            type="number"
            min="0"
            step="0.01"
            placeholder="no limit"
            value={dollars}
            onChange={({ target }) => setDollars(target.value)}
          />
        </label>
      </div>
      <label className="field">
        <span>It is done when these succeed, one command a line</span>
        <textarea
          className="in mono"
          rows={3}
          placeholder="npm test"
          value={accept}
          onChange={({ target }) => setAccept(target.value)}
        />
      </label>
      <label className="row">
        <input type="checkbox" checked={isRead} onChange={({ target }) => setRead(target.checked)} />
        It only looks, and changes nothing
      </label>
      <Refused error={error} />
      <div className="dlg-acts">
        <button type="submit" className="btn primary" disabled={isBusy || text.trim() === ''}>
          Begin
        </button>
      </div>
    </form>
  );
};

const OneWorkstream = ({ file, base }: { readonly file: string; readonly base: string | undefined }): ReactNode => {
  const found = useQuery(queries.workstream(file));
  const [typed, setTyped] = useState<Typed>({});
  const { begin, isBusy, error } = useBegin();
  return (
    <Answered asked={found}>
      {({ outline }) => {
        const missing = missingIn(outline.inputs, typed);
        return (
          <>
            {outline.inputs.length === 0 ? (
              <p className="mid">It wants nothing to be given.</p>
            ) : (
              <InputForm fields={outline.inputs} typed={typed} onType={setTyped} />
            )}
            <Findings findings={outline.diagnostics} />
            <Refused error={error} />
            <div className="dlg-acts">
              <button
                type="button"
                className="btn primary"
                disabled={isBusy || !outline.isValid || missing.length > 0}
                onClick={() =>
                  begin({
                    workstream: { file },
                    inputs: inputsOf(outline.inputs, typed),
                    ...(base === undefined ? {} : { base }),
                  })
                }
              >
                Begin
              </button>
            </div>
          </>
        );
      }}
    </Answered>
  );
};

/** The page. */
export const NewTask = (): ReactNode => {
  useTitle('New task');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const before = useQuery({ ...queries.run(search.continue ?? ''), enabled: search.continue !== undefined });
  const [kind, setKind] = useState<(typeof KINDS)[number]['id']>(
    search.workstream === undefined ? 'task' : 'workstream',
  );
  const files = useQuery({ ...queries.workstreams(), enabled: kind === 'workstream' });
  const base = before.data?.branch ?? undefined;
  return (
    <main className="listpage">
      <header className="lh">
        <h1>{search.continue === undefined ? 'New task' : 'Follow up'}</h1>
        {before.data !== undefined && <p className="cut">on {before.data.title}, from its branch</p>}
      </header>
      <div className="scroll pad">
        <div className="narrow">
          <Choose look="seg" label="What" choices={KINDS} chosen={kind} onChoose={setKind} />
          {kind === 'task' && <TaskForm base={base} />}
          {kind === 'workstream' && (
            <div className="form">
              <Answered asked={files}>
                {({ items }) => (
                  <label className="field">
                    <span>Workstream</span>
                    <select
                      className="in"
                      value={search.workstream ?? ''}
                      onChange={({ target }) =>
                        void navigate({ search: { ...search, workstream: target.value }, replace: true })
                      }
                    >
                      <option value="">choose</option>
                      {items
                        .filter(({ isValid }) => isValid)
                        .map(({ file, title, id }) => (
                          <option key={file} value={file}>
                            {title ?? id ?? file}
                          </option>
                        ))}
                    </select>
                  </label>
                )}
              </Answered>
              {search.workstream !== undefined && search.workstream !== '' && (
                <OneWorkstream key={search.workstream} file={search.workstream} base={base} />
              )}
            </div>
          )}
        </div>
      </div>
    </main>
  );
};
