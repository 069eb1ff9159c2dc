/** `j` and `k` move the focus from row to row. */
import { useMemo, type RefObject } from 'react';
import { useKeys } from './keys.ts';

/** Rows are the links and buttons of a list that are as wide as it. */
export const useRowKeys = (list: RefObject<HTMLElement | null>, rows = 'a.rr, button.rr, .it'): void => {
  useKeys(
    useMemo(() => {
      const move = (step: number): void => {
        const all = [...(list.current?.querySelectorAll<HTMLElement>(rows) ?? [])];
        const at = all.findIndex((row) => row === document.activeElement);
        const next = all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
        next?.focus();
      };
      return { j: () => move(1), k: () => move(-1) };
    }, [list, rows]),
  );
};
