/** What the server wrote down of itself, newest first. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import { plainText } from '../../../house/view/terminal-text.ts';
import { Choose } from '../parts/choose.tsx';
import { Answered, Empty } from '../parts/pane.tsx';
import { SaveButton } from '../parts/save-button.tsx';
import { useTitle } from '../parts/title.ts';

const LEVELS = [
  { id: '', label: 'All' },
  { id: 'error', label: 'Errors' },
] as const;

const route = getRouteApi('/log');

/** The page. */
export const ServerLog = (): ReactNode => {
  useTitle('Server log');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const log = useQuery({ ...queries.serverLog(search.level), refetchInterval: 5000 });
  return (
    <main className="listpage">
      <header className="lh">
        <h1>Server log</h1>
        <span className="grow" />
        <SaveButton rows={log.data?.items ?? []} name="serve.ndjson" />
      </header>
      <div className="bar">
        <Choose
          look="seg"
          label="Level"
          choices={LEVELS}
          chosen={search.level === 'error' ? 'error' : ''}
          onChoose={(level) =>
            void navigate({ search: { ...search, level: level === '' ? undefined : level }, replace: true })
          }
        />
      </div>
      <div className="scroll pad" tabIndex={0} role="region" aria-label="Server log">
        <Answered asked={log}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="Nothing written" />
            ) : (
              <table className="tb mono">
                <tbody>
                  {items.map(({ time, level, msg, requestId, status }, at) => (
                    <tr key={`${time}${at}`}>
                      <td className="dim nowrap">{new Date(time).toLocaleString('en-GB')}</td>
                      <td className={level === 'error' ? 'fail' : 'dim'}>{level}</td>
                      <td>{plainText(msg)}</td>
                      <td className="num">{status ?? ''}</td>
                      <td className="dim">{requestId ?? ''}</td>
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
