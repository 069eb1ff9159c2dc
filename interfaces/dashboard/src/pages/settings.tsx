/** Keys, configuration, and who may ask. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import { Choose } from '../parts/choose.tsx';
import { Answered } from '../parts/pane.tsx';
import { setTheme, theme, type Theme } from '../parts/theme.ts';
import { useTitle } from '../parts/title.ts';
import { Access } from './access.tsx';
import { Keys } from './keys.tsx';

const route = getRouteApi('/settings');

const TABS = [
  { id: 'keys', label: 'Keys' },
  { id: 'configuration', label: 'Configuration' },
  { id: 'access', label: 'Access' },
  { id: 'look', label: 'Look' },
] as const;

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const Configuration = (): ReactNode => {
  const config = useQuery(queries.config());
  const [text, setText] = useState('');
  return (
    <>
      <label className="find">
        <Search size={14} aria-hidden />
        <input
          type="search"
          placeholder="Setting, value, layer"
          aria-label="Filter settings"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <Answered asked={config}>
        {({ files, values }) => (
          <>
            <p className="dim files">{files.map(({ path, scope }) => `${scope}: ${path}`).join(' · ')}</p>
            <table className="tb">
              <thead>
                <tr>
                  <th>Setting</th>
                  <th>Value</th>
                  <th>Layer</th>
                  <th>Said by</th>
                </tr>
              </thead>
              <tbody>
                {values
                  .filter(({ key, value, layer, origin }) =>
                    `${key} ${shown(value)} ${layer} ${origin}`.toLowerCase().includes(text.toLowerCase()),
                  )
                  .map(({ key, value, layer, origin }) => (
                    <tr key={key}>
                      <td className="mono">{key}</td>
                      <td className="mono">{shown(value)}</td>
                      <td className={layer === 'default' ? 'dim' : ''}>{layer}</td>
                      <td className="dim cut">{origin}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </>
        )}
      </Answered>
    </>
  );
};

const THEMES = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
] as const;

const Look = (): ReactNode => {
  const [chosen, setChosen] = useState<Theme>(theme);
  const choose = (next: Theme): void => {
    setTheme(next);
    setChosen(next);
  };
  return <Choose look="seg" label="Theme" choices={THEMES} chosen={chosen} onChoose={choose} />;
};

/** The page. */
export const Settings = (): ReactNode => {
  useTitle('Settings');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = TABS.find(({ id }) => id === search.tab)?.id ?? 'keys';
  return (
    <main className="listpage">
      <header className="lh">
        <h1>Settings</h1>
      </header>
      <Choose
        look="tabs"
        label="Settings"
        choices={TABS}
        chosen={tab}
        onChoose={(next) => void navigate({ search: { tab: next }, replace: true })}
      />
      <div className="scroll pad" tabIndex={0} role="region" aria-label={TABS.find(({ id }) => id === tab)?.label}>
        {tab === 'keys' && <Keys />}
        {tab === 'configuration' && <Configuration />}
        {tab === 'access' && <Access />}
        {tab === 'look' && <Look />}
      </div>
    </main>
  );
};
