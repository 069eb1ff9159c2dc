/** Everything that was changed through the server: who, what, when, and what came of it. */
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import { Answered, Empty } from '../parts/pane.tsx';
import { SaveButton } from '../parts/save-button.tsx';
import { useTitle } from '../parts/title.ts';

/** The page. */
export const Audit = (): ReactNode => {
  useTitle('Audit');
  const [text, setText] = useState('');
  const audit = useQuery(queries.audit());
  const items = (audit.data?.items ?? []).filter((line) =>
    Object.values(line).join(' ').toLowerCase().includes(text.toLowerCase()),
  );
  return (
    <main className="listpage">
      <header className="lh">
        <h1>Audit</h1>
        <label className="find">
          <Search size={14} aria-hidden />
          <input
            type="search"
            placeholder="Who, what, which"
            aria-label="Filter the audit"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <span className="grow" />
        <SaveButton rows={items} name="audit.ndjson" />
      </header>
      <div className="scroll pad" tabIndex={0} role="region" aria-label="Audit">
        <Answered asked={audit}>
          {() =>
            items.length === 0 ? (
              <Empty title={text === '' ? 'Nothing was changed yet' : 'Nothing fits'} />
            ) : (
              <table className="tb">
                <thead>
                  <tr>
                    <th>When</th>
                    <th>Who</th>
                    <th>What</th>
                    <th>Which</th>
                    <th className="num">Answer</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map(({ at, by, role, operation, target, status, requestId }) => (
                    <tr key={requestId}>
                      <td className="mid">{new Date(at).toLocaleString('en-GB')}</td>
                      <td>
                        {by} <span className="dim">{role}</span>
                      </td>
                      <td>{operation}</td>
                      <td className="mono cut">{target}</td>
                      <td className={status >= 400 ? 'num fail' : 'num'}>{status}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </Answered>
      </div>
    </main>
  );
};
