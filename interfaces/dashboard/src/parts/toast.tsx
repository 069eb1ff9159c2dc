/** What became of one's own acts, for some seconds; nothing else is told here. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { Glyph } from './glyph.tsx';

type Toast = { readonly id: number; readonly text: string; readonly isBad: boolean };

const SHOWN_MS = 6000;
const watchedBy = new Set<() => void>();
let shown: readonly Toast[] = [];
let nextId = 1;

const show = (toasts: readonly Toast[]): void => {
  shown = toasts;
  for (const told of watchedBy) told();
};

/** Tells what became of an act. */
export const toast = (text: string, isBad = false): void => {
  const id = nextId++;
  show([...shown.slice(-2), { id, text, isBad }]);
  setTimeout(() => show(shown.filter((each) => each.id !== id)), SHOWN_MS);
};

/** Where they are shown. */
export const Toasts = (): ReactNode => {
  const toasts = useSyncExternalStore(
    (told) => {
      watchedBy.add(told);
      return () => watchedBy.delete(told);
    },
    () => shown,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, isBad }) => (
        <div key={id} className="toast">
          <Glyph state={isBad ? 'failed' : 'succeeded'} quiet />
          <span className="grow">{text}</span>
        </div>
      ))}
    </div>
  );
};
