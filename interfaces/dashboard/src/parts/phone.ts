/** Whether there is little room. */
import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 640px)');

/** Renewed when a window is drawn smaller or larger. */
export const usePhone = (): boolean =>
  useSyncExternalStore(
    (told) => {
      narrow.addEventListener('change', told);
      return () => narrow.removeEventListener('change', told);
    },
    () => narrow.matches,
  );
