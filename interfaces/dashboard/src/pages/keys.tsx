/** Secrets that this machine keeps. A value is taken and never shown again. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../data/act.ts';
import { part } from '../data/ask.ts';
import { queries } from '../data/queries.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Answered, Empty } from '../parts/pane.tsx';

const NewKey = (): ReactNode => {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const act = useAct();
  const keep = (): void =>
    act.mutate(
      { method: 'PUT', path: `/keys/${part(name)}`, body: { value }, done: `${name} is kept` },
      {
        onSuccess: () => {
          setName('');
          setValue('');
        },
      },
    );
  return (
    <form
      className="fields one-line"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <label className="field">
        <span>Name</span>
        <input
          className="in mono"
          required
          placeholder="ANTHROPIC_API_KEY"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <label className="field">
        <span>Value</span>
        <input
          className="in mono"
          required
          type="password"
          autoComplete="off"
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
      </label>
      <button type="submit" className="btn primary" disabled={act.isPending || name === '' || value === ''}>
        Keep
      </button>
    </form>
  );
};

/** The list, and a line for another. */
export const Keys = (): ReactNode => {
  const keys = useQuery(queries.keys());
  const act = useAct();
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <>
      <NewKey />
      <Answered asked={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No keys are kept">
              <p>Steps get a key only where their tool or they themselves name it.</p>
            </Empty>
          ) : (
            <table className="tb">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Ends in</th>
                  <th>Kept</th>
                  <th>
                    <span className="vh">Acts</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ name, hint, at }) => (
                  <tr key={name}>
                    <td className="mono">{name}</td>
                    <td className="mono dim">{hint === null ? '' : `…${hint}`}</td>
                    <td className="mid">{new Date(at).toLocaleDateString('en-GB')}</td>
                    <td className="num">
                      <button type="button" className="btn quiet danger" onClick={() => setLeaving(name)}>
                        Forget…
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
      {leaving !== null && (
        <Confirm
          title={`Forget ${leaving}?`}
          verb="Forget it"
          isDanger
          onClose={() => setLeaving(null)}
          onYes={() =>
            act.mutate({ method: 'DELETE', path: `/keys/${part(leaving)}`, done: `${leaving} is forgotten` })
          }
        >
          Steps that need it fail until it is given again.
        </Confirm>
      )}
    </>
  );
};
