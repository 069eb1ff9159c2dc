/** One of few: a segmented control for views, tabs for panes. Arrows move between them. */
import type { KeyboardEvent, ReactNode } from 'react';

export type Choice<T extends string> = { readonly id: T; readonly label: string; readonly count?: number | null };

type Props<T extends string> = {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
  readonly look: 'seg' | 'tabs';
};

/** All but the chosen one are left out of the order of Tab, as the pattern of tabs asks for. */
export const Choose = <T extends string>({ label, choices, chosen, onChoose, look }: Props<T>): ReactNode => {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = choices.findIndex(({ id }) => id === chosen);
    const next = choices[(at + step + choices.length) % choices.length];
    if (next === undefined) return;
    onChoose(next.id);
    const place = choices.indexOf(next);
    const tab = event.currentTarget.children[place];
    if (tab instanceof HTMLElement) tab.focus();
  };
  return (
    <div className={look} role="tablist" aria-label={label} onKeyDown={move}>
      {choices.map(({ id, label: name, count = null }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === chosen}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {name}
          {count !== null && <span className="c">{count}</span>}
        </button>
      ))}
    </div>
  );
};
