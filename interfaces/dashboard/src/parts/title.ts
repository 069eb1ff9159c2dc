/** What the tab of the browser is called. */
import { useEffect } from 'react';

/** While the page that calls it is shown. */
export const useTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · ws`;
  }, [title]);
};
