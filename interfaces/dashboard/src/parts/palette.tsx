/** ⌘K: goes to a page or a run, or begins something, by a few letters. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import { Dialog } from './dialog.tsx';
import { Glyph } from './glyph.tsx';
import { setTheme } from './theme.ts';

type Hit = {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly glyph: ReactNode;
  readonly act: () => void;
};

const MOST = 12;

/** Whether the letters come in this order. */
const fits = (text: string, letters: string): boolean => {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

const PAGES: readonly (readonly [string, string])[] = [
  ['Now', '/'],
  ['Inbox', '/inbox'],
  ['Runs', '/runs'],
  ['New task', '/new'],
  ['Workstreams', '/workstreams'],
  ['Tools', '/tools'],
  ['Cost', '/cost'],
  ['Audit', '/audit'],
  ['Server log', '/log'],
  ['Settings', '/settings'],
];

/** A dialog with a field and what fits it. */
export const Palette = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const { data: runs } = useQuery(queries.runs({ limit: 50 }));
  const go = (to: string): void => {
    onClose();
    void navigate({ to });
  };
  const all: readonly Hit[] = [
    ...PAGES.map(([label, to]) => ({ id: to, label, hint: 'Page', glyph: null, act: () => go(to) })),
    ...(runs?.items ?? []).map(({ id, title, state }) => ({
      id,
      label: title,
      hint: id,
      glyph: <Glyph state={state} />,
      act: () => go(`/runs/${id}`),
    })),
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: theme,
      label: `Theme: ${theme}`,
      hint: 'Look',
      glyph: null,
      act: () => {
        setTheme(theme);
        onClose();
      },
    })),
  ];
  const hits = all
    .filter(({ label, hint }) => fits(`${label} ${hint}`.toLowerCase(), text.toLowerCase()))
    .slice(0, MOST);
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((at + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') hits[at]?.act();
  };
  return (
    <Dialog title="Search or run" onClose={onClose}>
      <div onKeyDown={move}>
        <input
          className="in"
          autoFocus
          role="combobox"
          aria-label="Search pages and runs"
          aria-expanded="true"
          aria-controls="hits"
          aria-activedescendant={hits[at] === undefined ? undefined : `hit-${at}`}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setAt(0);
          }}
        />
        <div className="hits" id="hits" role="listbox" aria-label="What fits">
          {hits.map(({ id, label, hint, glyph, act }, place) => (
            <div
              key={id}
              id={`hit-${place}`}
              role="option"
              aria-selected={place === at}
              onClick={act}
              onPointerMove={() => setAt(place)}
            >
              {glyph}
              <span className="cut">{label}</span>
              <small>{hint}</small>
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
};
